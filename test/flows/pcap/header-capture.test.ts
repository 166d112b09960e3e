// Sampled headers of a link as a capture: read back, and by the tools it is for.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  compileFilter,
  FlowReader,
  HeaderCapture,
  type HeaderCaptureOptions,
  LoadMeter,
  portMapOf,
} from '../../../src/flows/index.ts';
import { ethernet, icmp, ipv4, ipv6, tcp, udp } from '../packets.ts';
import { datagram, flowSample, headerRecord } from '../sflow-encoder.ts';
import { CLIENT, CORE, EXPORTERS, INTERNET, MEMBER_1, smallNetwork } from '../talkers/small-network.ts';

const START = Date.UTC(2026, 10, 21, 10);
const TCP = ethernet(0x0800, ipv4(6, tcp(51_000, 443, 2), { src: '10.1.1.1', dst: '192.0.2.80' }));
const DNS = ethernet(0x86dd, ipv6(17, udp(5353, 53), { src: '2001:db8::1', dst: '2001:db8::53' }));
const PING = ipv4(1, icmp(8, 0), { src: '10.1.1.1', dst: '10.9.9.9' });

interface Sampled {
  readonly agent: string;
  readonly header: Buffer;
  readonly frame: number;
  readonly input: number;
  readonly output: number;
  readonly source: number;
  readonly atMs?: number;
  readonly protocol?: number;
}

interface Packet {
  readonly timeMs: number;
  readonly bytes: Buffer;
  readonly length: number;
}

function capture(samples: readonly Sampled[], more: Partial<HeaderCaptureOptions> = {}) {
  const parts: Uint8Array[] = [];
  const map = portMapOf(smallNetwork());
  const meter: LoadMeter = new LoadMeter(map, { addressOf: (slot) => reader.addressOf(slot) });
  const headers = new HeaderCapture({
    ...{ links: [CORE], side: null, filter: null },
    book: (batch) => meter.add(batch),
    write: (bytes) => parts.push(bytes),
    ...more,
  });
  const reader: FlowReader = new FlowReader({ ...headers.sink, problem: () => undefined }, { detail: 'talkers' });
  samples.forEach((one, i) => {
    const record = headerRecord(one.header, one.frame, one.protocol ?? 1);
    const ports = {
      input: [0, one.input] as const,
      output: [0, one.output] as const,
      source: [0, one.source] as const,
    };
    const bytes = datagram([flowSample([record], { ...ports, sequence: i + 1 })], {
      agent: one.agent,
      sequence: i + 1,
    });
    reader.read(bytes, 0, bytes.length, one.agent, START + (one.atMs ?? i));
  });
  reader.flush();
  headers.end();
  return { file: Buffer.concat(parts), counts: headers.counts };
}

/** Nanosecond pcap, little-endian. */
function packetsOf(file: Buffer): Packet[] {
  expect(file.readUInt32LE(0)).toBe(0xa1b23c4d);
  expect(file.readUInt32LE(20)).toBe(1);
  const packets: Packet[] = [];
  for (let at = 24; at < file.length; ) {
    const captured = file.readUInt32LE(at + 8);
    const timeMs = file.readUInt32LE(at) * 1000 + file.readUInt32LE(at + 4) / 1e6;
    packets.push({ timeMs, bytes: file.subarray(at + 16, at + 16 + captured), length: file.readUInt32LE(at + 12) });
    at += 16 + captured;
  }
  return packets;
}

/** r1 Gi0/2 (ifIndex 2) — r2 Gi0/1 (ifIndex 1): what enters r2 from r1. */
const ENTERS_R2 = { agent: EXPORTERS.r2, input: 1, output: 2, source: 1, header: TCP, frame: 1518 };
const LEAVES_R1 = { agent: EXPORTERS.r1, input: 1, output: 2, source: 2, header: TCP, frame: 1518 };
const ENTERS_R1 = { agent: EXPORTERS.r1, input: 2, output: 1, source: 2, header: DNS, frame: 90 };
const ELSEWHERE = { agent: EXPORTERS.r3, input: 3, output: 1, source: 3, header: TCP, frame: 1518 };

describe('the sampled headers of a link', () => {
  it('are packets as long as was sampled, of frames as long as they were, both ways', () => {
    const { file, counts } = capture([ENTERS_R2, ENTERS_R1, ELSEWHERE]);
    expect(packetsOf(file)).toEqual([
      { timeMs: START, bytes: TCP, length: 1518 },
      { timeMs: START + 1, bytes: DNS, length: 90 },
    ]);
    expect(counts).toEqual({ packets: 2, unwritable: 0 });
  });

  it('of one side only', () => {
    expect(packetsOf(capture([ENTERS_R2, ENTERS_R1], { side: 1 }).file).map(({ bytes }) => bytes)).toEqual([DNS]);
  });

  it('are not there twice where both ends sample them', () => {
    const both = [LEAVES_R1, ENTERS_R2, LEAVES_R1, ENTERS_R2].map((one, i) => ({ ...one, atMs: i * 1000 }));
    expect(packetsOf(capture(both).file).map(({ timeMs }) => timeMs - START)).toEqual([1000, 3000]);
    const late = [LEAVES_R1, ENTERS_R2, LEAVES_R1, ENTERS_R2].map((one, i) => ({ ...one, atMs: i * 9000 }));
    expect(packetsOf(capture(late).file).map(({ timeMs }) => timeMs - START)).toEqual([9000, 27_000]);
  });

  it('are of the end that samples, where the other one does not', () => {
    expect(packetsOf(capture([LEAVES_R1, LEAVES_R1]).file)).toHaveLength(2);
  });

  it('of several links, and of all', () => {
    const all = [ENTERS_R2, ELSEWHERE];
    expect(packetsOf(capture(all, { links: [INTERNET, CLIENT] }).file)).toHaveLength(1);
    // What enters r2 leaves it by a member of the bundle, as far as anyone saw.
    expect(packetsOf(capture(all, { links: [MEMBER_1] }).file).map(({ bytes }) => bytes)).toHaveLength(2);
    expect(packetsOf(capture(all, { links: null }).file)).toHaveLength(2);
    expect(packetsOf(capture(all, { links: ['no link'] }).file)).toEqual([]);
  });

  it('that pass a filter', () => {
    const filter = compileFilter('udp port 53');
    expect(packetsOf(capture([ENTERS_R2, ENTERS_R1], { filter }).file).map(({ bytes }) => bytes)).toEqual([DNS]);
    expect(packetsOf(capture([ENTERS_R2, ENTERS_R1], { filter, links: null }).file)).toHaveLength(1);
  });

  it('get an Ethernet header where they have none, and are counted where they cannot', () => {
    const raw = { ...ENTERS_R2, header: PING, frame: 84, protocol: 11 };
    const { file, counts } = capture([raw, { ...raw, protocol: 9 }]);
    const [packet] = packetsOf(file);
    expect(packet?.bytes.subarray(0, 14).toString('hex')).toBe(`${'00'.repeat(12)}0800`);
    expect(packet?.bytes.subarray(14)).toEqual(PING);
    expect(packet?.length).toBe(98);
    expect(counts).toEqual({ packets: 1, unwritable: 1 });
  });
});

const has = (tool: string) => spawnSync(tool, ['--version']).error === undefined;

describe('other tools', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'headers-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const write = (): string => {
    const path = join(folder, 'link.pcap');
    const raw = { ...ENTERS_R2, header: PING, frame: 84, protocol: 11 };
    writeFileSync(path, capture([ENTERS_R2, ENTERS_R1, raw]).file);
    return path;
  };

  it.skipIf(!has('tcpdump'))(`tcpdump reads it${has('tcpdump') ? '' : ' (skipped: no tcpdump)'}`, () => {
    const run = (...filter: string[]) =>
      spawnSync('tcpdump', ['-n', '-tt', '-r', write(), ...filter], { encoding: 'utf8' })
        .stdout.trim()
        .split('\n');
    expect(run()).toHaveLength(3);
    expect(run()[0]).toContain('10.1.1.1.51000 > 192.0.2.80.443: Flags [S]');
    expect(run('port', '53')).toEqual([expect.stringContaining('2001:db8::1.5353 > 2001:db8::53.53')]);
    expect(run('icmp')[0]).toContain('ICMP echo request');
    expect(run('tcp[tcpflags] == tcp-syn')).toHaveLength(1);
  });

  it.skipIf(!has('tshark'))(`tshark reads it${has('tshark') ? '' : ' (skipped: no tshark)'}`, () => {
    const fields = ['frame.len', 'frame.cap_len', 'frame.time_epoch'].flatMap((field) => ['-e', field]);
    const { stdout } = spawnSync('tshark', ['-n', '-r', write(), '-T', 'fields', ...fields], { encoding: 'utf8' });
    const seconds = START / 1000;
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split('\t').map(Number)),
    ).toEqual([
      [1518, TCP.length, seconds],
      [90, DNS.length, seconds + 0.001],
      [98, PING.length + 14, seconds + 0.002],
    ]);
  });
});
