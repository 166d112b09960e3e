// Captures sent again over loopback: what arrives is what was captured, at the times, the speed or the rate asked for.
import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { Pacer } from '../../src/collector/capture/pacer.ts';
import { type ReplayOptions, readCapture, replay } from '../../src/collector/index.ts';
import { FIXTURES_PRESENT, fixtureCaptures, mixedCapture, simpleCapture, writeCapture } from './captures.ts';
import { closeAll, collect, hasIpv6, POLL, udpAt } from './support.ts';

afterEach(closeAll);

const IPV6 = await hasIpv6();
const atOnce = { pace: { pps: 20_000 } };

async function payloadsOf(path: string, ports: ReadonlySet<number> | null = null): Promise<string[]> {
  const payloads: string[] = [];
  await readCapture(path, (b, from, to) => payloads.push(Buffer.from(b.subarray(from, to)).toString('latin1')), {
    ports,
  });
  return payloads;
}

async function replayed(path: string, options: ReplayOptions, to = '127.0.0.1') {
  const collecting = await collect([udpAt(to)], { receiveBufferBytes: 2 ** 22 });
  const counts = await replay(path, { host: to, port: collecting.port }, options);
  await expect.poll(() => collecting.got.length, POLL).toBe(counts.datagrams);
  return { ...collecting, counts, payloads: collecting.got.map(({ payload }) => payload) };
}

describe('a replay', () => {
  const files = [writeCapture('mixed.pcap', mixedCapture(2000, 1)), ...fixtureCaptures()];
  const absent = FIXTURES_PRESENT ? '' : ' (../shared/fixtures/flows is absent: those are skipped)';

  it.each(files.map((path) => [basename(path), path]))(`of %s arrives octet by octet${absent}`, async (_, path) => {
    const expected = await payloadsOf(path);
    expect(expected.length).toBeGreaterThan(0);
    const { payloads, counts } = await replayed(path, atOnce);
    expect(payloads).toEqual(expected);
    const bytes = expected.reduce((sum, payload) => sum + payload.length, 0);
    expect(counts).toMatchObject({ datagrams: expected.length, bytes, failed: {}, rounds: 1 });
    expect(counts.capture.datagrams).toBe(expected.length);
  });

  it.skipIf(!IPV6)(`reaches IPv6${IPV6 ? '' : ' (skipped: no IPv6 loopback here)'}`, async () => {
    const path = files[0]!;
    const { payloads } = await replayed(path, { ...atOnce, ports: new Set([53]) }, '::1');
    expect(payloads).toEqual(await payloadsOf(path, new Set([53])));
  });

  it('finds its target by name', async () => {
    const { port, got } = await collect([udpAt('127.0.0.1')]);
    await replay(
      writeCapture('name.pcap', simpleCapture(['a'], 1)),
      { host: 'localhost', port },
      { from: '127.0.0.1' },
    );
    await expect.poll(() => got.length, POLL).toBe(1);
  });

  it('is sent from the address asked for', async () => {
    const path = writeCapture('from.pcap', simpleCapture(['a'], 1));
    const { got } = await replayed(path, { from: '127.0.0.5' });
    expect(got[0]?.source.address).toBe('127.0.0.5');
  });

  it('holds the largest datagrams there are, and counts what the kernel does not take', async () => {
    const path = writeCapture('huge.pcap', simpleCapture(['x'.repeat(65_507)], 1));
    const { payloads } = await replayed(path, {});
    expect(payloads[0]).toHaveLength(65_507);
    // IPv6 in the capture held more than IPv4 can.
    const six = writeCapture('six.pcap', await tooLargeForIpv4());
    const { counts } = await replayed(six, {});
    expect(counts).toMatchObject({ datagrams: 1, failed: { EMSGSIZE: 1 } });
  });

  it('goes on where nobody listens', async () => {
    const { collector, port } = await collect([udpAt('127.0.0.1')]);
    await collector.close();
    const path = writeCapture('nobody.pcap', simpleCapture(['a', 'b', 'c', 'd', 'e'], 5));
    const counts = await replay(path, { host: '127.0.0.1', port });
    expect(counts).toMatchObject({ datagrams: 5, failed: {} });
  });

  it.each<[string, string, ReplayOptions]>([
    ['the target has no address', 'no-such-host.invalid', {}],
    ['the address to send from is none of this machine', '127.0.0.1', { from: '192.0.2.1' }],
    ['the families do not meet', '::1', { from: '127.0.0.1' }],
  ])('is refused where %s', async (_, host, options) => {
    const path = writeCapture('refused.pcap', simpleCapture(['a'], 1));
    await expect(replay(path, { host, port: 2055 }, options)).rejects.toMatchObject({
      code: 'FLOW_REPLAY_FAILED',
      message: expect.stringContaining(`cannot send to ${host} port 2055`),
    });
  });

  it('of what is no capture, or of standard input over and over, is refused', async () => {
    const target = { host: '127.0.0.1', port: 9 };
    const path = writeCapture('text.pcap', Buffer.from('nothing of the kind'));
    await expect(replay(path, target)).rejects.toMatchObject({ code: 'FLOW_CAPTURE_UNREADABLE' });
    await expect(replay('-', target, { loop: true })).rejects.toMatchObject({ code: 'FLOW_REPLAY_FAILED' });
  });
});

describe('the pace of a replay', () => {
  it('is that of the capture', async () => {
    const { counts } = await replayed(writeCapture('real.pcap', simpleCapture(['a', 'b', 'c', 'd'], 100)), {});
    expect(counts.seconds).toBeGreaterThan(0.298);
  });

  it('is a multiple of it', async () => {
    const path = writeCapture('fast.pcap', simpleCapture(['a', 'b', 'c', 'd'], 10_000));
    const { counts } = await replayed(path, { pace: { speed: 100 } });
    expect(counts.seconds).toBeGreaterThan(0.298);
    expect(counts.seconds).toBeLessThan(20);
  });

  it('is a rate, whatever the capture says', async () => {
    const hours = Array.from({ length: 201 }, (_, i) => `${i}`);
    const { counts } = await replayed(writeCapture('pps.pcap', simpleCapture(hours, 3_600_000)), {
      pace: { pps: 1000 },
    });
    expect(counts.seconds).toBeGreaterThan(0.198);
    expect(counts.seconds).toBeLessThan(30);
  });

  it('is none at speed Infinity', async () => {
    const path = writeCapture('days.pcap', simpleCapture(['a', 'b', 'c'], 86_400_000));
    const { payloads } = await replayed(path, { pace: { speed: Number.POSITIVE_INFINITY } });
    expect(payloads).toEqual(['a', 'b', 'c']);
  });

  it('waits for nothing where times go back', async () => {
    const pacer = new Pacer({ speed: 1 });
    for (const time of [1_700_000_000_000, 5, 1_699_999_999_999, 0]) expect(await pacer.wait(time)).toBe(true);
  });
});

describe('a replay over and over', () => {
  it('repeats the capture as it is until it is ended', async () => {
    const stop = new AbortController();
    const { got, port } = await collect([udpAt('127.0.0.1')]);
    const path = writeCapture('loop.pcap', simpleCapture(['a', 'b', 'c'], 3));
    const running = replay(path, { host: '127.0.0.1', port }, { loop: true, signal: stop.signal });
    await expect.poll(() => got.length, POLL).toBeGreaterThan(20);
    stop.abort();
    const counts = await running;
    await expect.poll(() => got.length, POLL).toBe(counts.datagrams);
    // The last round may be ended before its first datagram is due.
    expect([0, 1]).toContain(counts.rounds - Math.ceil(counts.datagrams / 3));
    expect(got.map(({ payload }) => payload).join('')).toBe('abc'.repeat(counts.rounds).slice(0, counts.datagrams));
    // Rounds follow each other as the datagrams do.
    expect(counts.seconds).toBeGreaterThan((counts.datagrams - 2) * 0.003);
  });

  it('of a capture without datagrams ends', async () => {
    const counts = await replay(
      writeCapture('none.pcap', simpleCapture([], 1)),
      { host: '127.0.0.1', port: 9 },
      { loop: true },
    );
    expect(counts).toMatchObject({ datagrams: 0, rounds: 1 });
  });

  it('ends while it waits', async () => {
    const stop = new AbortController();
    const { got, port } = await collect([udpAt('127.0.0.1')]);
    const path = writeCapture('wait.pcap', simpleCapture(['a', 'b'], 3_600_000));
    const running = replay(path, { host: '127.0.0.1', port }, { signal: stop.signal });
    await expect.poll(() => got.length, POLL).toBe(1);
    stop.abort();
    expect(await running).toMatchObject({ datagrams: 1, rounds: 1 });
  });

  it.each<[string, () => string, number]>([
    ['a file', () => writeCapture('sigint.pcap', simpleCapture(['a', 'b'], 2)), 10],
    ['standard input that says nothing more', () => '-', 1],
  ])('of %s ends by SIGINT, with its counts', async (_, path, least) => {
    const { got, port } = await collect([udpAt('127.0.0.1')]);
    const script = fileURLToPath(new URL('./replay-process.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, path(), `${port}`], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.write(simpleCapture(['a', 'b'], 2));
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await expect.poll(() => got.length, POLL).toBeGreaterThan(least);
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(code).toBe(0);
    const { datagrams } = JSON.parse(said);
    await expect.poll(() => got.length, POLL).toBe(datagrams);
  });
});

/** A datagram of 65,520 octets, which came over IPv6 in fragments, and a small one. */
async function tooLargeForIpv4(): Promise<Buffer> {
  const { FRAMES, ipv6Fragment, pcap, udp } = await import('../flows/capture-support.ts');
  const payload = udp('x'.repeat(65_520));
  const wrap = FRAMES.Ethernet![1];
  const [first, last] = [payload.subarray(0, 32_768), payload.subarray(32_768)];
  return pcap([
    { bytes: wrap(ipv6Fragment(first, 1, 0, true)) },
    { bytes: wrap(ipv6Fragment(last, 1, 32_768, false)) },
    { bytes: wrap(ipv6Fragment(udp('small'), 2, 0, false)) },
  ]);
}
