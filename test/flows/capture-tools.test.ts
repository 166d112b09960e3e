// What tcpdump, editcap, mergecap, capinfos and tshark write and read, beside ours. Skipped, visibly, where they are missing.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { formatAddress, LINK_TYPES, pcapHeader, pcapPacket } from '../../src/flows/index.ts';
import { FIXTURES_PRESENT, fixtureCaptures, mixedCapture, timed } from '../collector/captures.ts';
import { FRAMES, ipv4, ipv6, pcap, readAll, udp } from './capture-support.ts';

const has = (program: string) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
const MISSING = ['tcpdump', 'editcap', 'mergecap', 'capinfos', 'tshark'].filter((program) => !has(program));
const skipped = MISSING.length === 0 ? '' : ` (skipped: no ${MISSING.join(', ')})`;

const folder = mkdtempSync(join(tmpdir(), 'toposcope-tools-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

function write(name: string, bytes: Uint8Array): string {
  writeFileSync(at(name), bytes);
  return at(name);
}

function run(program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  expect(status, `${program} ${args.join(' ')}: ${stderr}`).toBe(0);
  return stdout;
}

/** Every UDP datagram as tshark sees it, fragments joined: sender, port, time in microseconds, payload. */
function asTshark(path: string): string[] {
  const fields = ['ip.src', 'ipv6.src', 'udp.srcport', 'frame.time_epoch', 'udp.payload'].flatMap((name) => [
    '-e',
    name,
  ]);
  // Dissectors of what is inside would be in the way.
  const asData = ['-d', 'udp.port==0-65535,data'];
  const told = run('tshark', '-r', path, ...asData, '-Y', 'udp.payload', '-T', 'fields', ...fields);
  return told
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [v4 = '', v6 = '', port, time, payload] = line.split('\t');
      return `${v4 || v6} ${port} ${Number(time).toFixed(6)} ${payload}`;
    });
}

const asOurs = (path: string) =>
  readAll(readFileSync(path), 5000)
    .got.filter(({ payload }) => payload !== '')
    .map(({ address, port, timeMs, payload }) => {
      return `${address} ${port} ${(timeMs / 1000).toFixed(6)} ${Buffer.from(payload, 'latin1').toString('hex')}`;
    });

describe.skipIf(MISSING.length > 0)(`the tools of others${skipped}`, () => {
  const mixed = write('mixed.pcap', mixedCapture(400, 1.25));
  const frames = (linkType: string) => {
    const [type, wrap] = FRAMES[linkType]!;
    const packets = ['one', 'two'].map((text, i) => wrap(i === 0 ? ipv4(udp(`${text} ${linkType}`)) : ipv6(udp(text))));
    return write(`${linkType.replaceAll(' ', '-')}.pcap`, pcap(timed(packets, 10), { linkType: type }));
  };

  it('tshark sees the same datagrams, fragments joined', () => {
    const ours = asOurs(mixed);
    expect(ours.length).toBeGreaterThan(200);
    expect(ours).toEqual(asTshark(mixed));
  });

  it.each(Object.keys(FRAMES))('tshark sees the same in %s', (linkType) => {
    const path = frames(linkType);
    expect(asOurs(path)).toHaveLength(2);
    expect(asOurs(path)).toEqual(asTshark(path));
  });

  it.each(['pcapng', 'nsecpcap', 'pcap'])('editcap converts to %s', (format) => {
    const path = at(`converted.${format}`);
    run('editcap', '-F', format, mixed, path);
    expect(asOurs(path)).toEqual(asOurs(mixed));
  });

  it('mergecap joins captures of different link types, each an interface', () => {
    const parts = ['Ethernet', 'raw IP', 'Linux cooked'].map(frames);
    const path = at('merged.pcapng');
    run('mergecap', '-F', 'pcapng', '-a', '-w', path, ...parts);
    expect(asOurs(path)).toEqual(parts.flatMap(asOurs));
  });

  it('two pcapng files one behind the other are two sections', () => {
    const [one, two] = [at('one.pcapng'), at('two.pcapng')];
    run('editcap', '-F', 'pcapng', frames('Ethernet'), one);
    run('editcap', '-F', 'pcapng', frames('raw IP'), two);
    const both = write('both.pcapng', Buffer.concat([readFileSync(one), readFileSync(two)]));
    expect(asOurs(both)).toEqual([...asOurs(one), ...asOurs(two)]);
  });

  it('tcpdump copies', () => {
    const path = at('copied.pcap');
    run('tcpdump', '-r', mixed, '-w', path, 'udp or ip6 or (ip[6:2] & 0x3fff != 0) or vlan');
    expect(asOurs(path)).toEqual(asOurs(mixed));
  });

  it('editcap cuts packets, and each cut one is counted', () => {
    const path = at('snapped.pcap');
    run('editcap', '-s', '80', mixed, path);
    const { counts, got } = readAll(readFileSync(path));
    expect(counts.truncated).toBeGreaterThan(200);
    expect(counts.truncated + counts.other + counts.datagrams + counts.malformed + counts.fragments).toBe(400);
    expect(got.every(({ payload }) => payload.length < 40)).toBe(true);
  });

  it('capinfos counts the same packets, octets and seconds', () => {
    const told = run('capinfos', '-T', '-r', '-B', '-c', '-d', '-a', '-e', '-S', mixed).trim().split('\t');
    const { counts } = readAll(readFileSync(mixed));
    expect(told.slice(1, 3).map(Number)).toEqual([counts.packets, counts.bytes]);
    expect(told.slice(3, 5).map((time) => Number(time) * 1000)).toEqual([counts.firstMs, counts.lastMs]);
  });

  it('tcpdump and tshark read what we write', () => {
    const packets = ['a', 'b', 'c'].map((text) => FRAMES['802.1Q']![1](ipv4(udp(text))));
    const written = packets.map((bytes, i) => pcapPacket(bytes, bytes.length, 1_700_000_000_000.5 + i));
    const path = write('written.pcap', Buffer.concat([pcapHeader(LINK_TYPES.ethernet), ...written]));
    expect(asTshark(path)).toEqual(asOurs(path));
    const lines = run('tcpdump', '-tt', '-n', '-e', '-r', path).trim().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^1700000000\.0015\d* .* vlan 100, .*192\.0\.2\.1\.50000 > 192\.0\.2\.9\.2055/);
  });

  const absent = FIXTURES_PRESENT ? '' : ' (../shared/fixtures/flows is absent: skipped)';
  it
    .skipIf(!FIXTURES_PRESENT)
    .each(FIXTURES_PRESENT ? fixtureCaptures().map((path) => [basename(path), path]) : [['', '']])(
    `tshark sees the same in %s${absent}`,
    (_, path) => {
      expect(asOurs(path!).length).toBeGreaterThan(0);
      expect(asOurs(path!)).toEqual(asTshark(path!));
    },
  );

  it('tshark writes IPv6 addresses the same', () => {
    const words = [
      ...[
        [0, 0, 0, 1],
        [0xfe800000, 0, 0x020000ff, 0xfe000001],
        [0x20010db8, 0, 0x00010000, 1],
      ],
      ...[
        [0x20010db8, 0x00000001, 0x00010001, 0x00010001],
        [0x20010db8, 0x00010000, 1, 0],
        [0xff020000, 0, 0, 0],
      ],
    ];
    const hex = (word: number) => word.toString(16).padStart(8, '0');
    const packets = words.map((address) => ({ bytes: ipv6(udp('x'), 17, address.map(hex).join('')) }));
    const path = write('six.pcap', pcap(packets, { linkType: 101 }));
    const told = asTshark(path).map((line) => line.split(' ')[0]);
    expect(words.map(([a, b, c, d]) => formatAddress(a!, b!, c!, d!))).toEqual(told);
  });
});
