// Capture files and standard input as a source.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { type ReadCaptureOptions, readCapture } from '../../src/collector/index.ts';
import type { Problem } from '../../src/model/index.ts';
import { readAll } from '../flows/capture-support.ts';
import { FOLDER, mixedCapture, simpleCapture, writeCapture } from './captures.ts';

afterAll(() => rmSync(FOLDER, { recursive: true }));

async function read(path: string, options: ReadCaptureOptions = {}) {
  const got: { payload: string; address: string; port: number; timeMs: number }[] = [];
  const problems: Problem[] = [];
  const counts = await readCapture(
    path,
    (bytes, from, to, { address, port }, timeMs) =>
      got.push({ payload: Buffer.from(bytes.subarray(from, to)).toString('latin1'), address, port, timeMs }),
    { onProblem: (problem) => problems.push(problem), ...options },
  );
  return { got, problems, counts };
}

const MIXED = mixedCapture(5000, 1);

describe('a capture file', () => {
  // More than two chunks of it.
  const large = mixedCapture(5000, 1);
  it('gives what it holds', async () => {
    expect(large.length).toBeGreaterThan(2 ** 21);
    const path = writeCapture('large.pcap', large);
    const { got, counts, problems } = await read(path);
    const expected = readAll(large);
    expect(got).toEqual(expected.got);
    expect(counts).toEqual(expected.counts);
    expect(counts.reassembled).toBeGreaterThan(500);
    expect(problems).toEqual([]);
  });

  it('gives the same compressed', async () => {
    const { got, counts } = await read(writeCapture('large.pcap.gz', gzipSync(large)));
    expect(got).toEqual(readAll(large).got);
    expect(counts).toEqual(readAll(large).counts);
  });

  it('gives what was whole of a file that is cut, and one problem', async () => {
    const path = writeCapture('cut.pcap', MIXED.subarray(0, 100_000));
    const { got, problems } = await read(path);
    expect(got).toEqual(readAll(MIXED.subarray(0, 100_000)).got);
    expect(problems).toMatchObject([{ code: 'FLOW_CAPTURE_CUT', file: path }]);
  });

  it('gives what can be unpacked of a compressed one that is cut, and one problem', async () => {
    const packed = gzipSync(MIXED);
    const files = { cut: packed.subarray(0, packed.length >> 1), short: packed.subarray(0, packed.length - 4) };
    for (const [name, bytes] of Object.entries(files)) {
      const { got, problems } = await read(writeCapture(`${name}.gz`, bytes));
      expect(got.length).toBeGreaterThan(100);
      expect(got).toEqual(readAll(MIXED).got.slice(0, got.length));
      expect(problems).toMatchObject([
        { code: 'FLOW_CAPTURE_CUT', message: expect.stringMatching(/compressed file .*Z_/) },
      ]);
    }
  });

  it('gives one problem of a compressed one that is damaged', async () => {
    const damaged = Buffer.from(gzipSync(MIXED));
    damaged.fill(0xff, damaged.length >> 1, (damaged.length >> 1) + 50);
    const { got, problems } = await read(writeCapture('damaged.gz', damaged));
    expect(got.length).toBeGreaterThan(100);
    expect(problems).toMatchObject([{ code: expect.stringMatching(/^FLOW_CAPTURE_(CUT|DAMAGED)$/) }]);
  });

  it.each<[string, () => string, RegExp]>([
    ['is missing', () => `${FOLDER}/missing.pcap`, /missing\.pcap: there is no such file/],
    ['is a folder', () => FOLDER, /it is a folder/],
    ['is empty', () => writeCapture('empty', Buffer.alloc(0)), /empty: this is no capture/],
    ['is something else', () => writeCapture('text', Buffer.from('hello, world')), /text: this is no capture/],
    ['is something else, compressed', () => writeCapture('t.gz', gzipSync('hello')), /t\.gz: this is no capture/],
  ])('that %s is refused', async (_, make, message) => {
    await expect(read(make())).rejects.toMatchObject({
      code: 'FLOW_CAPTURE_UNREADABLE',
      message: expect.stringMatching(message),
    });
  });

  it('can be read for some ports', async () => {
    const { counts } = await read(writeCapture('ports.pcap', MIXED), { ports: new Set([53]) });
    expect(counts.otherPorts).toBeGreaterThan(1000);
    expect(counts.datagrams).toBeGreaterThan(100);
    expect(counts.datagrams).toBeLessThan(1000);
  });

  it('ends early when asked to, without an error', async () => {
    const stop = new AbortController();
    const path = writeCapture('stop.pcap', large);
    let seen = 0;
    const counts = await readCapture(path, () => ++seen === 1 && stop.abort(), { signal: stop.signal });
    expect(counts.datagrams).toBe(seen);
    expect(seen).toBeLessThan(readAll(large).got.length);
  });

  it('can be paced; times stay those of the capture', async () => {
    const path = writeCapture('paced.pcap', simpleCapture(['a', 'b', 'c'], 2000));
    const began = performance.now();
    const { got } = await read(path, { pace: { speed: 20 } });
    expect(performance.now() - began).toBeGreaterThan(195);
    expect(got.map(({ payload, timeMs }) => [payload, timeMs - 1_700_000_000_000])).toEqual([
      ...[
        ['a', 0],
        ['b', 2000],
        ['c', 4000],
      ],
    ]);
  });

  it('that is paced ends at once when asked to', async () => {
    const stop = new AbortController();
    const path = writeCapture('hours.pcap', simpleCapture(['a', 'b'], 3_600_000));
    const got: string[] = [];
    const reading = readCapture(
      path,
      (bytes, from, to) =>
        got.push(Buffer.from(bytes.subarray(from, to)).toString()) && setImmediate(() => stop.abort()),
      {
        pace: { speed: 1 },
        signal: stop.signal,
      },
    );
    await reading;
    expect(got).toEqual(['a']);
  });
});

describe('standard input', () => {
  const script = fileURLToPath(new URL('./read-stdin.ts', import.meta.url));
  const pipe = async (bytes: Uint8Array, ...args: string[]) => {
    const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.on('error', () => undefined).end(bytes);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await new Promise((resolve) => child.once('close', resolve));
    return JSON.parse(said);
  };

  it.each([
    ['of the main thread', []],
    ['of a worker thread', ['worker']],
  ])('%s is a capture, compressed or not', async (_, args) => {
    const { counts } = readAll(MIXED);
    expect(await pipe(MIXED, ...args)).toEqual(counts);
    expect(await pipe(gzipSync(MIXED), ...args)).toEqual(counts);
  });

  it('that is no capture is refused by name', async () => {
    expect(await pipe(Buffer.from('hello'))).toEqual({
      code: 'FLOW_CAPTURE_UNREADABLE',
      message: 'cannot read standard input: this is no capture',
    });
  });
});
