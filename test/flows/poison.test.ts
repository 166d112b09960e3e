// Datagrams, names and files that would make figures, texts or other exporters' data wrong.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CaptureReader,
  compileFilter,
  FlowReader,
  openPrinter,
  type PortCounters,
  type TemplateMemory,
} from '../../src/flows/index.ts';
import { ToposcopeError } from '../../src/model/index.ts';
import { RECEIVED, Session } from './decode/rows.ts';
import { directions, meter, T0 } from './load/scene.ts';
import { type Field, optionsTemplate, set, template, uint, VARIABLE, v10, variable } from './netflow-encoder.ts';
import { ethernet, ipv4, tcp, u32 } from './packets.ts';
import { counterSample, datagram, flowSample, genericCounters, structure, textField } from './sflow-encoder.ts';

const DATA = v10.templates(
  template(300, [
    [1, 4],
    [2, 4],
    [10, 4],
  ]),
);
const ROW = set(300, [u32(1000), u32(2), u32(1)]);

describe('a sampling rate that cannot be', () => {
  const tiny = Buffer.alloc(8);
  tiny.writeDoubleBE(5e-324);
  it.each([
    ['a probability of almost nothing', [[311, 8]], [tiny]],
    ['an interval of 64 bits', [[34, 8]], [Buffer.alloc(8, 0xff)]],
    [
      'one packet of a population beyond counting',
      [
        [309, 8],
        [310, 8],
      ],
      [uint(1, 8), Buffer.alloc(8, 0xff)],
    ],
    ['zero', [[34, 4]], [u32(0)]],
  ] as const)('%s is not known', (_, fields, values) => {
    const options = v10.options(optionsTemplate(400, [[149, 4]], fields as unknown as readonly Field[]));
    const session = new Session().send(v10.message([options, set(400, [u32(1), ...values]), DATA, ROW]));
    expect(session.get().rows).toMatchObject([{ bytes: 1000, rate: null }]);
  });

  it('in the record itself is not known either', () => {
    const own = v10.templates(
      template(300, [
        [1, 4],
        [34, 8],
      ]),
    );
    const session = new Session().send(v10.message([own, set(300, [u32(7), Buffer.alloc(8, 0xff)])]));
    expect(session.get().rows).toMatchObject([{ bytes: 7, rate: null }]);
  });
});

describe('interface counters that run mad', () => {
  const network = {
    devices: { r1: { address: '10.0.0.1', ports: { 'Gi0/1': 1 } }, r2: { ports: { 'Gi0/1': 1 } } },
    links: ['r1:Gi0/1 -- r2:Gi0/1'],
  };
  const poll = (at: number, inBytes: number, speedBps: number | null): PortCounters => ({
    ...{ exporter: 0, received: T0 + at * 1000, ifIndex: 1, speedBps, adminUp: true, operUp: true },
    ...{ inBytes, inPackets: 0, outBytes: 0, outPackets: 0, inDiscards: 0, outDiscards: 0, inErrors: 0, outErrors: 0 },
  });

  it.each([
    ['forwards', [0, 2 ** 52, 2 ** 52 + 1000]],
    ['backwards', [2 ** 63, 0, 1000]],
    ['to all that 64 bits hold and back', [0, 2 ** 64, 2 ** 40, 2 ** 40 + 1000]],
  ])('%s count only what can be', (_, values) => {
    for (const speed of [null, 0, 1e9, 2 ** 64]) {
      const metered = meter(network, { addressOf: () => '10.0.0.1' });
      for (const [i, value] of values.entries()) metered.meter.counters(poll(10 * i, value, speed));
      const { back } = directions(metered.loads(0, 10 * values.length), network.links[0]!);
      expect(back.bytes).toBe(1000);
    }
  });
});

describe('names', () => {
  const NAMES = [
    '__proto__',
    'constructor',
    '=1+1|cmd',
    'a"b,c',
    '\u001b[2Jx',
    'one\r\ntwo',
    '\u202egpj.exe',
    '\u0000',
  ];
  const bytes = datagram(NAMES.map((name) => counterSample([structure(1005, textField(name))])));

  it('harm no object, no terminal and no reader of what is printed', () => {
    for (const [format, read] of [
      [
        'jsonl',
        (text: string) =>
          text
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as unknown),
      ],
      ['grep', () => []],
      ['sflowtool', () => []],
      ['csv', () => []],
    ] as const) {
      let text = '';
      const printer = openPrinter(format, { addressOf: () => '10.0.0.1' }, (part) => {
        text += part;
      });
      const reader = new FlowReader(printer, { detail: 'all' });
      printer.datagram(bytes, 0, bytes.length, '10.0.0.1', RECEIVED);
      reader.read(bytes, 0, bytes.length, '10.0.0.1', RECEIVED);
      reader.flush();
      read(text);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    }
    expect({}).not.toHaveProperty('polluted');
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('of ports that no device can have are not taken', () => {
    const options = v10.options(optionsTemplate(400, [[10, 8]], [[82, 4]]));
    const port = (ifIndex: bigint) => set(400, [uint(ifIndex, 8), Buffer.from('Gi01')]);
    const session = new Session().send(
      v10.message([options, port(2n ** 32n + 5n), port(0x8000_0000n), port(0n), port(5n)]),
    );
    expect(session.get().names).toEqual([['203.0.113.7', 5, 'Gi01']]);
  });
});

describe('a memory of templates that somebody wrote', () => {
  const domain = { protocol: 10, id: 1, templates: [], samplers: [] };
  const entry = { address: '10.0.0.1', domains: [domain], names: [] };
  const templates = { id: 300, scopes: null, fields: '00010004000200040 00a0004'.replace(' ', ''), used: RECEIVED };
  it.each([
    ['an address that is text', { ...entry, address: '1","x":"' }],
    ['a stream whose number is none', { ...entry, domains: [{ ...domain, id: -1.5 }] }],
    [
      'a time without end',
      { ...entry, domains: [{ ...domain, templates: [{ ...templates, used: Number.POSITIVE_INFINITY }] }] },
    ],
    ['scopes that are none', { ...entry, domains: [{ ...domain, templates: [{ ...templates, scopes: 1e300 }] }] }],
    ['a rate without end', { ...entry, domains: [{ ...domain, samplers: [[1, Number.POSITIVE_INFINITY]] }] }],
    [
      'a name of no port',
      {
        ...entry,
        names: [
          [2 ** 40, 'x'],
          [-1, 'y'],
          [0.5, 'z'],
        ],
      },
    ],
    ['a list in place of an object', [entry]],
  ])('%s is passed over', (_, exporter) => {
    const memory = { version: 1, exporters: [exporter] } as unknown as TemplateMemory;
    const reader = new FlowReader({ flows: () => {}, problem: () => {} }, { detail: 'all', memory });
    expect(reader.templates().exporters).toEqual([]);
  });

  it('has names without control characters, and no more samplers than a stream may have', () => {
    const samplers = Array.from({ length: 5000 }, (_, i) => [i, 10] as const);
    const memory: TemplateMemory = {
      version: 1,
      exporters: [{ ...entry, domains: [{ ...domain, samplers }], names: [[1, 'a\u001b[2Jb']] }],
    };
    const reader = new FlowReader({ flows: () => {}, problem: () => {} }, { detail: 'all', memory });
    const [found] = reader.templates().exporters;
    expect(found?.names).toEqual([[1, 'a.[2Jb']]);
    expect(found?.domains[0]?.samplers.length).toBe(256);
  });

  it('of any shape never throws', () => {
    const like = fc.letrec((tie) => ({
      value: fc.oneof(
        fc.constant(entry),
        fc.constant(templates),
        fc.jsonValue(),
        fc.array(tie('value'), { maxLength: 3 }),
      ),
      memory: fc.record({
        version: fc.constant(1),
        exporters: fc.oneof(
          tie('value'),
          fc.array(
            fc.record({
              address: fc.constantFrom('10.0.0.1', 'x'),
              domains: fc.array(
                fc.record({
                  protocol: fc.constantFrom(9, 10, 5),
                  id: fc.constantFrom(1, -1, 1e99),
                  templates: fc.array(fc.oneof(fc.constant(templates), tie('value'))),
                  samplers: fc.array(tie('value')),
                }),
              ),
              names: fc.array(tie('value')),
            }),
          ),
        ),
      }),
    })).memory;
    fc.assert(
      fc.property(like, (memory) => {
        const reader = new FlowReader(
          { flows: () => {}, problem: () => {} },
          { detail: 'all', memory: memory as TemplateMemory },
        );
        const again = JSON.parse(JSON.stringify(reader.templates())) as TemplateMemory;
        expect(again).toEqual(reader.templates());
      }),
      { numRuns: 300 },
    );
  });
});

describe('times of a capture', () => {
  /** A pcapng file whose interface counts whole seconds: 64 bits of them reach far beyond any calendar. */
  const block = (type: number, body: Buffer) => {
    const length = u32le(12 + body.length);
    return Buffer.concat([u32le(type), length, body, length]);
  };
  const u32le = (value: number) => Buffer.from(u32(value)).reverse();
  const udp = Buffer.concat([
    Buffer.from('4500001d00000000401100000a0000010a000002', 'hex'),
    Buffer.from('0001080700090000', 'hex'),
    Buffer.from('x'),
  ]);
  const file = Buffer.concat([
    block(0x0a0d0d0a, Buffer.concat([u32le(0x1a2b3c4d), u32le(1), Buffer.alloc(8, 0xff)])),
    block(1, Buffer.concat([u32le(101), u32le(0), Buffer.from([9, 0, 1, 0, 0, 0, 0, 0])])),
    block(6, Buffer.concat([u32le(0), u32le(0), u32le(1_700_000_000), u32le(29), u32le(29), udp, Buffer.alloc(3)])),
    block(6, Buffer.concat([u32le(0), Buffer.alloc(8, 0xff), u32le(29), u32le(29), udp, Buffer.alloc(3)])),
  ]);

  it('that no calendar has are those of the packet before', () => {
    const times: number[] = [];
    const reader = new CaptureReader(
      (_bytes, _from, _to, _source, ms) => times.push(ms),
      (problem) => {
        throw new Error(problem.message);
      },
    );
    reader.push(file);
    reader.end();
    expect(times).toEqual([1_700_000_000_000, 1_700_000_000_000]);
  });
});

describe('filters of any text', () => {
  const word = fc.constantFrom(
    'src',
    'dst',
    'port',
    'host',
    'net',
    '10.0.0.1',
    '::/0',
    '10.0.0.0/99',
    '(',
    ')',
    'not',
    'and',
    'or',
    '[',
    ']',
    ',',
    '<',
    '=',
    '80',
    '1e999',
    '-1',
    '__proto__',
    'constructor',
    'exporter',
    'in',
    'if',
    'bytes',
    '٣',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.array(word, { maxLength: 40 }).map((words) => words.join(' ')),
  );
  it('compile, or tell FLOW_FILTER_INVALID', () => {
    fc.assert(
      fc.property(text, (filter) => {
        try {
          compileFilter(filter, { addressOf: () => '10.0.0.1' });
        } catch (error) {
          expect(error).toBeInstanceOf(ToposcopeError);
          expect((error as ToposcopeError).code).toBe('FLOW_FILTER_INVALID');
        }
      }),
      { numRuns: 2000 },
    );
    for (const deep of ['('.repeat(9000), 'not '.repeat(2400), `${'any or '.repeat(1400)}any`]) {
      try {
        compileFilter(deep);
      } catch (error) {
        expect((error as ToposcopeError).code).toBe('FLOW_FILTER_INVALID');
      }
    }
  });
});

it('a sampled frame tells nothing of the reverse half of its record', () => {
  const fields = [
    [315, VARIABLE],
    [57, 6],
    [1, 4],
    [1, 4, 29_305],
  ] as const;
  const frame = ethernet(0x0800, ipv4(6, tcp(1, 2, 3)));
  const record = set(300, [variable(frame), Buffer.alloc(6, 7), u32(10), u32(20)]);
  const { rows } = new Session().send(v10.message([v10.templates(template(300, fields)), record])).get();
  expect(rows).toMatchObject([
    { bytes: 10, srcPort: 1, reverse: false },
    { bytes: 20, srcPort: null, dstMac: null, reverse: true },
  ]);
});

describe('one sender', () => {
  it('cannot make up all the agents there may be', () => {
    const session = new Session({ limits: { exporters: 100, agentsOfOne: 40 } });
    for (let i = 0; i < 500; i++) session.send(datagram([flowSample([])], { agent: `10.9.${i >> 8}.${i & 255}` }));
    session.send(datagram([flowSample([])], { agent: '192.0.2.1' }), '192.0.2.1');
    const counts = session.reader.counts();
    expect(counts.length).toBe(42);
    expect(counts.find(({ address }) => address === '192.0.2.1')?.records).toBe(1);
    expect(counts.find(({ address }) => address === '203.0.113.7')).toMatchObject({
      datagrams: 460,
      problems: { FLOW_EXPORTERS_FULL: 460 },
    });
  });

  it('whose datagrams are cut is counted', () => {
    const session = new Session();
    for (const bytes of [
      u32(5),
      Buffer.concat([u32(5), u32(1), Buffer.alloc(5)]),
      Buffer.concat([u32(5), u32(9), Buffer.alloc(40)]),
    ])
      session.send(bytes);
    expect(session.counts()).toMatchObject({ datagrams: 3, records: 0 });
  });
});

describe('what is printed between records', () => {
  it('is not held for ever: records are handed over after so many', () => {
    const counters = genericCounters({
      ifIndex: 1,
      speed: 0n,
      status: 3,
      inOctets: 0n,
      input: [0, 0, 0, 0, 0, 0],
      outOctets: 0n,
      output: [0, 0, 0, 0, 0],
    });
    let [batches, told] = [0, 0];
    const reader = new FlowReader(
      { flows: () => void batches++, problem: () => {}, details: () => void told++ },
      { detail: 'all', batchSize: 64 },
    );
    const send = (bytes: Buffer) => reader.read(bytes, 0, bytes.length, '10.0.0.1', RECEIVED);
    send(datagram([flowSample([])]));
    for (let i = 0; i < 70; i++) send(datagram([counterSample([counters])], { sequence: i + 2 }));
    expect([batches, told]).toEqual([1, 70]);
  });
});
