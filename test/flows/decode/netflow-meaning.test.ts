// What fields mean: times of every kind, both directions of biflows, which counter counts, ports and directions, sampled frames.
import { describe, expect, it } from 'vitest';
import {
  type Field,
  netflow5,
  ntpTime,
  optionsTemplate,
  SECONDS,
  set,
  template,
  uint,
  VARIABLE,
  v9,
  v10,
  variable,
} from '../netflow-encoder.ts';
import { address4, address6, u32, u64 } from '../packets.ts';
import { RECEIVED, type Row, Session } from './rows.ts';

const SENT = SECONDS * 1000;

/** The rows of one IPFIX record, given as fields and their values. */
function rowsOf(
  fields: readonly (readonly [field: Field, value: Buffer])[],
  options: ConstructorParameters<typeof Session>[0] = {},
): Row[] {
  const sets = [
    v10.templates(
      template(
        256,
        fields.map(([field]) => field),
      ),
    ),
    set(
      256,
      fields.map(([, value]) => value),
    ),
  ];
  return new Session(options).send(v10.message(sets)).get().rows;
}

const rowOf = (...fields: (readonly [field: Field, value: Buffer])[]): Row => rowsOf(fields)[0]!;
const ms = (value: number) => u64(BigInt(value));
const OCTETS = [[1, 4], uint(1000, 4)] as const;

describe('times', () => {
  const start = SENT - 65_432;
  const end = SENT - 1_234;
  it.each<[string, [Field, Buffer][], [number, number]]>([
    [
      'milliseconds',
      [
        [[152, 8], ms(start)],
        [[153, 8], ms(end)],
      ],
      [start, end],
    ],
    [
      'seconds',
      [
        [[150, 4], u32(SECONDS - 60)],
        [[151, 4], u32(SECONDS)],
      ],
      [SENT - 60_000, SENT],
    ],
    [
      'microseconds, as NTP writes them',
      [
        [[154, 8], ntpTime(start)],
        [[155, 8], ntpTime(end)],
      ],
      [start, end],
    ],
    [
      'nanoseconds',
      [
        [[156, 8], ntpTime(start)],
        [[157, 8], ntpTime(end)],
      ],
      [start, end],
    ],
    [
      'microseconds before the message',
      [
        [[158, 4], u32(65_432_000)],
        [[159, 4], u32(1_234_000)],
      ],
      [start, end],
    ],
    [
      'milliseconds before seconds',
      [
        [[150, 4], u32(1)],
        [[151, 4], u32(2)],
        [[152, 8], ms(start)],
        [[153, 8], ms(end)],
      ],
      [start, end],
    ],
    [
      'a start and a duration',
      [
        [[152, 8], ms(start)],
        [[161, 4], u32(end - start)],
      ],
      [start, end],
    ],
    [
      'an end and a duration in microseconds',
      [
        [[153, 8], ms(end)],
        [[162, 4], u32(1000 * (end - start))],
      ],
      [start, end],
    ],
    [
      'a start and the time of an event',
      [
        [[152, 8], ms(start)],
        [[323, 8], ms(end)],
      ],
      [start, end],
    ],
    ['one time only', [[[323, 8], ms(end)]], [end, end]],
    [
      'an end that is not told',
      [
        [[152, 8], ms(start)],
        [[153, 8], ms(0)],
      ],
      [start, start],
    ],
    [
      'a start that is not told',
      [
        [[152, 8], ms(0)],
        [[153, 8], ms(end)],
      ],
      [end, end],
    ],
    [
      'a start behind the end',
      [
        [[152, 8], ms(end)],
        [[153, 8], ms(start)],
      ],
      [start, start],
    ],
    [
      'uptime, and when it was 0',
      [
        [[160, 8], ms(SENT - 1_000_000)],
        [[22, 4], u32(1_000_000 - 65_432)],
        [[21, 4], u32(1_000_000 - 1_234)],
      ],
      [start, end],
    ],
    [
      'uptime across its wrap',
      [
        [[160, 8], ms(SENT - 2 ** 32 - 5000)],
        [[22, 4], u32(2 ** 32 + 5000 - 65_432)],
        [[21, 4], u32(5000 - 1234)],
      ],
      [start, end],
    ],
  ])('%s', (_, fields, [first, last]) => {
    const row = rowOf(OCTETS, ...fields);
    expect(row.first).toBeCloseTo(first, 2);
    expect(row.last).toBeCloseTo(last, 2);
    expect(row.timed).toBe(true);
  });

  it('that are told by nothing, or by zeros, are those of reception', () => {
    for (const row of [rowOf(OCTETS), rowOf(OCTETS, [[152, 8], ms(0)], [[153, 8], ms(0)])]) {
      expect(row).toMatchObject({ first: RECEIVED, last: RECEIVED, timed: false });
    }
  });

  it('of NetFlow v9 and v5 count back from the header, across the wrap of 49.7 days', () => {
    const fields = template(256, [
      [22, 4],
      [21, 4],
    ]);
    const times = Buffer.concat([u32(2 ** 32 - 3000), u32(1000)]);
    const session = new Session().send(v9.message([v9.templates(fields), set(256, [times])], { uptime: 2000 }));
    session.send(netflow5([{ first: 2 ** 32 - 3000, last: 1000 }], { uptime: 2000 }));
    for (const row of session.get().rows) expect(row).toMatchObject({ first: SENT - 5000, last: SENT - 1000 });
  });

  it('by uptime alone, in IPFIX, are laid where the flow that ended last ended when it was sent', () => {
    const fields = template(256, [
      [22, 4],
      [21, 4],
    ]);
    const record = (first: number, last: number) => Buffer.concat([u32(first), u32(last)]);
    const session = new Session();
    session.send(v10.message([v10.templates(fields), set(256, [record(1000, 5000), record(2000, 9000)])]));
    session.send(v10.message([set(256, [record(10_000, 15_000)])], { seconds: SECONDS + 20, sequence: 2 }));
    const spans = session.get().rows.map(({ first, last }) => [first - SENT, last - SENT]);
    expect(spans).toEqual([
      [-8000, -4000],
      [-7000, 0],
      [1000, 6000],
    ]);
    // Told by an options record, it is no estimate any more.
    const init = [
      v10.options(optionsTemplate(400, [[144, 4]], [[160, 8]])),
      set(400, [Buffer.concat([u32(1), ms(SENT - 10_000)])]),
    ];
    session.send(v10.message([...init, set(256, [record(1000, 5000)])], { sequence: 3 }));
    expect(session.get().rows[3]).toMatchObject({ first: SENT - 9000, last: SENT - 5000 });
  });

  it('tell how far the exporter is off: its clock less ours', () => {
    const session = new Session();
    for (let i = 0; i < 50; i++) {
      const seconds = SECONDS + i;
      session.send(v9.message([], { sequence: i, seconds }), '10.0.0.1', seconds * 1000 + 90_000 + (i % 2));
    }
    expect(session.counts().clockOffsetMs).toBeGreaterThan(-90_002);
    expect(session.counts().clockOffsetMs).toBeLessThan(-89_999);
    session.send(v9.message([], { sequence: 51, seconds: SECONDS + 51 }), '10.0.0.1', (SECONDS + 51) * 1000 + 10);
    expect(session.counts().clockOffsetMs).toBe(-10);
  });
});

describe('counters', () => {
  it.each<[string, [Field, Buffer][], Partial<Row>]>([
    [
      'deltas go before totals (Open vSwitch sends both)',
      [
        [[85, 8], uint(900, 8)],
        [[1, 8], uint(10, 8)],
        [[86, 8], uint(9, 8)],
        [[2, 8], uint(1, 8)],
      ],
      { bytes: 10, packets: 1 },
    ],
    [
      'totals before an initiator',
      [
        [[231, 8], uint(900, 8)],
        [[85, 8], uint(10, 8)],
        [[298, 8], uint(3, 8)],
      ],
      { bytes: 10, packets: 3 },
    ],
    [
      'what left, where nothing else is told',
      [
        [[23, 4], uint(5, 4)],
        [[24, 4], uint(6, 4)],
      ],
      { bytes: 5, packets: 6 },
    ],
    [
      'octets of frames, where nothing else is told',
      [
        [[352, 8], uint(5, 8)],
        [[2, 4], uint(6, 4)],
      ],
      { bytes: 5, packets: 6, frame: true },
    ],
    [
      'octets of frames beside those of layer 3',
      [
        [[352, 8], uint(5, 8)],
        [[1, 4], uint(4, 4)],
      ],
      { bytes: 4, frame: false },
    ],
    ['up to 2^53 exactly', [[[1, 8], uint(2n ** 53n - 1n, 8)]], { bytes: 2 ** 53 - 1 }],
    [
      'the first of fields that are repeated',
      [
        [[1, 4], uint(1, 4)],
        [[1, 4], uint(2, 4)],
      ],
      { bytes: 1 },
    ],
    [
      'an element of an enterprise is another one',
      [
        [[1, 4, 9], uint(1, 4)],
        [[2, 4], uint(2, 4)],
      ],
      { bytes: null, packets: 2 },
    ],
  ])('%s', (_, fields, expected) => {
    expect(rowsOf(fields)).toMatchObject([expected]);
  });
});

describe('ports and directions', () => {
  it.each<[string, [Field, Buffer][], Partial<Row>]>([
    [
      '0 is the device itself',
      [
        [[10, 4], uint(0, 4)],
        [[14, 2], uint(0, 2)],
      ],
      { inIf: 'internal', outIf: 'internal' },
    ],
    [
      'all ones are not known',
      [
        [[10, 4], uint(0xffff_ffff, 4)],
        [[14, 2], uint(0xffff, 2)],
      ],
      { inIf: null, outIf: null },
    ],
    ['65535 in 32 bits is a port', [[[10, 4], uint(0xffff, 4)]], { inIf: 65535, outIf: null }],
    [
      'above RFC 2863 are not known',
      [
        [[10, 4], uint(0x8000_0001, 4)],
        [[14, 4], uint(0x7fff_ffff, 4)],
      ],
      { inIf: null, outIf: 0x7fff_ffff },
    ],
    [
      'physical ones, where no other is told',
      [
        [[252, 4], uint(7, 4)],
        [[253, 4], uint(8, 4)],
      ],
      { inIf: 7, outIf: 8 },
    ],
    [
      'logical ones go before physical ones',
      [
        [[252, 4], uint(7, 4)],
        [[10, 4], uint(70, 4)],
      ],
      { inIf: 70 },
    ],
    ['direction 0', [[[61, 1], uint(0, 1)]], { direction: 'ingress' }],
    ['direction 1', [[[61, 1], uint(1, 1)]], { direction: 'egress' }],
    ['direction 255', [[[61, 1], uint(255, 1)]], { direction: null }],
    [
      'outer and inner VLAN',
      [
        [[254, 2], uint(9, 2)],
        [[243, 2], uint(30, 2)],
      ],
      { vlan: 30 },
    ],
    [
      'an ICMP type and code is the destination port of NetFlow',
      [
        [[32, 2], uint(0x0800, 2)],
        [[4, 1], uint(1, 1)],
      ],
      { dstPort: 0x0800, proto: 1 },
    ],
    [
      'ports of TCP by their own elements',
      [
        [[182, 2], uint(22, 2)],
        [[183, 2], uint(443, 2)],
      ],
      { srcPort: 22, dstPort: 443 },
    ],
    [
      'MAC addresses',
      [
        [[81, 6], uint(0x0242_ac11_0002, 6)],
        [[57, 6], uint(0xffff_ffff_ffff, 6)],
      ],
      { srcMac: 0x0242_ac11_0002, dstMac: 0xffff_ffff_ffff },
    ],
  ])('%s', (_, fields, expected) => {
    expect(rowsOf([OCTETS, ...fields])).toMatchObject([expected]);
  });
});

describe('addresses', () => {
  const four = [
    [[8, 4], address4('10.1.2.3')],
    [[12, 4], address4('10.4.5.6')],
  ] as const;
  const six = [
    [[27, 16], address6('2001:db8::1')],
    [[28, 16], address6('2001:db8:0:1::2')],
  ] as const;
  it('of both families, next hops too', () => {
    expect(rowOf(...four, [[15, 4], address4('10.0.0.1')], [[62, 16], address6('::1')])).toMatchObject({
      src: '10.1.2.3',
      dst: '10.4.5.6',
      nextHop: '10.0.0.1',
    });
    expect(rowOf(...six, [[63, 16], address6('fe80::1')])).toMatchObject({
      src: '2001:db8::1',
      dst: '2001:db8:0:1::2',
      nextHop: 'fe80::1',
    });
  });

  it('of both in one template: the record has the ones that are not zero', () => {
    const none4 = [
      [[8, 4], u32(0)],
      [[12, 4], u32(0)],
    ] as const;
    const none6 = [
      [[27, 16], Buffer.alloc(16)],
      [[28, 16], Buffer.alloc(16)],
    ] as const;
    expect(rowOf(...none4, ...six)).toMatchObject({ src: '2001:db8::1', dst: '2001:db8:0:1::2' });
    expect(rowOf(...four, ...none6)).toMatchObject({ src: '10.1.2.3', dst: '10.4.5.6' });
    expect(rowOf(...none6, ...four)).toMatchObject({ src: '10.1.2.3', dst: '10.4.5.6' });
    expect(rowOf(...none4, ...none6)).toMatchObject({ src: '::', dst: '::' });
  });

  it('are not read where only loads are wanted, and neither are keys', () => {
    const fields = [OCTETS, ...four, [[7, 2], uint(80, 2)], [[10, 4], uint(3, 4)], [[58, 2], uint(7, 2)]] as const;
    expect(rowsOf([...fields], { detail: 'load' })).toMatchObject([
      { bytes: 1000, inIf: 3, src: null, srcPort: null, vlan: null },
    ]);
    expect(rowsOf([...fields], { detail: 'talkers' })).toMatchObject([
      { bytes: 1000, inIf: 3, src: '10.1.2.3', srcPort: 80, vlan: null },
    ]);
    expect(rowsOf([...fields])).toMatchObject([{ bytes: 1000, inIf: 3, src: '10.1.2.3', srcPort: 80, vlan: 7 }]);
  });
});

describe('biflows', () => {
  const forward = [
    ...[
      [[8, 4], address4('10.0.0.1')],
      [[12, 4], address4('10.0.0.2')],
      [[7, 2], uint(1000, 2)],
      [[11, 2], uint(443, 2)],
    ],
    ...[
      [[10, 4], uint(3, 4)],
      [[14, 4], uint(9, 4)],
      [[61, 1], uint(0, 1)],
      [[16, 4], uint(65001, 4)],
      [[17, 4], uint(65002, 4)],
    ],
    ...[
      [[152, 8], ms(SENT - 5000)],
      [[153, 8], ms(SENT - 1000)],
      [[15, 4], address4('10.9.9.9')],
      [[6, 1], uint(2, 1)],
    ],
    ...[
      [[56, 6], uint(0xaa, 6)],
      [[58, 2], uint(100, 2)],
      [[5, 1], uint(4, 1)],
    ],
  ] as [Field, Buffer][];
  const turned = {
    ...{ src: '10.0.0.2', dst: '10.0.0.1', srcPort: 443, dstPort: 1000, inIf: 9, outIf: 3, srcAs: 65002, dstAs: 65001 },
    ...{ direction: 'egress', reverse: true, nextHop: null, vlan: null, srcMac: null, dstMac: 0xaa, tos: 4 },
  };

  it('give a row to each half (RFC 5103)', () => {
    const reverse: [Field, Buffer][] = [
      [[1, 4, 29305], uint(70, 4)],
      [[2, 4, 29305], uint(7, 4)],
    ];
    const [one, other, ...rest] = rowsOf([OCTETS, [[2, 4], uint(10, 4)], ...forward, ...reverse]);
    expect(one).toMatchObject({
      bytes: 1000,
      packets: 10,
      src: '10.0.0.1',
      inIf: 3,
      outIf: 9,
      direction: 'ingress',
      reverse: false,
    });
    expect(other).toMatchObject({
      ...turned,
      bytes: 70,
      packets: 7,
      tcpFlags: null,
      first: SENT - 5000,
      last: SENT - 1000,
    });
    expect(rest).toEqual([]);
  });

  it('may tell more of the reverse half: flags, class, times', () => {
    const reverse: [Field, Buffer][] = [
      [[1, 4, 29305], uint(70, 4)],
      [[6, 1, 29305], uint(18, 1)],
      [[5, 1, 29305], uint(8, 1)],
      [[152, 8, 29305], ms(SENT - 4000)],
      [[153, 8, 29305], ms(SENT - 2000)],
    ];
    const rows = rowsOf([OCTETS, ...forward, ...reverse]);
    expect(rows[1]).toMatchObject({
      ...turned,
      bytes: 70,
      packets: null,
      tcpFlags: 18,
      tos: 8,
      first: SENT - 4000,
      last: SENT - 2000,
    });
  });

  it('of one direction have one row', () => {
    expect(rowsOf([OCTETS, ...forward, [[1, 4, 29305], uint(0, 4)], [[2, 4, 29305], uint(0, 4)]]).length).toBe(1);
  });

  it('of NSEL: the responder is the reverse half of the initiator', () => {
    const counters: [Field, Buffer][] = [
      [[231, 4], uint(500, 4)],
      [[232, 4], uint(6000, 4)],
      [[298, 4], uint(5, 4)],
      [[299, 4], uint(6, 4)],
    ];
    expect(rowsOf([...forward, ...counters])).toMatchObject([
      { bytes: 500, packets: 5, src: '10.0.0.1', reverse: false },
      { ...turned, bytes: 6000, packets: 6 },
    ]);
    expect(rowsOf([OCTETS, ...forward, ...counters]).length).toBe(1);
  });

  it('keep their rate, and fill batches of any size', () => {
    const fields: Field[] = [
      [1, 4],
      [34, 4],
      [27, 16],
      [1, 4, 29305],
    ];
    const record = (i: number) =>
      Buffer.concat([uint(i, 4), uint(10, 4), address6(`2001:db8::${i + 1}`), uint(i % 3, 4)]);
    const records = Array.from({ length: 50 }, (_, i) => record(i));
    for (const batchSize of [1, 2, 3, 7, 64]) {
      const session = new Session({ batchSize }).send(
        v10.message([v10.templates(template(256, fields)), set(256, records)]),
      );
      const { rows } = session.get();
      expect(rows.filter(({ reverse }) => !reverse).map(({ bytes }) => bytes)).toEqual(records.map((_, i) => i));
      const reversed = rows.filter(({ reverse }) => reverse);
      expect(reversed.length).toBe(records.filter((_, i) => i % 3 > 0).length);
      expect(reversed[0]).toMatchObject({ bytes: 1, rate: 10, src: null, dst: '2001:db8::2' });
    }
  });
});

describe('sampled frames (IE 315)', () => {
  const ethernet = Buffer.concat([uint(0x1122_3344_5566, 6), uint(0xaabb_ccdd_eeff, 6), uint(0x0800, 2)]);
  const ip = Buffer.concat([
    Buffer.from([0x45, 0x10, 0, 40, 0, 0, 0, 0, 64, 6, 0, 0]),
    address4('10.0.0.1'),
    address4('10.0.0.2'),
  ]);
  const frame = Buffer.concat([ethernet, ip, uint(1234, 2), uint(80, 2), Buffer.alloc(16)]);

  it.each([
    ['a field of fixed length', [315, frame.length] as Field, frame],
    ['a variable one', [315, VARIABLE] as Field, variable(frame)],
    ['a variable one with a long length', [315, VARIABLE] as Field, variable(frame, true)],
  ])('%s', (_, field, value) => {
    const fields: [Field, Buffer][] = [
      [[10, 4], uint(3, 4)],
      [[312, 2], uint(1500, 2)],
      [field, value],
    ];
    const sets = [
      v10.templates(
        template(
          256,
          fields.map(([one]) => one),
        ),
      ),
      set(
        256,
        fields.map(([, one]) => one),
      ),
    ];
    const { rows, headers } = new Session().send(v10.message(sets)).get();
    expect(rows).toMatchObject([
      {
        bytes: 1500,
        packets: 1,
        frame: true,
        inIf: 3,
        src: '10.0.0.1',
        dst: '10.0.0.2',
        srcPort: 1234,
        dstPort: 80,
        etherType: 0x0800,
        tos: 16,
      },
    ]);
    expect(headers).toMatchObject([{ row: 0, frame: 1500 }]);
    expect(headers[0]!.bytes.equals(frame)).toBe(true);
  });
});
