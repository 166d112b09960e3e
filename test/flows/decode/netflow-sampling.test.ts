// Sampling rates: where they are told, whom they hold for, and what is not known.
import { describe, expect, it } from 'vitest';
import {
  type Field,
  netflow5,
  optionsTemplate,
  optionsTemplate9,
  set,
  template,
  uint,
  v9,
  v10,
} from '../netflow-encoder.ts';
import { type Decoded, Session } from './rows.ts';

const rates = ({ rows }: Decoded) => rows.map(({ rate }) => rate);

/** An options record in IPFIX: fields with their values. */
function told(
  session: Session,
  values: readonly (readonly [element: number, length: number, value: number])[],
  domain = 1,
): Session {
  const fields = values.map(([element, length]): Field => [element, length]);
  const record = Buffer.concat([uint(0, 4), ...values.map(([, length, value]) => uint(value, length))]);
  const sets = [v10.options(optionsTemplate(400, [[144, 4]], fields)), set(400, [record])];
  return session.send(v10.message(sets, { domain, sequence: session.get().details.length }));
}

const PLAIN = template(256, [[1, 4]]);
const SAMPLED = template(257, [
  [1, 4],
  [302, 4],
]);

function flows(session: Session, sampler: number | null, domain = 1): Session {
  const record = sampler === null ? uint(77, 4) : Buffer.concat([uint(77, 4), uint(sampler, 4)]);
  const sets = [v10.templates(PLAIN, SAMPLED), set(sampler === null ? 256 : 257, [record])];
  return session.send(v10.message(sets, { domain, sequence: 1000 + session.get().rows.length }));
}

describe('NetFlow v5', () => {
  it.each([
    ['two bits of mode, 14 of interval', 0x4000 | 100, 100],
    ['mode 2', 0x8000 | 16_383, 16_383],
    ['no mode, as Juniper writes it', 1000, 1000],
    ['one of one', 0x4001, 1],
    ['nothing', 0, null],
    ['a mode alone', 0x4000, null],
  ])('%s', (_, sampling, rate) => {
    const session = new Session().send(netflow5([{ bytes: 1 }], { sampling }));
    expect(rates(session.get())).toEqual([rate]);
    expect(session.counts().sampling).toEqual(rate === null ? [] : [rate]);
  });
});

describe('options records', () => {
  it.each<[string, [number, number, number][], number | null]>([
    ['samplingInterval', [[34, 4, 512]], 512],
    [
      'samplerRandomInterval with its mode',
      [
        [49, 1, 2],
        [50, 4, 2000],
      ],
      2000,
    ],
    [
      'interval and space, as Juniper writes them',
      [
        [305, 4, 1],
        [306, 4, 999],
      ],
      1000,
    ],
    [
      'ten of a hundred',
      [
        [305, 4, 10],
        [306, 4, 90],
      ],
      10,
    ],
    [
      'every packet',
      [
        [305, 4, 1],
        [306, 4, 0],
      ],
      1,
    ],
    [
      'an interval without a space',
      [
        [304, 2, 1],
        [305, 4, 4096],
      ],
      4096,
    ],
    [
      'size and population, as IOS XR writes them',
      [
        [309, 4, 2],
        [310, 4, 2000],
      ],
      1000,
    ],
    [
      'a rate that is not whole',
      [
        [309, 4, 3],
        [310, 4, 10],
      ],
      10 / 3,
    ],
    [
      'both kinds: the pair goes before',
      [
        [34, 4, 7],
        [305, 4, 1],
        [306, 4, 9],
      ],
      10,
    ],
    ['nothing of it', [[41, 4, 5]], null],
    [
      'zeros',
      [
        [34, 4, 0],
        [305, 4, 0],
        [306, 4, 0],
        [309, 4, 0],
        [310, 4, 0],
      ],
      null,
    ],
  ])('%s', (_, values, rate) => {
    expect(rates(flows(told(new Session(), values), null).get())).toEqual([rate]);
  });

  it('a probability', () => {
    const half = Buffer.alloc(8);
    half.writeDoubleBE(0.25);
    const session = new Session();
    session.send(
      v10.message(
        [v10.options(optionsTemplate(400, [[144, 4]], [[311, 8]])), set(400, [Buffer.concat([uint(1, 4), half])])],
        { domain: 1 },
      ),
    );
    expect(rates(flows(session, null).get())).toEqual([4]);
  });

  it('hold for one exporter, one domain and one sampler', () => {
    const session = told(
      told(new Session(), [
        [302, 4, 1],
        [34, 4, 100],
      ]),
      [
        [302, 4, 2],
        [34, 4, 1000],
      ],
    );
    flows(flows(flows(session, 1), 2), 3);
    flows(session, 1, 2);
    session.send(
      v10.message([v10.templates(SAMPLED), set(257, [Buffer.concat([uint(1, 4), uint(1, 4)])])], { domain: 1 }),
      '10.9.9.9',
    );
    expect(rates(session.get())).toEqual([100, 1000, null, null, null]);
    expect(session.counts().sampling).toEqual([100, 1000]);
  });

  it('of one sampler hold for records that name none; of samplers that differ they do not', () => {
    const session = told(new Session(), [
      [302, 4, 1],
      [34, 4, 100],
    ]);
    flows(session, null);
    flows(
      told(session, [
        [302, 4, 2],
        [34, 4, 100],
      ]),
      null,
    );
    flows(
      told(session, [
        [302, 4, 3],
        [34, 4, 10],
      ]),
      null,
    );
    expect(rates(session.get())).toEqual([100, 100, null]);
  });

  it('that name no sampler hold for those that are not known', () => {
    const session = told(told(new Session(), [[34, 4, 50]]), [
      [302, 4, 2],
      [34, 4, 8],
    ]);
    flows(flows(flows(session, 9), 2), null);
    expect(rates(session.get())).toEqual([50, 8, 50]);
  });

  it('change when they are told anew', () => {
    const session = flows(
      told(new Session(), [
        [302, 4, 1],
        [34, 4, 100],
      ]),
      1,
    );
    flows(
      told(session, [
        [302, 4, 1],
        [34, 4, 200],
      ]),
      1,
    );
    expect(rates(session.get())).toEqual([100, 200]);
  });

  it('of NetFlow v9, with template, record and flows in one datagram', () => {
    const options = v9.options(
      optionsTemplate9(
        400,
        [[2, 4]],
        [
          [48, 1],
          [49, 1],
          [50, 4],
        ],
      ),
    );
    const sampler = Buffer.concat([uint(12, 4), uint(3, 1), uint(2, 1), uint(1500, 4)]);
    const sampled = template(256, [
      [1, 4],
      [48, 1],
    ]);
    const record = Buffer.concat([uint(99, 4), uint(3, 1)]);
    const sets = [options, set(400, [sampler]), v9.templates(sampled), set(256, [record])];
    expect(rates(new Session().send(v9.message(sets)).get())).toEqual([1500]);
  });
});

describe('flow records', () => {
  it('may tell their rate themselves', () => {
    const fields = template(258, [
      [1, 4],
      [34, 4],
    ]);
    const records = [Buffer.concat([uint(1, 4), uint(64, 4)]), Buffer.concat([uint(1, 4), uint(0, 4)])];
    const session = told(new Session(), [[34, 4, 9]]).send(
      v10.message([v10.templates(fields), set(258, records)], { domain: 1 }),
    );
    expect(rates(session.get())).toEqual([64, 9]);
  });
});

describe('names of ports', () => {
  it('come by interfaceName, else by interfaceDescription, and are told once', () => {
    const fields: Field[] = [
      [10, 4],
      [82, 8],
      [83, 12],
    ];
    const name = (port: number, short: string, long: string) =>
      Buffer.concat([
        uint(0, 4),
        uint(port, 4),
        Buffer.from(short.padEnd(8, '\0')),
        Buffer.from(long.padEnd(12, '\0')),
      ]);
    const sets = [
      v10.options(optionsTemplate(400, [[144, 4]], fields)),
      set(400, [name(1, 'Gi0/1', 'GigabitEth'), name(2, '', 'TenGigE0_0'), name(3, '', ''), name(0, 'Null0', '')]),
    ];
    const session = new Session().send(v10.message(sets)).send(v10.message(sets, { sequence: 4 }));
    session.send(v10.message([set(400, [name(1, 'Gi1/1', '')])], { sequence: 8 }));
    expect(session.get().names.map(([, port, text]) => [port, text])).toEqual([
      [1, 'Gi0/1'],
      [2, 'TenGigE0_0'],
      [1, 'Gi1/1'],
    ]);
  });

  it('come by the scope of NetFlow v9', () => {
    const options = v9.options(optionsTemplate9(400, [[2, 4]], [[82, 6]]));
    const session = new Session().send(
      v9.message([options, set(400, [Buffer.concat([uint(42, 4), Buffer.from('xe-0/0')])])]),
    );
    expect(session.get().names).toEqual([['203.0.113.7', 42, 'xe-0/0']]);
    expect(session.get().details[0]!.fields).toEqual({ scopeInterface: 42, interfaceName: 'xe-0/0' });
  });
});
