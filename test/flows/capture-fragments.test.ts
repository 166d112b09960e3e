// Fragments of IPv4 and IPv6: any order, any sizes, copies, overlaps, floods.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fragment, Reassembly } from '../../src/flows/capture/reassembly.ts';
import { FRAMES, hex, ipv4, ipv6Fragment, type Packet, pcap, readAll, udp } from './capture-support.ts';

const ETHERNET = FRAMES.Ethernet![1];

/** Pieces of `payload` that begin at multiples of 8; `cuts` are units. */
function pieces(payload: Buffer, cuts: readonly number[]) {
  const last = Math.ceil(payload.length / 8);
  const ends = [...new Set(cuts.map((cut) => 1 + (cut % last)).filter((cut) => cut < last))].sort((a, b) => a - b);
  const starts = [0, ...ends];
  return starts.map((unit, i) => ({
    offset: unit * 8,
    more: i < ends.length,
    part: payload.subarray(unit * 8, ends[i] === undefined ? undefined : ends[i]! * 8),
  }));
}

type Piece = ReturnType<typeof pieces>[number];
const inIpv4 = ({ offset, more, part }: Piece, id = 7, src = '192.0.2.1') =>
  ETHERNET(ipv4(part, { id, offset, more, src }));
const inIpv6 = ({ offset, more, part }: Piece, id = 7) => ETHERNET(ipv6Fragment(part, id, offset, more));
const WRAPS = { IPv4: inIpv4, IPv6: inIpv6 };

const text = (length: number) => Array.from({ length }, (_, i) => String.fromCharCode(33 + ((i * 7) % 90))).join('');
const packetsOf = (frames: readonly Uint8Array[], seconds?: number): Packet[] =>
  frames.map((bytes) => ({ bytes, ...(seconds === undefined ? {} : { seconds }) }));
const read = (packets: readonly Packet[]) => readAll(pcap(packets));

/** An order of the pieces, and which of them come twice. */
const shuffled = fc
  .tuple(fc.integer({ min: 0, max: 3000 }), fc.array(fc.nat(1000), { maxLength: 12 }), fc.boolean())
  .chain(([length, cuts, twice]) => {
    const all = pieces(udp(text(length)), cuts);
    const order = twice ? [...all, ...all.slice(0, -1)] : all;
    return fc.tuple(
      fc.constant(length),
      fc.shuffledSubarray(order, { minLength: order.length }),
      fc.constant(all.length),
    );
  });

describe.each(Object.entries(WRAPS))('fragments of %s', (_, wrap) => {
  it('become the datagram in any order, with copies in between', () => {
    fc.assert(
      fc.property(shuffled, ([length, order, parts]) => {
        const { got, counts } = read(packetsOf(order.map((piece) => wrap(piece))));
        fc.pre(parts > 1);
        expect(got.map(({ payload, port }) => [payload, port])).toContainEqual([text(length), 50_000]);
        // Copies behind the last missing piece may begin a datagram anew, and never make a second one of less than all pieces.
        expect(got.length).toBeLessThanOrEqual(2);
        expect(counts).toMatchObject({ fragments: order.length, reassembled: got.length, datagrams: got.length });
      }),
    );
  });

  it('of several datagrams may be mixed', () => {
    const ids = [1, 2, 3, 4, 5];
    const orders = ids.map((id) => pieces(udp(text(500 + id)), [10, 30]).map((piece) => wrap(piece, id)));
    const { got } = read(packetsOf([2, 0, 1].flatMap((n) => orders.map((order) => order[n]!))));
    expect(got.map(({ payload }) => payload.length).sort()).toEqual([501, 502, 503, 504, 505]);
  });

  it('make no datagram while one is missing', () => {
    const all = pieces(udp(text(900)), [20, 50, 80]);
    for (const missing of all) {
      const { got, counts } = read(packetsOf(all.filter((piece) => piece !== missing).map((piece) => wrap(piece))));
      expect(got).toEqual([]);
      expect(counts).toMatchObject({ fragments: 3, reassembled: 0, incomplete: 1 });
    }
  });

  it('that overlap are refused, whichever comes first', () => {
    const payload = udp(text(400));
    const [first, second] = pieces(payload, [20]) as [Piece, Piece];
    const overlap = { offset: 8, more: true, part: payload.subarray(8, 200) };
    for (const order of [
      [first, overlap, second],
      [overlap, first, second],
      [overlap, second, first],
      [first, { ...first, part: Buffer.from(first.part).fill('X', 50, 60) }, second],
    ]) {
      const { got, counts } = read(packetsOf(order.map((piece) => wrap(piece))));
      expect(got).toEqual([]);
      expect(counts.incomplete).toBe(1);
    }
  });

  it.each<[string, (payload: Buffer) => Piece[]]>([
    [
      'behind the last one',
      (p) => [
        { offset: 64, more: false, part: p.subarray(64, 90) },
        { offset: 96, more: true, part: p.subarray(0, 8) },
      ],
    ],
    [
      'with two ends',
      (p) => [
        { offset: 64, more: false, part: p.subarray(64, 90) },
        { offset: 32, more: false, part: p.subarray(32, 40) },
      ],
    ],
    [
      'that are no whole units',
      (p) => [
        { offset: 0, more: true, part: p.subarray(0, 31) },
        { offset: 32, more: false, part: p.subarray(32) },
      ],
    ],
    [
      'of nothing',
      (p) => [
        { offset: 0, more: true, part: p.subarray(0, 0) },
        { offset: 0, more: true, part: p.subarray(0, 8) },
      ],
    ],
    ['past what a datagram may hold', (p) => [{ offset: 65_528, more: false, part: p.subarray(0, 64) }]],
  ])('%s are refused', (_, make) => {
    const { got, counts } = read(packetsOf(make(udp(text(200))).map((piece) => wrap(piece))));
    expect(got).toEqual([]);
    expect(counts.incomplete).toBe(1);
  });

  it('are forgotten after half a minute of the capture', () => {
    const [first, second] = pieces(udp(text(300)), [20]) as [Piece, Piece];
    const packet = (piece: Piece, seconds: number) => ({ bytes: wrap(piece), seconds });
    expect(read([packet(first, 1000), packet(second, 1030)]).got).toHaveLength(1);
    const late = read([packet(first, 1000), packet(second, 1031)]);
    expect(late.got).toEqual([]);
    expect(late.counts.incomplete).toBe(2);
  });

  it('whose capture is cut are counted as such', () => {
    const [first, second] = pieces(udp(text(300)), [20]) as [Piece, Piece];
    const whole = wrap(first);
    const { counts } = read([{ bytes: whole.subarray(0, 100), original: whole.length }, { bytes: wrap(second) }]);
    expect(counts).toMatchObject({ truncated: 1, fragments: 1, incomplete: 1, datagrams: 0 });
  });
});

describe('fragments', () => {
  it('are told apart by sender', () => {
    const [first, second] = pieces(udp(text(300)), [20]) as [Piece, Piece];
    const frames = ['192.0.2.1', '192.0.2.2'].flatMap((src) => [inIpv4(first, 7, src)]);
    const { got } = read(packetsOf([...frames, inIpv4(second, 7, '192.0.2.2')]));
    expect(got.map(({ address }) => address)).toEqual(['192.0.2.2']);
  });

  it('of other protocols are not kept', () => {
    const tcp = ETHERNET(ipv4(Buffer.alloc(64), { protocol: 6, more: true }));
    expect(read(packetsOf([tcp])).counts).toMatchObject({ other: 1, fragments: 0 });
    const icmp = pieces(udp(text(100)), [4]).map(({ part, offset, more }) =>
      ETHERNET(ipv6Fragment(part, 7, offset, more, 58)),
    );
    expect(read(packetsOf(icmp)).counts).toMatchObject({ fragments: 2, reassembled: 0, datagrams: 0 });
  });

  it('may hold extension headers before UDP', () => {
    const body = Buffer.concat([hex('11 00 0104 00000000'), udp(text(100))]);
    const frames = pieces(body, [6]).map(({ part, offset, more }) => ETHERNET(ipv6Fragment(part, 7, offset, more, 60)));
    expect(read(packetsOf(frames)).got.map(({ payload }) => payload)).toEqual([text(100)]);
  });

  it('are asked for their port once they are joined', () => {
    const frames = pieces(udp(text(300), 50_000, 53), [20]).map((piece) => inIpv4(piece));
    const file = pcap(packetsOf(frames));
    expect(readAll(file, 50, { ports: new Set([53]) }).got).toHaveLength(1);
    const { got, counts } = readAll(file, 50, { ports: new Set([2055]) });
    expect(got).toEqual([]);
    expect(counts).toMatchObject({ fragments: 2, reassembled: 0, incomplete: 0 });
  });

  it('hold the largest datagram there is', () => {
    const payload = text(65_507);
    const frames = pieces(
      udp(payload),
      Array.from({ length: 44 }, (_, i) => 184 * (i + 1)),
    ).map((piece) => inIpv4(piece));
    expect(frames.length).toBeGreaterThan(40);
    expect(read(packetsOf(frames)).got[0]?.payload).toBe(payload);
  });
});

describe('a flood of fragments', () => {
  const fragment = (key: string, offset: number, length: number, isLast = false): Fragment => ({
    ...{ key, bytes: new Uint8Array(length), from: 0, to: length, offset, isLast, protocol: 17, timeMs: 0 },
  });

  it('takes no more room than allowed; the oldest go', () => {
    const limits = { bytes: 2 ** 20, datagrams: 50, ageMs: 30_000 };
    const reassembly = new Reassembly(limits);
    let most = 0;
    for (let i = 0; i < 20_000; i++) {
      reassembly.add(fragment(`${i}`, 0, 8));
      if (i % 3 === 0) reassembly.add(fragment(`${i}`, 64_000, 1024));
      most = Math.max(most, reassembly.bytes);
    }
    expect(most).toBeGreaterThan(limits.bytes / 4);
    expect(most).toBeLessThanOrEqual(limits.bytes);
    expect(reassembly.lost).toBeGreaterThan(19_900);
    reassembly.end();
    expect(reassembly.bytes).toBe(0);
    expect(reassembly.lost).toBe(20_000);
  });

  it('leaves the newest alive', () => {
    const reassembly = new Reassembly();
    for (let i = 0; i < 5000; i++) {
      reassembly.add(fragment(`${i}`, 0, 1480));
      if (i % 100 === 0) expect(reassembly.add(fragment(`${i}`, 1480, 20, true))?.payload.length).toBe(1500);
    }
  });
});
