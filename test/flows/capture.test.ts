// Capture files of both formats and every link type, in chunks of any size.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CaptureReader, formatAddress, pcapHeader, pcapPacket } from '../../src/flows/index.ts';
import { FRAMES, hex, ipv4, ipv6, type Packet, pcap, readAll, Section, u16, udp } from './capture-support.ts';

const ETHERNET = FRAMES.Ethernet![1];
const frame = (payload: string, port = 2055) => ETHERNET(ipv4(udp(payload, 50_000, port)));
const payloads = (file: Buffer, chunk?: number) => readAll(file, chunk).got.map(({ payload }) => payload);

describe('link types', () => {
  it.each(Object.entries(FRAMES))('%s', (_, [linkType, wrap]) => {
    const file = pcap([{ bytes: wrap(ipv4(udp('four'))) }, { bytes: wrap(ipv6(udp('six'))) }], { linkType });
    const { got, problems, counts } = readAll(file);
    const timeMs = 1_700_000_000_000;
    expect(got).toEqual([
      { payload: 'four', address: '192.0.2.1', port: 50_000, timeMs },
      { payload: 'six', address: '2001:db8::1', port: 50_000, timeMs },
    ]);
    expect(problems).toEqual([]);
    expect(counts).toMatchObject({ packets: 2, datagrams: 2, bytes: file.length - 24 - 32 });
  });

  it('that are not read are told once each, and counted', () => {
    const file = new Section().interface(105).interface(127).interface(1);
    for (const index of [0, 1, 0, 1, 2]) file.packet(frame('x'), 0n, { index });
    const { got, problems, counts } = readAll(file.bytes());
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ['FLOW_CAPTURE_LINK_TYPE', 'packets of link type 105 are left out'],
      ['FLOW_CAPTURE_LINK_TYPE', 'packets of link type 127 are left out'],
    ]);
    expect(got).toHaveLength(1);
    expect(counts).toMatchObject({ packets: 5, other: 4, datagrams: 1 });
  });
});

describe('pcap', () => {
  it.each([
    ['little endian, microseconds', { isLittle: true, isNano: false }, 123.456],
    ['big endian, microseconds', { isLittle: false, isNano: false }, 123.456],
    ['little endian, nanoseconds', { isLittle: true, isNano: true }, 0.123456],
    ['big endian, nanoseconds', { isLittle: false, isNano: true }, 0.123456],
  ])('%s', (_, kind, ms) => {
    const { got } = readAll(pcap([{ bytes: frame('a'), seconds: 1_700_000_001, fraction: 123_456 }], kind));
    expect(got[0]?.timeMs).toBeCloseTo(1_700_000_001_000 + ms, 2);
  });

  it('reads what the upper half of the link type says besides', () => {
    const file = pcap([{ bytes: frame('a') }], { linkType: 0x1400_0001 });
    expect(payloads(file)).toEqual(['a']);
  });

  it('gives what was whole of a file that is cut anywhere, and one problem', () => {
    const file = pcap(['one', 'two', 'three'].map((payload) => ({ bytes: frame(payload) })));
    const ends = [0, 1, 2, 3].map((n) => 24 + [3, 3, 5].slice(0, n).reduce((sum, length) => sum + 16 + 42 + length, 0));
    for (let size = 24; size <= file.length; size++) {
      const { got, problems } = readAll(file.subarray(0, size));
      const whole = ends.filter((end) => end <= size).length - 1;
      expect(got.map(({ payload }) => payload)).toEqual(['one', 'two', 'three'].slice(0, whole));
      const isCut = !ends.includes(size);
      expect(problems.map(({ code }) => code)).toEqual(isCut ? ['FLOW_CAPTURE_CUT'] : []);
      if (isCut) expect(problems[0]?.message).toBe(`the file ends in the middle of packet ${whole + 1}`);
    }
  });

  it.each([
    ['nothing', ''],
    ['three octets', 'd4c3b2'],
    ['something else', '7f454c46020101'],
    ['zeros', '00'.repeat(100)],
  ])('says that %s is no capture', (_, text) => {
    const { got, problems } = readAll(hex(text));
    expect(got).toEqual([]);
    expect(problems).toMatchObject([{ code: 'FLOW_CAPTURE_UNREADABLE', message: 'this is no capture' }]);
  });

  it('stops where a length cannot be, holding nothing', () => {
    const file = pcap([{ bytes: frame('a') }, { bytes: frame('b') }]);
    file.writeUInt32LE(0x7fff_ffff, 24 + 16 + 43 + 8);
    const { got, problems } = readAll(file, 7);
    expect(got.map(({ payload }) => payload)).toEqual(['a']);
    expect(problems).toMatchObject([
      { code: 'FLOW_CAPTURE_DAMAGED', message: 'the file is damaged behind packet 1: a length that cannot be' },
    ]);
  });

  it('names the file in problems', () => {
    expect(readAll(hex('0000000000'), 1, { file: 'x.pcap' }).problems).toMatchObject([{ file: 'x.pcap' }]);
  });
});

describe('pcapng', () => {
  it.each([true, false])(
    'sections, each with its own interfaces and order of octets (little endian first: %s)',
    (first) => {
      const packet = (section: Section, payload: string, index: number) =>
        section.packet(FRAMES['Linux cooked']![1](ipv4(udp(payload))), 1_700_000_000_000_000n, { index });
      const one = new Section(first).interface(1).interface(113);
      packet(one, 'one', 1);
      const two = new Section(!first).interface(113);
      packet(two, 'two', 0);
      // Interface 1 was one of the first section only.
      packet(two, 'lost', 1);
      const { got, problems } = readAll(Buffer.concat([one.bytes(), two.bytes()]));
      expect(got.map(({ payload }) => payload)).toEqual(['one', 'two']);
      expect(problems).toEqual([]);
    },
  );

  const since1970 = 1_700_000_000n;
  it.each<[string, [number, Uint8Array][], bigint, number]>([
    ['microseconds where nothing is said', [], since1970 * 1_000_000n + 250_000n, 250],
    ['nanoseconds', [[9, Buffer.from([9])]], since1970 * 1_000_000_000n + 250_123_456n, 250.123456],
    ['seconds', [[9, Buffer.from([0])]], since1970, 0],
    ['powers of two', [[9, Buffer.from([0x80 | 10])]], since1970 * 1024n + 512n, 500],
    ['an offset', [[14, hex('0000000000000064').reverse()]], (since1970 - 100n) * 1_000_000n, 0],
    ['a negative offset', [[14, hex('ffffffffffffff9c').reverse()]], (since1970 + 100n) * 1_000_000n, 0],
    [
      'other options before',
      [
        [2, Buffer.from('eth0')],
        [9, Buffer.from([3])],
      ],
      since1970 * 1000n + 7n,
      7,
    ],
  ])('times in %s', (_, options, ticks, ms) => {
    const file = new Section().interface(1, options).packet(frame('a'), ticks).bytes();
    expect(readAll(file).got[0]?.timeMs).toBeCloseTo(Number(since1970) * 1000 + ms, 2);
  });

  it('simple packets have the time of the packet before, and are cut at the snap length', () => {
    const file = new Section()
      .interface(1, [], 60)
      .packet(frame('timed'), 1_700_000_000_000_000n)
      .simple(frame('simple'))
      .simple(frame('long enough to be cut').subarray(0, 60), 63);
    const { got, counts } = readAll(file.bytes());
    expect(got.map(({ payload, timeMs }) => [payload, timeMs])).toEqual([
      ['timed', 1_700_000_000_000],
      ['simple', 1_700_000_000_000],
    ]);
    expect(counts).toMatchObject({ truncated: 1 });
  });

  it('packet blocks of old', () => {
    expect(payloads(new Section().interface(1).oldPacket(frame('old'), 5n).bytes())).toEqual(['old']);
  });

  it('passes over blocks of other kinds', () => {
    const file = new Section().block(4, Buffer.alloc(40)).interface(1).block(0x0bad, Buffer.alloc(4000));
    file.packet(frame('a'), 5n).block(5, Buffer.alloc(24)).packet(frame('b'), 6n);
    expect(payloads(file.bytes())).toEqual(['a', 'b']);
  });

  it.each([
    ['below the least', 8],
    ['not a multiple of four', 46],
    ['too large', 0x7fff_fffc],
  ])('stops at a length %s', (_, length) => {
    const good = new Section().interface(1).packet(frame('a'), 5n).bytes();
    const bad = Buffer.alloc(32);
    bad.writeUInt32LE(6, 0);
    bad.writeUInt32LE(length, 4);
    const { got, problems } = readAll(Buffer.concat([good, bad]));
    expect(got).toHaveLength(1);
    expect(problems.map(({ code }) => code)).toEqual(['FLOW_CAPTURE_DAMAGED']);
  });

  it('stops at a section of neither order of octets', () => {
    const file = new Section().bytes();
    file.fill(0, 8, 12);
    expect(readAll(file).problems.map(({ code }) => code)).toEqual(['FLOW_CAPTURE_DAMAGED']);
  });
});

describe('packets', () => {
  const count = (bytes: Uint8Array, original?: number) =>
    readAll(pcap([{ bytes, ...(original === undefined ? {} : { original }) }])).counts;

  it('IPv4 options are passed over', () => {
    expect(payloads(pcap([{ bytes: ETHERNET(ipv4(udp('a'), { options: hex('94040000 01010100') })) }]))).toEqual(['a']);
  });

  it('IPv6 extension headers are passed over', () => {
    const hopByHop = hex('2b 00 050200000100');
    const routing = hex('3c 00 0000 00000000');
    const options = hex('33 01 010c 00000000 0000000000000000');
    const authentication = hex('2c 01 0000 00000001 00000001');
    const atomic = hex('11 00 0000 00000007');
    const body = Buffer.concat([hopByHop, routing, options, authentication, atomic, udp('a')]);
    expect(payloads(pcap([{ bytes: ETHERNET(ipv6(body, 0)) }]))).toEqual(['a']);
  });

  it('a length of 0 in the IP header means the rest (segmentation offload)', () => {
    expect(payloads(pcap([{ bytes: ETHERNET(ipv4(udp('a'), { totalLength: 0 })) }]))).toEqual(['a']);
  });

  it('empty datagrams are datagrams', () => {
    expect(payloads(pcap([{ bytes: frame('') }]))).toEqual(['']);
  });

  it.each<[string, Uint8Array]>([
    ['ARP', Buffer.concat([hex('ffffffffffff 020000000001 0806'), Buffer.alloc(46)])],
    ['TCP', ETHERNET(ipv4(Buffer.alloc(20), { protocol: 6 }))],
    ['ICMPv6', ETHERNET(ipv6(Buffer.alloc(20), 58))],
    ['no next header', ETHERNET(ipv6(Buffer.alloc(0), 59))],
    ['a frame of tags', Buffer.concat([hex('ffffffffffff 020000000001'), hex('8100 0001'.repeat(40))])],
  ])('%s is something else', (_, bytes) => {
    expect(count(bytes)).toMatchObject({ packets: 1, other: 1, datagrams: 0 });
  });

  it.each<[string, Uint8Array]>([
    [
      'an IP header longer than the datagram',
      ETHERNET(ipv4(Buffer.alloc(0), { options: Buffer.alloc(40), totalLength: 20 })),
    ],
    ['an IP header shorter than one', ETHERNET(Buffer.from(ipv4(udp('a')).fill(0x44, 0, 1)))],
    ['IP of version 5', ETHERNET(Buffer.from(ipv4(udp('a')).fill(0x55, 0, 1)))],
    ['a datagram longer than its packet', ETHERNET(ipv4(udp('abc').subarray(0, 10)))],
    ['a UDP header that is cut', ETHERNET(ipv4(udp('').subarray(0, 7)))],
    ['a UDP length below the least', ETHERNET(ipv4(Buffer.concat([u16(1), u16(2), u16(7), u16(0), Buffer.alloc(9)])))],
    ['an IP datagram longer than the frame', ETHERNET(ipv4(udp('abc'), { totalLength: 900 }))],
    ['an extension header that leads out', ETHERNET(ipv6(hex('11 ff 0000 00000000'), 0))],
    ['nothing at all', Buffer.alloc(0)],
  ])('%s is malformed', (_, bytes) => {
    expect(count(bytes)).toMatchObject({ packets: 1, malformed: 1, datagrams: 0 });
  });

  it('that a capture cut are counted and told; padding that it cut is nobody’s loss', () => {
    const whole = frame('twelve bytes');
    for (let size = 0; size < whole.length; size++) {
      expect(count(whole.subarray(0, size), whole.length)).toMatchObject({ packets: 1, truncated: 1, datagrams: 0 });
    }
    expect(count(whole, whole.length + 18)).toMatchObject({ truncated: 0, datagrams: 1 });
    const six = ETHERNET(ipv6(Buffer.concat([hex('1100010400000000'), udp('abc')]), 60));
    for (let size = 0; size < six.length; size++) {
      expect(count(six.subarray(0, size), six.length)).toMatchObject({ truncated: 1, datagrams: 0 });
    }
    const { problems } = readAll(pcap([{ bytes: whole.subarray(0, 50), original: whole.length }, { bytes: whole }]));
    expect(problems).toMatchObject([
      {
        code: 'FLOW_CAPTURE_CUT',
        message: '1 of 2 packets were cut when they were captured, and are left out',
        hint: expect.stringContaining('tcpdump -s 0'),
      },
    ]);
  });

  it('to other ports are left out where ports are asked for', () => {
    const file = pcap([2055, 53, 6343, 2056].map((port) => ({ bytes: frame(`${port}`, port) })));
    const { got, counts } = readAll(file, file.length, { ports: new Set([2055, 6343]) });
    expect(got.map(({ payload }) => payload)).toEqual(['2055', '6343']);
    expect(counts).toMatchObject({ packets: 4, datagrams: 2, otherPorts: 2 });
  });
});

describe('sources', () => {
  it('are one object per address and port, IPv4-mapped as IPv4', () => {
    const seen = new Map<string, object>();
    const reader = new CaptureReader(
      (bytes, from, to, source) => {
        const key = Buffer.from(bytes.subarray(from, to)).toString();
        expect(seen.get(key) ?? source).toBe(source);
        seen.set(key, source);
      },
      () => undefined,
    );
    const packets: Packet[] = [];
    for (let i = 0; i < 3000; i++) {
      const [host, port] = [i % 100, 1000 + (i % 30)];
      packets.push({ bytes: ETHERNET(ipv4(udp(`${host}:${port}`, port), { src: `10.0.0.${host}` })) });
    }
    packets.push({ bytes: ETHERNET(ipv6(udp('7:1007', 1007), 17, `00000000000000000000ffff0a000007`)) });
    reader.push(pcap(packets));
    expect(seen.size).toBe(300);
    expect(new Set(seen.values()).size).toBe(300);
    expect(seen.get('7:1007')).toEqual({ address: '10.0.0.7', port: 1007 });
  });

  it('of millions of made-up addresses are right, in bounded memory', () => {
    const packet = Buffer.from(frame('x'));
    const header = pcap([{ bytes: packet }]).subarray(0, 40);
    let wrong = 0;
    let now = 0;
    const reader = new CaptureReader(
      (_b, _f, _t, { address }) => {
        if (address !== `10.${(now >> 16) & 255}.${(now >> 8) & 255}.${now & 255}`) wrong++;
      },
      () => undefined,
    );
    reader.push(header.subarray(0, 24));
    const record = Buffer.concat([header.subarray(24), packet]);
    for (now = 0; now < 200_000; now++) {
      record.writeUInt32BE(0x0a00_0000 + now, 16 + 26);
      reader.push(record);
    }
    expect(wrong).toBe(0);
    expect(reader.counts().datagrams).toBe(200_000);
  });

  it.each([
    [[0, 0, 0, 0], '::'],
    [[0, 0, 0, 1], '::1'],
    [[0x20010db8, 0, 0, 1], '2001:db8::1'],
    [[0x20010db8, 0, 0x00010000, 1], '2001:db8::1:0:0:1'],
    [[0x20010db8, 0x00010000, 0x00000001, 1], '2001:db8:1::1:0:1'],
    [[0x20010db8, 0x00000001, 0x00010001, 0x00010001], '2001:db8:0:1:1:1:1:1'],
    [[0xfe800000, 0, 0, 0], 'fe80::'],
    [[0, 0, 0xffff, 0xc0000201], '192.0.2.1'],
    [[0, 0, 0xffff, 0xffffffff], '255.255.255.255'],
  ])('are written as RFC 5952 does (%s)', (words, text) => {
    expect(formatAddress(words[0]!, words[1]!, words[2]!, words[3]!)).toBe(text);
  });
});

describe('any chunks', () => {
  const packets: Packet[] = Array.from({ length: 30 }, (_, i) => ({
    bytes: i % 5 === 4 ? FRAMES.QinQ![1](ipv6(udp('x'.repeat(i * 11)))) : frame(`${i}`.repeat(i * 7)),
    seconds: 1_700_000_000 + i,
  }));
  const section = new Section(false).interface(1);
  for (const [i, { bytes }] of packets.entries()) section.packet(bytes, BigInt(i));
  const files = [pcap(packets), pcap(packets, { isLittle: false }), section.bytes()];

  it('give the same', () => {
    for (const file of files) {
      const whole = readAll(file);
      expect(whole.got).toHaveLength(30);
      for (const size of [1, 2, 3, 5, 16, 17, 24, 60, 1000, 4096]) expect(readAll(file, size)).toEqual(whole);
    }
  });

  it('give the same, whatever their sizes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1 }),
        (file, sizes) => {
          const got: string[] = [];
          const reader = new CaptureReader(
            (bytes, from, to) => got.push(Buffer.from(bytes.subarray(from, to)).toString('latin1')),
            () => undefined,
          );
          for (let at = 0, i = 0; at < file.length; i++) {
            const size = sizes[i % sizes.length]!;
            reader.push(file.subarray(at, at + size));
            at += size;
          }
          reader.end();
          expect(got).toEqual(payloads(file));
        },
      ),
    );
  });

  it('of damaged files never throw, and count every packet once', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.array(fc.tuple(fc.nat(20_000), fc.integer({ min: 0, max: 255 })), { maxLength: 20 }),
        fc.integer({ min: 1, max: 3000 }),
        (file, changes, chunk) => {
          const damaged = Buffer.from(file);
          for (const [at, value] of changes) damaged[at % damaged.length] = value;
          const { counts, got } = readAll(damaged, chunk);
          const { packets, other, otherPorts, truncated, malformed, fragments, datagrams, reassembled } = counts;
          expect(datagrams).toBe(got.length);
          expect(other + otherPorts + truncated + malformed + fragments + datagrams - reassembled).toBe(packets);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('of anything never throw', () => {
    const magics = ['a1b2c3d4', 'd4c3b2a1', '0a0d0d0a'].map((text) => hex(text));
    fc.assert(
      fc.property(
        fc.constantFrom(...magics),
        fc.uint8Array({ maxLength: 400 }),
        fc.integer({ min: 1, max: 64 }),
        (magic, rest, chunk) => {
          readAll(Buffer.concat([magic, rest]), chunk);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a written pcap', () => {
  it('is read again, with nanoseconds', () => {
    const file = Buffer.concat([
      pcapHeader(1),
      pcapPacket(frame('a'), frame('a').length, 1_700_000_000_123.456),
      pcapPacket(frame('bbbb').subarray(0, 44), 46, 1_700_000_001_999.9998),
      pcapPacket(frame('c'), 0, 0),
    ]);
    const { got, counts, problems } = readAll(file);
    expect(got.map(({ payload }) => payload)).toEqual(['a', 'c']);
    expect(got[0]?.timeMs).toBeCloseTo(1_700_000_000_123.456, 3);
    expect(counts).toMatchObject({ packets: 3, truncated: 1 });
    expect(problems).toHaveLength(1);
  });
});
