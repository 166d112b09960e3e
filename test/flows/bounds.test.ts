// What decoding costs at most, in steps and in memory: docs/reference/flows.md, Bounds.
import { describe, expect, it } from 'vitest';
import { FlowReader } from '../../src/flows/index.ts';
import { counting } from '../fuzz/count-reads.ts';
import { RECEIVED, Session } from './decode/rows.ts';
import { type Field, netflow5, optionsTemplate, set, template, uint, VARIABLE, v9, v10 } from './netflow-encoder.ts';
import { ethernet, extension, ipv6, tcp, u32 } from './packets.ts';
import { CORPUS } from './sflow-corpus.ts';
import { datagram, flowSample, headerRecord, structure } from './sflow-encoder.ts';

const FULL = 60_000;
const empty = Array.from({ length: 900 }, () => [89, 0] as const);
const many = Array.from({ length: 7000 }, (_, i) => template(256 + i, [[1, 1]]));

/** Each is as long as a datagram may be, and made to cost more than its length. */
const WORST: readonly (readonly [string, readonly Buffer[]])[] = [
  ['records of one octet', [v10.message([v10.templates(template(300, [[4, 1]])), set(300, [Buffer.alloc(FULL, 6)])])]],
  [
    'options of one octet',
    [v10.message([v10.options(optionsTemplate(300, [[149, 1]], [])), set(300, [Buffer.alloc(FULL, 6)])])],
  ],
  [
    'options with fields of no length',
    [v10.message([v10.options(optionsTemplate(300, [[149, 1]], empty)), set(300, [Buffer.alloc(50_000, 6)])])],
  ],
  [
    'variable fields of nothing',
    [
      v10.message([
        v10.templates(
          template(
            300,
            Array.from({ length: 1000 }, (): Field => [82, VARIABLE]),
          ),
        ),
        set(300, [Buffer.alloc(50_000)]),
      ]),
    ],
  ],
  ['templates only', [v10.message([v10.templates(...many)])]],
  [
    'data that waits, for a template of one octet',
    [
      ...Array.from({ length: 30 }, (_, i) => v9.message([set(300, [Buffer.alloc(FULL, 6)])], { sequence: i })),
      v9.message([v9.templates(template(300, [[4, 1]]))], { sequence: 30 }),
    ],
  ],
  ['sets of nothing', [v10.message(Array.from({ length: 15_000 }, () => set(300, [])))]],
  [
    'samples of nothing',
    [
      datagram(
        Array.from({ length: 7000 }, () => structure(99, Buffer.alloc(0))),
        { count: 0xffff_ffff },
      ),
    ],
  ],
  [
    'structures of nothing',
    [
      datagram([
        flowSample(
          Array.from({ length: 7000 }, () => structure(99, Buffer.alloc(0))),
          { count: 0xffff_ffff },
        ),
      ]),
    ],
  ],
  [
    'headers within headers',
    [
      datagram([
        flowSample(
          Array.from({ length: 50 }, () =>
            headerRecord(
              ethernet(
                0x86dd,
                ipv6(6, tcp(1, 2, 3), {
                  extensions: Array.from({ length: 100 }, () => [60, extension().subarray(1)] as const),
                }),
                {
                  tags: Array.from({ length: 50 }, () => [0x8100, 5] as const),
                },
              ),
            ),
          ),
        ),
      ]),
    ],
  ],
  ['a v5 count that lies', [netflow5([{}], { count: 65_535 })]],
  ['everything that sFlow knows', CORPUS],
];

/** Reads of each octet, counted over all that was sent. */
const MOST_READS = 40;

describe('the work of a datagram', () => {
  it.each(WORST)('is in proportion to its length: %s', { timeout: 120_000 }, (_, datagrams) => {
    const counter = { reads: 0 };
    let texts = 0;
    const reader = new FlowReader(
      {
        flows: () => {},
        problem: () => {},
        details: ({ fields }) => {
          texts += Object.keys(fields).length;
        },
      },
      { detail: 'all' },
    );
    let length = 0;
    for (const bytes of datagrams) {
      reader.read(counting(bytes, counter), 0, bytes.length, '192.0.2.1', RECEIVED);
      length += bytes.length;
    }
    reader.flush();
    expect(counter.reads).toBeGreaterThan(0);
    expect(counter.reads).toBeLessThan(1000 + MOST_READS * length);
    expect(texts).toBeLessThan(1000 + 2 * length);
  });
});

describe('memory', () => {
  const limits = { templates: 3000, templateBytes: 8 << 20, exporters: 1000, domains: 1500 };

  it('of templates: 1000 exporters with 100 each find no more than there is room for, and who was there stays', () => {
    const session = new Session({ limits });
    const old = v10.message([v10.templates(template(300, [[1, 4]]))]);
    session.send(old, '192.0.2.1', RECEIVED);
    let sent = 0;
    for (let i = 0; i < 3000; i++) {
      const first = 256 + ((i * 97) % 60_000);
      const templates = Array.from({ length: 100 }, (_, k) => template(first + k, [[1, 4 + (k % 4)]]));
      session.send(
        v10.message([v10.templates(...templates)], { sequence: i }),
        `10.0.${(i >> 8) & 3}.${i & 255}`,
        RECEIVED + 10 * i,
      );
      if (i % 500 === 499)
        session.send(v10.message([set(300, [u32(++sent)])], { sequence: sent }), '192.0.2.1', RECEIVED + 10 * i);
    }
    const { rows } = session.get();
    expect(rows.map(({ bytes }) => bytes)).toEqual(Array.from({ length: sent }, (_, i) => i + 1));
    const kept = session.reader
      .templates()
      .exporters.flatMap(({ domains }) => domains.flatMap(({ templates }) => templates));
    expect(kept.length).toBeLessThanOrEqual(limits.templates);
    expect(kept.length).toBeGreaterThan(1000);
  });

  it('of templates that are as long as can be', () => {
    const session = new Session({ limits: { templateBytes: 1 << 20 } });
    for (let i = 0; i < 500; i++) {
      const fields = Array.from({ length: 1024 }, (_, k): Field => [1 + (k % 400), 1]);
      session.send(v10.message([v10.templates(template(256 + i, fields))], { sequence: i }));
    }
    const kept = session.reader
      .templates()
      .exporters.flatMap(({ domains }) => domains.flatMap(({ templates }) => templates));
    expect(kept.reduce((sum, { fields }) => sum + fields.length / 2, 0)).toBeLessThan(1 << 20);
    expect(kept.length).toBeGreaterThan(100);
  });

  it('of 20,000 made-up exporters that are allowed: no more than there is room for, and who was there goes on', () => {
    const session = new Session({ limits });
    for (let i = 0; i < 20_000; i++) {
      session.send(netflow5([{ bytes: 5 }]), `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, RECEIVED + i);
    }
    session.send(netflow5([{ bytes: 77 }], { sequence: 1 }), '10.0.0.0', RECEIVED + 30_000);
    expect(session.get().rows.at(-1)?.bytes).toBe(77);
    expect(session.reader.counts().length).toBe(1000);
    expect(session.reader.refused).toBe(19_000);
    expect(session.codes()).toEqual(['FLOW_EXPORTERS_FULL']);
  });

  it('of samplers: streams without end do not keep 256 each', () => {
    const session = new Session({ limits: { names: 500, domains: 100, domainsOfOne: 100 } });
    const options = v10.options(optionsTemplate(400, [[302, 4]], [[34, 4]]));
    for (let domain = 0; domain < 300; domain++) {
      const records = Array.from({ length: 256 }, (_, i) => Buffer.concat([uint(i, 4), u32(10 + domain)]));
      session.send(v10.message([options, set(400, records)], { domain }), '10.0.0.1', RECEIVED + domain);
    }
    const kept = session.reader
      .templates()
      .exporters.flatMap(({ domains }) => domains.flatMap(({ samplers }) => samplers));
    expect(kept.length).toBeLessThanOrEqual(500);
    expect(kept.length).toBeGreaterThan(200);
  });
});
