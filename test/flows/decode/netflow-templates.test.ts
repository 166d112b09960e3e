// Templates: whose they are, how they change, what waits for them, how much of them is kept, and what survives a restart.
import { describe, expect, it } from 'vitest';
import type { TemplateMemory } from '../../../src/flows/index.ts';
import { optionsTemplate, optionsTemplate9, set, template, uint, VARIABLE, v9, v10 } from '../netflow-encoder.ts';
import { RECEIVED, Session } from './rows.ts';

const OCTETS = template(256, [
  [1, 4],
  [2, 4],
]);
const record = (bytes: number, packets = 1) => Buffer.concat([uint(bytes, 4), uint(packets, 4)]);
const data = (...octets: number[]) =>
  set(
    256,
    octets.map((bytes) => record(bytes)),
  );
const octetsOf = (session: Session) => session.get().rows.map(({ bytes }) => bytes);

describe.each([
  ['NetFlow v9', v9],
  ['IPFIX', v10],
] as const)('templates of %s', (_, protocol) => {
  it('hold for the datagrams that follow, and for one exporter and domain only', () => {
    const session = new Session();
    session.send(protocol.message([protocol.templates(OCTETS)], { domain: 1 }), '10.0.0.1');
    session.send(protocol.message([data(10)], { domain: 1, sequence: 1 }), '10.0.0.1');
    session.send(protocol.message([data(20)], { domain: 2, sequence: 1 }), '10.0.0.1');
    session.send(protocol.message([data(30)], { domain: 1, sequence: 1 }), '10.0.0.2');
    expect(octetsOf(session)).toEqual([10]);
    expect(session.codes()).toEqual(['FLOW_TEMPLATE_MISSING', 'FLOW_TEMPLATE_MISSING']);
  });

  it('may come in one datagram with their data, several in a set', () => {
    const other = template(257, [[2, 2]]);
    const sets = [protocol.templates(OCTETS, other), data(1, 2), set(257, [uint(7, 2), uint(8, 2)])];
    const { rows } = new Session().send(protocol.message(sets)).get();
    expect(rows.map(({ bytes, packets }) => [bytes, packets])).toEqual([
      [1, 1],
      [2, 1],
      [null, 7],
      [null, 8],
    ]);
  });

  it('can be defined anew', () => {
    const session = new Session().send(protocol.message([protocol.templates(OCTETS), data(5)]));
    const turned = template(256, [
      [2, 4],
      [1, 4],
    ]);
    session.send(protocol.message([protocol.templates(turned), data(5)], { sequence: 9 }));
    expect(session.get().rows.map(({ bytes, packets }) => [bytes, packets])).toEqual([
      [5, 1],
      [1, 5],
    ]);
  });

  it('that cannot be right are refused, and what had their id is gone', () => {
    const empty = template(256, [
      [1, 0],
      [2, 0],
    ]);
    const session = new Session().send(protocol.message([protocol.templates(OCTETS)]));
    session.send(protocol.message([protocol.templates(empty), data(1)], { sequence: 1 }));
    expect(session.codes()).toEqual(['FLOW_TEMPLATE_INVALID', 'FLOW_TEMPLATE_MISSING']);
    const low = new Session().send(protocol.message([protocol.templates(template(255, [[1, 4]]))]));
    expect(low.codes()).toEqual(['FLOW_TEMPLATE_INVALID']);
    const cut = new Session().send(protocol.message([protocol.templates(OCTETS.subarray(0, -1))]));
    expect(cut.codes()).toEqual(['FLOW_TEMPLATE_INVALID']);
    const long = new Session({ limits: { fields: 1 } }).send(protocol.message([protocol.templates(OCTETS)]));
    expect(long.codes()).toEqual(['FLOW_TEMPLATE_INVALID']);
  });

  it('are waited for: data that came too early is decoded under its own header', () => {
    const session = new Session();
    session.send(protocol.message([data(10)], { domain: 3, sequence: 70 }), '10.0.0.1', RECEIVED);
    session.send(protocol.message([data(20)], { domain: 4, sequence: 80 }), '10.0.0.1', RECEIVED + 1000);
    expect(octetsOf(session)).toEqual([]);
    session.send(
      protocol.message([protocol.templates(OCTETS), data(30)], { domain: 3, sequence: 71 }),
      '10.0.0.1',
      RECEIVED + 5000,
    );
    const rows = session.get().rows.map(({ bytes, sequence, received, domain }) => [bytes, sequence, received, domain]);
    expect(rows).toEqual([
      [10, 70, RECEIVED, 3],
      [30, 71, RECEIVED + 5000, 3],
    ]);
    expect(session.counts()).toMatchObject({ records: 2, undecoded: 0 });
  });

  it('that come too late find nothing waiting', () => {
    const session = new Session({ limits: { waitingMs: 60_000 } });
    session.send(protocol.message([data(10)]), '10.0.0.1', RECEIVED);
    session.send(protocol.message([protocol.templates(OCTETS)], { sequence: 1 }), '10.0.0.1', RECEIVED + 60_001);
    expect(octetsOf(session)).toEqual([]);
    expect(session.counts().undecoded).toBe(1);
  });

  it('are forgotten when neither sent nor used for long', () => {
    const session = new Session({ limits: { templateMs: 1000_000 } });
    session.send(protocol.message([protocol.templates(OCTETS)]), '10.0.0.1', RECEIVED);
    session.send(protocol.message([data(1)], { sequence: 1 }), '10.0.0.1', RECEIVED + 900_000);
    session.send(protocol.message([data(2)], { sequence: 2 }), '10.0.0.1', RECEIVED + 1_800_000);
    session.send(protocol.message([data(3)], { sequence: 3 }), '10.0.0.1', RECEIVED + 2_900_000);
    expect(octetsOf(session)).toEqual([1, 2]);
  });

  it('end with the datagram: sets are as long as they say, and records are whole or not there', () => {
    const short = set(256, [record(1), record(2).subarray(0, 7)]);
    const padded = set(256, [record(3), Buffer.alloc(3)]);
    const session = new Session().send(protocol.message([protocol.templates(OCTETS), short, padded]));
    expect(octetsOf(session)).toEqual([1, 3]);
    const beyond = set(256, [record(4), record(5)], 4 + 8 + 8 + 8);
    session.send(protocol.message([beyond], { sequence: 1 }));
    const lengthless = set(256, [record(6)], 3);
    session.send(protocol.message([lengthless, data(7)], { sequence: 2 }));
    session.send(protocol.message([data(8), Buffer.alloc(6)], { sequence: 3 }));
    expect(octetsOf(session)).toEqual([1, 3, 4, 5, 8]);
    expect(session.codes()).toEqual(['FLOW_DATAGRAM_CUT', 'FLOW_LENGTH_INVALID']);
  });

  it('of options never make flows', () => {
    const options =
      protocol === v9
        ? protocol.options(optionsTemplate9(400, [[1, 4]], [[41, 4]]))
        : protocol.options(optionsTemplate(400, [[149, 4]], [[41, 4]]));
    const session = new Session().send(protocol.message([options, set(400, [uint(1, 4), uint(99, 4)])]));
    expect(session.get().rows).toEqual([]);
    expect(session.get().details.map(({ fields }) => fields.exportedMessageTotalCount)).toEqual([99]);
  });

  it('survive a restart, with samplers and the names of ports', () => {
    const sampling: [number, number][] = [
      [48, 1],
      [50, 4],
      [10, 4],
      [82, 8],
    ];
    const options =
      protocol === v9
        ? protocol.options(optionsTemplate9(400, [[1, 4]], sampling))
        : protocol.options(optionsTemplate(400, [[149, 4]], sampling));
    const sampled = template(300, [
      [1, 4],
      [48, 1],
    ]);
    const told = Buffer.concat([uint(1, 4), uint(2, 1), uint(100, 4), uint(17, 4), Buffer.from('Gi0/1\0\0\0')]);
    const before = new Session();
    before.send(protocol.message([options, protocol.templates(sampled), set(400, [told])], { domain: 5 }), '10.0.0.9');
    expect(before.get().names).toEqual([['10.0.0.9', 17, 'Gi0/1']]);
    const memory = JSON.parse(JSON.stringify(before.reader.templates())) as TemplateMemory;

    const after = new Session({ memory });
    expect(after.reader.counts()).toEqual([]);
    const flows = set(300, [Buffer.concat([uint(500, 4), uint(2, 1)])]);
    after.send(protocol.message([flows, set(400, [told])], { domain: 5, sequence: 1 }), '10.0.0.9', RECEIVED + 1000);
    expect(after.get().rows.map(({ bytes, rate }) => [bytes, rate])).toEqual([[500, 100]]);
    expect(after.get().names).toEqual([['10.0.0.9', 17, 'Gi0/1']]);
    expect(after.get().problems).toEqual([]);
    expect(after.reader.templates()).toMatchObject({ exporters: [{ address: '10.0.0.9', names: [[17, 'Gi0/1']] }] });
  });
});

describe('templates of IPFIX', () => {
  const other = template(257, [[2, 4]]);
  const withdrawal = (id: number) => Buffer.concat([uint(id, 2), uint(0, 2)]);

  it('can be withdrawn one by one, or all', () => {
    const session = new Session().send(v10.message([v10.templates(OCTETS, other)]));
    session.send(v10.message([v10.templates(withdrawal(256)), data(1), set(257, [uint(4, 4)])]));
    expect(session.get().rows.map(({ packets }) => packets)).toEqual([4]);
    session.send(v10.message([v10.options(optionsTemplate(400, [[149, 4]], [[41, 4]]))], { sequence: 5 }));
    session.send(v10.message([v10.templates(withdrawal(2)), set(257, [uint(9, 4)])], { sequence: 6 }));
    expect(session.get().rows.length).toBe(1);
    session.send(v10.message([set(400, [uint(1, 4), uint(1, 4)])], { sequence: 7 }));
    expect(session.get().details.length).toBe(1);
    session.send(v10.message([v10.options(withdrawal(3)), set(400, [uint(1, 4), uint(1, 4)])], { sequence: 8 }));
    expect(session.get().details.length).toBe(1);
  });

  it('may have fields of enterprises, lists and text of any length among what is read', () => {
    const fields = template(256, [
      [291, VARIABLE],
      [1, 2],
      [12235, VARIABLE, 9],
      [2, 2],
      [57, 4, 29304],
    ]);
    const basicList = Buffer.concat([Buffer.from([3]), uint(2, 2), uint(1, 2), uint(11, 1), uint(22, 1)]);
    const one = Buffer.concat([
      uint(basicList.length, 1),
      basicList,
      uint(7, 2),
      Buffer.from([0]),
      uint(8, 2),
      uint(1, 4),
    ]);
    const long = Buffer.concat([
      Buffer.from([255]),
      uint(300, 2),
      Buffer.alloc(300, 9),
      uint(70, 2),
      Buffer.from([2, 1, 1]),
      uint(80, 2),
      uint(1, 4),
    ]);
    const session = new Session().send(
      v10.message([v10.templates(fields), set(256, [one, long, Buffer.from([200, 1, 2])])]),
    );
    expect(session.get().rows.map(({ bytes, packets }) => [bytes, packets])).toEqual([
      [7, 8],
      [70, 80],
    ]);
  });

  it('may describe elements (RFC 5610)', () => {
    const types = v10.options(
      optionsTemplate(
        500,
        [
          [346, 4],
          [303, 2],
        ],
        [
          [339, 1],
          [344, 1],
          [341, VARIABLE],
        ],
      ),
    );
    const name = Buffer.from('nameOfIt');
    const told = Buffer.concat([uint(9, 4), uint(12235, 2), uint(13, 1), uint(0, 1), uint(name.length, 1), name]);
    const session = new Session().send(v10.message([types, set(500, [told, told])]));
    expect(session.get().details.map(({ fields }) => fields.informationElementName)).toEqual(['nameOfIt', 'nameOfIt']);
    expect(session.codes()).toEqual([]);
  });

  it('tell what is wrong with a message as a whole', () => {
    const whole = v10.message([v10.templates(OCTETS), data(1)]);
    const longer = new Session().send(v10.message([v10.templates(OCTETS), data(1)], { length: whole.length + 4 }));
    expect(octetsOf(longer)).toEqual([1]);
    expect(longer.codes()).toEqual(['FLOW_DATAGRAM_CUT']);
    const shorter = new Session().send(v10.message([v10.templates(OCTETS), data(1)], { length: 16 + 16 }));
    expect(octetsOf(shorter)).toEqual([]);
    expect(shorter.codes()).toEqual([]);
    const none = new Session().send(v10.message([], { length: 15 }));
    expect(none.codes()).toEqual(['FLOW_LENGTH_INVALID']);
  });
});

describe('a storm', () => {
  const storm = (session: Session, exporters: number, templates: number) => {
    for (let i = 0; i < exporters; i++) {
      const many = Array.from({ length: templates }, (_, k) => template(256 + k, [[1, 4 + (k % 2)]]));
      session.send(v10.message([v10.templates(...many)]), `10.${i >> 8}.${i & 255}.1`, RECEIVED + i);
    }
  };
  const kept = (session: Session) =>
    session.reader
      .templates()
      .exporters.map(({ domains }) => domains.reduce((sum, { templates }) => sum + templates.length, 0));

  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

  it('of templates leaves those used last: of all exporters so many, of one so many, of so many octets', () => {
    const all = new Session({ limits: { templates: 50 } });
    storm(all, 20, 10);
    expect(sum(kept(all))).toBe(50);
    const addresses = all.reader.templates().exporters.map(({ address }) => address);
    expect(addresses).toEqual(expect.arrayContaining([14, 15, 16, 17, 18, 19].map((i) => `10.0.${i}.1`)));
    const one = new Session({ limits: { templatesOfOne: 7 } });
    storm(one, 3, 10);
    expect(kept(one)).toEqual([7, 7, 7]);
    const bytes = new Session({ limits: { templateBytes: 24_100 } });
    storm(bytes, 20, 10);
    expect(sum(kept(bytes))).toBe(10);
    expect(all.counts().problems.FLOW_TEMPLATES_FULL).toBeUndefined();
    expect(all.codes()[0]).toBe('FLOW_TEMPLATES_FULL');
  });

  it('spares what is in use', () => {
    const session = new Session({ limits: { templates: 20 } });
    session.send(v10.message([v10.templates(OCTETS)]), '192.0.2.1', RECEIVED);
    for (let i = 0; i < 50; i++) {
      storm(session, 1, 15);
      session.send(v10.message([data(i)], { sequence: i }), '192.0.2.1', RECEIVED + 5000 * (i + 1));
    }
    expect(octetsOf(session).length).toBe(50);
  });

  it('of templates costs nobody else his', () => {
    const session = new Session({ limits: { templates: 60, templatesOfOne: 90 } });
    session.send(v10.message([v10.templates(OCTETS)]), '192.0.2.1', RECEIVED);
    for (let i = 0; i < 200; i++) {
      const many = Array.from({ length: 80 }, (_, k) => template(256 + ((80 * i + k) % 60_000), [[1, 4]]));
      session.send(v10.message([v10.templates(...many)], { sequence: i }), '192.0.2.66', RECEIVED + 1000 * i);
    }
    session.send(v10.message([data(1)]), '192.0.2.1', RECEIVED + 300_000);
    expect(octetsOf(session).length).toBe(1);
  });

  it('of domains costs nobody else his', () => {
    const session = new Session({ limits: { domains: 40, domainsOfOne: 30 } });
    session.send(v10.message([v10.templates(OCTETS)]), '192.0.2.1', RECEIVED);
    for (let domain = 0; domain < 300; domain++) {
      for (const liar of ['192.0.2.66', '192.0.2.67']) session.send(v10.message([], { domain }), liar, RECEIVED + 1000);
    }
    session.send(v10.message([data(1)]), '192.0.2.1', RECEIVED + 2000);
    expect(octetsOf(session).length).toBe(1);
  });

  it('of domains leaves those used last, and the counts of the others', () => {
    const session = new Session({ limits: { domains: 10, domainsOfOne: 4 } });
    for (let domain = 0; domain < 100; domain++) {
      session.send(v10.message([v10.templates(OCTETS), data(1)], { domain }), '10.0.0.1', RECEIVED + domain);
    }
    expect(session.reader.templates().exporters[0]!.domains.map(({ id }) => id)).toEqual([96, 97, 98, 99]);
    expect(session.counts()).toMatchObject({ records: 100, expected: 100, lost: 0 });
    for (let i = 0; i < 30; i++) session.send(v10.message([v10.templates(OCTETS)]), `10.0.1.${i}`, RECEIVED + 1000 + i);
    const domains = session.reader.templates().exporters.flatMap((exporter) => exporter.domains);
    expect(domains.length).toBe(10);
  });

  it('of data without template keeps no more than it may, and counts the rest', () => {
    const session = new Session({ limits: { waitingBytes: 10_000, waitingBytesOfOne: 3000 } });
    for (let i = 0; i < 100; i++) {
      session.send(v10.message([set(256, [Buffer.alloc(744)])], { sequence: i }), `10.0.0.${i % 20}`, RECEIVED + i);
    }
    const undecoded = session.reader.counts().reduce((sum, counts) => sum + counts.undecoded, 0);
    expect(undecoded).toBe(90);
    session.send(
      v10.message([v10.templates(template(256, [[1, 744]]))], { sequence: 500 }),
      '10.0.0.19',
      RECEIVED + 200,
    );
    expect(session.get().rows.length).toBeGreaterThan(0);
  });

  it('of exporters is refused', () => {
    const session = new Session({ limits: { exporters: 10 } });
    for (let i = 0; i < 100; i++) session.send(v10.message([]), `10.0.0.${i}`);
    expect(session.reader.counts().length).toBe(10);
    expect(session.reader.refused).toBe(90);
    expect(session.codes()).toEqual(['FLOW_EXPORTERS_FULL']);
  });

  it('of problems is counted, and told in part', () => {
    const session = new Session();
    for (let i = 0; i < 1000; i++) session.send(Buffer.from([1, 2, 3]));
    expect(session.codes().length).toBe(5);
    expect(session.counts().problems).toEqual({ FLOW_DATAGRAM_UNKNOWN: 1000 });
  });

  it('of samplers and names is kept in bounds', () => {
    const options = v10.options(
      optionsTemplate(
        400,
        [[302, 4]],
        [
          [34, 4],
          [10, 4],
          [82, 4],
        ],
      ),
    );
    const session = new Session({ limits: { names: 20 } });
    const records = Array.from({ length: 1000 }, (_, i) =>
      Buffer.concat([uint(i, 4), uint(10, 4), uint(i + 1, 4), Buffer.from('e0/1')]),
    );
    session.send(v10.message([options, set(400, records)]));
    const [exporter] = session.reader.templates().exporters;
    expect(exporter!.names.length).toBe(20);
    expect(exporter!.domains[0]!.samplers.length).toBe(20);
    expect(session.get().names.length).toBe(1000);
  });
});

describe('a memory that is not ours', () => {
  it('is passed over', () => {
    const entry = {
      protocol: 10,
      id: 1,
      samplers: [[1, -4]],
      templates: [{ id: 256, scopes: null, fields: 'zz', used: 0 }],
    };
    const memory = {
      version: 1,
      exporters: [{ address: '10.0.0.1', names: [], domains: [entry, { ...entry, protocol: 77 }] }],
    };
    const session = new Session({ memory: memory as unknown as TemplateMemory });
    session.send(v10.message([data(1)], { domain: 1 }), '10.0.0.1');
    expect(session.codes()).toContain('FLOW_TEMPLATE_MISSING');
    expect(session.reader.templates().exporters).toEqual([]);
    const broken = [
      { version: 2 },
      { version: 1 },
      { version: 1, exporters: [null] },
      'x',
      { version: 1, exporters: [{ address: 1 }] },
    ];
    for (const value of broken) {
      expect(new Session({ memory: value as unknown as TemplateMemory }).reader.templates().exporters).toEqual([]);
    }
  });
});
