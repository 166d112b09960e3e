// The same datagrams through tshark: every sample must read the same there.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FRAMES, ipv4 as ipv4Packet, pcap, udp as udpPacket } from '../capture-support.ts';
import { ethernet, ipv4, ipv6, mpls, tcp, udp } from '../packets.ts';
import { decode, type FlowRecord } from '../read-records.ts';
import { counterSample, datagram, flowSample, genericCounters, headerRecord, type Port } from '../sflow-encoder.ts';

const PRESENT = spawnSync('tshark', ['-v']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'toposcope-tshark-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What tshark prints of each datagram from "InMon sFlow" on. */
function tshark(datagrams: readonly Buffer[]): string[] {
  const file = join(folder, 'sflow.pcap');
  const packets = datagrams.map((bytes) => ({ bytes: FRAMES.Ethernet![1](ipv4Packet(udpPacket(bytes, 6343, 6343))) }));
  writeFileSync(file, pcap(packets));
  const result = spawnSync('tshark', ['-r', file, '-V', '-d', 'udp.port==6343,sflow'], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  expect(result.status).toBe(0);
  const parts = result.stdout.split(/^InMon sFlow$/m).slice(1);
  expect(parts).toHaveLength(datagrams.length);
  return parts;
}

/** The first match of each pattern, as a number where it is one. */
function find(text: string, patterns: Readonly<Record<string, RegExp>>): Record<string, unknown> {
  const entries = Object.entries(patterns).map(([name, pattern]) => {
    const found = pattern.exec(text)?.[1] ?? null;
    return [name, found !== null && /^\d+$/.test(found) ? Number(found) : found] as const;
  });
  return Object.fromEntries(entries);
}

const FLOW = {
  exporter: /Agent address: (\S+)/,
  domain: /Sub-agent ID: (\d+)/,
  samplingRate: /Sampling rate: 1 out of (\d+)/,
  in: /Input interface (?:\(ifIndex\)|value): (\d+)/,
  out: /Output interface value: (\d+)/,
  bytes: /Frame Length: (\d+)/,
  src: /Source Address: (\S+)/,
  dst: /Destination Address: (\S+)/,
  srcPort: /Source Port: (\d+)/,
  dstPort: /Destination Port: (\d+)/,
  srcMac: /Ethernet II, Src: [^(]*\(([0-9a-f:]{17})\)/,
  dstMac: /Ethernet II, .*Dst: [^(]*\(([0-9a-f:]{17})\)/,
  vlan: /(?:802\.1ad|802\.1Q Virtual LAN).*, ID: (\d+)/,
};

/** Numbers that look random and are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

function randomPacket(next: (below: number) => number): Buffer {
  const transport =
    next(2) === 0
      ? tcp(1024 + next(60_000), 20_000 + next(999), 16)
      : udp(1024 + next(60_000), 30_000 + next(999), Buffer.alloc(30));
  const protocol = transport[12] === 0x50 ? 6 : 17;
  const [a, b] = [next(250) + 1, next(250) + 1];
  const long = next(3) === 0;
  const ip = long
    ? ipv6(protocol, transport, { src: `2001:db8::${a.toString(16)}`, dst: `2001:db8:7::${b.toString(16)}` })
    : ipv4(protocol, transport, { src: `10.1.${a}.${b}`, dst: `172.16.${b}.${a}` });
  const type = long ? 0x86dd : 0x0800;
  const tags = [
    [],
    [[0x8100, 1 + next(4000)]],
    [
      [0x88a8, 1 + next(4000)],
      [0x8100, 1 + next(4000)],
    ],
  ] as const;
  return next(5) === 0
    ? ethernet(0x8847, mpls([100 + next(1000), 2000 + next(1000)], ip))
    : ethernet(type, ip, { tags: tags[next(3)] as readonly [number, number][] });
}

function randomDatagram(next: (below: number) => number, sequence: number): Buffer {
  const expanded = next(2) === 0;
  const [input, output]: [Port, Port] = [
    [0, 1 + next(5000)],
    [0, 1 + next(5000)],
  ];
  const sample = flowSample([headerRecord(randomPacket(next), 64 + next(9000))], {
    expanded,
    rate: 1 + next(9000),
    input,
    output,
  });
  return datagram([sample], {
    agent: next(4) === 0 ? '2001:db8::99' : `10.0.0.${1 + next(200)}`,
    subAgent: next(9),
    sequence,
  });
}

describe.skipIf(!PRESENT)(`sFlow and tshark${PRESENT ? '' : ' (tshark is not installed: skipped)'}`, () => {
  it('agree on every flow sample', { timeout: 120_000 }, () => {
    const next = numbers(7);
    const datagrams = Array.from({ length: 200 }, (_, i) => randomDatagram(next, i + 1));
    const { records } = decode(datagrams);
    const theirs = tshark(datagrams).map((text) => ({
      ...find(text, FLOW),
      seq: Number(/Sequence number: (\d+)/.exec(text)?.[1]),
    }));
    expect(theirs).toEqual(records.map((record) => pick(record, [...Object.keys(FLOW), 'seq'])));
  });

  it('agree on every counter', { timeout: 120_000 }, () => {
    const next = numbers(11);
    const five = () => [next(1e6), next(1e6), next(1e6), next(1e6), next(1e6)] as const;
    const datagrams = Array.from({ length: 50 }, (_, i) => {
      const octets = () => BigInt(next(1e6)) * 1_000_000_007n;
      const counters = {
        ifIndex: i + 1,
        speed: 10n ** BigInt(6 + next(5)),
        status: next(4),
        inOctets: octets(),
        outOctets: octets(),
      };
      const record = genericCounters({ ...counters, input: [...five(), next(9)], output: [...five()] });
      return datagram([counterSample([record], { expanded: i % 2 === 0 })], { sequence: i + 1 });
    });
    const ours = decode(datagrams).counters.map((c) => {
      const { ifIndex, speedBps, adminUp, operUp, inBytes, outBytes, inDiscards, outDiscards, inErrors, outErrors } = c;
      return { ifIndex, speedBps, adminUp, operUp, inBytes, outBytes, inDiscards, outDiscards, inErrors, outErrors };
    });
    const theirs = tshark(datagrams).map((text) => ({
      ...find(text, {
        ifIndex: /Interface index: (\d+)/,
        speedBps: /Interface Speed: (\d+)/,
        inBytes: /Input Octets: (\d+)/,
        outBytes: /Output Octets: (\d+)/,
        inDiscards: /Input Discarded Packets: (\d+)/,
        outDiscards: /Output Discarded Packets: (\d+)/,
        inErrors: /Input Errors: (\d+)/,
        outErrors: /Output Errors: (\d+)/,
      }),
      adminUp: /IfAdminStatus: Up/.test(text),
      operUp: /IfOperStatus: Up/.test(text),
    }));
    expect(ours).toEqual(theirs);
  });
});

function pick(record: FlowRecord, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, record[name] ?? null]));
}
