// Filters: what network engineers write, against rows; and against a slow evaluator of its own.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFilter } from '../../../src/flows/index.ts';
import { ToposcopeError } from '../../../src/model/index.ts';
import { addressWords, batchOf, NOTHING, type Row } from './rows.ts';

const WEB: Row = {
  ...NOTHING,
  ...{ src: '10.1.2.3', dst: '192.0.2.80', srcPort: 51_000, dstPort: 443, proto: 6, tos: 0xb8, tcpFlags: 0x12 },
  ...{ srcAs: 64_500, dstAs: 65_546, inIf: 3, outIf: 4, bytes: 1_500_000, packets: 1000, vlan: 20 },
  ...{ srcMac: 0x525400123456, dstMac: 0x525400abcdef, exporter: 1, direction: 'ingress' },
};
const DNS: Row = {
  ...NOTHING,
  ...{ src: '2001:db8::5', dst: '2001:db8:53::53', srcPort: 5353, dstPort: 53, proto: 17, tos: 0, inIf: 4, outIf: 3 },
  ...{ bytes: 80, packets: 1, exporter: 2, direction: 'egress' },
};
const PING: Row = { ...NOTHING, src: '10.1.2.3', dst: '10.9.9.9', proto: 1, bytes: 84, packets: 1 };
const ARP: Row = { ...NOTHING, bytes: 64, packets: 1, inIf: 3 };
const ROWS = { WEB, DNS, PING, ARP };
const EXPORTERS = ['', '10.0.0.1', '2001:db8::1'];

function passing(filter: string): string {
  const test = compileFilter(filter, { addressOf: (slot) => EXPORTERS[slot] ?? '' });
  const batch = batchOf(Object.values(ROWS));
  return Object.keys(ROWS)
    .filter((_, row) => test(batch, row))
    .join(' ');
}

describe('filters', () => {
  it.each([
    ['any', 'WEB DNS PING ARP'],
    ['src host 10.1.2.3 and dst port 443', 'WEB'],
    ['host 10.1.2.3', 'WEB PING'],
    ['dst host 10.1.2.3', ''],
    ['src 10.1.2.3', 'WEB PING'],
    ['ip 10.1.2.3', 'WEB PING'],
    ['net 10.0.0.0/8', 'WEB PING'],
    ['src and dst net 10.0.0.0/8', 'PING'],
    ['src or dst net 192.0.2.0/24', 'WEB'],
    ['net 0.0.0.0/0', 'WEB PING'],
    ['net ::/0', 'DNS'],
    ['dst net 2001:db8:53::/48', 'DNS'],
    ['net 2001:db8::/33', 'DNS'],
    ['host 2001:db8::5', 'DNS'],
    ['host 2001:DB8:0:0::5', 'DNS'],
    ['host in [10.9.9.9, 2001:db8::5]', 'DNS PING'],
    ['host 10.9.9.9 or 192.0.2.80', 'WEB PING'],
    ['host fe80::1 or 2001:db8::5', 'DNS'],
    ['proto tcp', 'WEB'],
    ['proto 17', 'DNS'],
    ['tcp or udp', 'WEB DNS'],
    ['icmp', 'PING'],
    ['tcp dst port https', 'WEB'],
    ['udp port 443', ''],
    ['tcp', 'WEB'],
    ['ip', 'WEB PING'],
    ['ip6', 'DNS'],
    ['ip proto icmp', 'PING'],
    ['ip6 and udp', 'DNS'],
    ['port 53 or port 123', 'DNS'],
    ['port 53 or 443', 'WEB DNS'],
    ['port http or https or domain', 'WEB DNS'],
    ['port in [80, 443 8080]', 'WEB'],
    ['port [53]', 'DNS'],
    ['portrange 1-1024', 'WEB DNS'],
    ['port 50-60', 'DNS'],
    ['src port > 10000', 'WEB'],
    ['src port >= 51000', 'WEB'],
    ['port < 54', 'DNS'],
    ['src and dst port < 10000', 'DNS'],
    ['port != 53', 'WEB PING ARP'],
    ['not port 53', 'WEB PING ARP'],
    ['! port 53 && !icmp', 'WEB ARP'],
    ['as 64500', 'WEB'],
    ['src as 64500', 'WEB'],
    ['dst as 64500', ''],
    ['as AS64500', 'WEB'],
    ['dst as 1.10', 'WEB'],
    ['as 0', ''],
    ['if 3', 'WEB DNS ARP'],
    ['in if 3', 'WEB ARP'],
    ['out if 3', 'DNS'],
    ['in or out if 4', 'WEB DNS'],
    ['bytes > 1M', 'WEB'],
    ['bytes > 1.5M', ''],
    ['bytes >= 1500k', 'WEB'],
    ['bytes 80', 'DNS'],
    ['bytes <= 84', 'DNS PING ARP'],
    ['bytes lt 84', 'DNS ARP'],
    ['packets = 1 and not udp', 'PING ARP'],
    ['dscp ef', 'WEB'],
    ['tos 184', 'WEB'],
    ['dscp default', 'DNS'],
    ['flags SA', 'WEB'],
    ['flags s', 'WEB'],
    ['flags F', ''],
    ['vlan 20', 'WEB'],
    ['mac 5254.0012.3456', 'WEB'],
    ['dst mac 52:54:00:ab:cd:ef', 'WEB'],
    ['exporter 10.0.0.1', 'WEB'],
    ['exporter in [2001:db8::/32, 10.0.0.1]', 'WEB DNS'],
    ['ingress', 'WEB'],
    ['egress', 'DNS'],
    ['tcp or udp and port 53', 'WEB DNS'],
    ['(tcp or udp) and port 53', 'DNS'],
    ['((PROTO TCP))', 'WEB'],
    ['not (tcp or udp)', 'PING ARP'],
    ['not not tcp', 'WEB'],
    ['  tcp  ', 'WEB'],
  ])('%s', (filter, expected) => {
    expect(passing(filter)).toBe(expected);
  });

  it.each([
    ['', null, 'is empty', 'any'],
    ['src hst 10.0.0.1', 5, '"hst"', 'Did you mean host?'],
    ['host 10.0.0.300', 6, '"10.0.0.300"', '10.0.0.0/8'],
    ['net 10.0.0.0/33', 5, '"10.0.0.0/33"', '10.0.0.0/8'],
    ['net 10', 5, '"10"', '10.0.0.0/8'],
    ['port', 5, 'ends where', 'https'],
    ['port httpz', 6, '"httpz"', 'https'],
    ['port 70000', 6, '"70000"', '443'],
    ['port 20-10', 6, '"20-10"', '1000-2000'],
    ['proto 256', 7, '"256"', 'tcp'],
    ['tcp and', 8, 'ends where', 'port 443'],
    ['tcp udp', 5, '"udp"', 'Join tests by and, or'],
    ['(tcp or udp', 1, '( without its )', ')'],
    ['tcp)', 4, ') without its (', '('],
    ['src vlan 3', 5, 'the src side of vlan', 'Leave src out'],
    ['src if 3', 5, 'the src side of if', 'in or out'],
    ['in port 3', 4, 'the in side of port', 'src or dst'],
    ['host > 10.0.0.1', 6, 'compares host by >', '= and !='],
    ['port in 80', 9, 'wants [', '[80, 443]'],
    ['port in [80', 12, 'ends where', ']'],
    ['port in []', 9, 'empty list', 'at least one'],
    ['port in [80, x]', 14, '"x"', '443'],
    ['bytes > 1MB', 9, '"1MB"', '1M'],
    ['flags XYZ', 7, '"XYZ"', 'SA'],
    ['port 80 or 99999', 12, '"99999"', '443'],
    ['tcp & udp', 5, '"&"', 'and'],
    ['prot tcp', 1, '"prot"', 'Did you mean'],
    ['flurb 3', 1, '"flurb"', 'Words are'],
    ['exporter 10.0.0', 10, '"10.0.0"', '10.0.0.1'],
    ['('.repeat(300), null, 'deep', 'simpler'],
    ['any or '.repeat(2000), null, 'longer', 'shorter'],
  ])('refuses %s', (filter, column, what, cure) => {
    const refused = () => compileFilter(filter, { addressOf: () => '' });
    expect(refused).toThrow(ToposcopeError);
    try {
      refused();
    } catch (error) {
      const { code, message, hint, context } = error as ToposcopeError;
      expect({ code, column: context.column }).toEqual({ code: 'FLOW_FILTER_INVALID', column });
      expect(message).toContain(what);
      expect(hint).toContain(cure);
      if (column !== null) expect(message).toContain(`column ${column}`);
    }
  });

  it('knows no exporters where nobody tells their addresses', () => {
    expect(() => compileFilter('exporter 10.0.0.1')).toThrow('"exporter"');
  });

  it('is wrong in one way only, whatever the text', () => {
    const words = fc.constantFrom(
      'src',
      'dst',
      'port',
      'host',
      '(',
      ')',
      'and',
      'or',
      'not',
      '80',
      '10.0.0.1',
      '[',
      ']',
      '>',
      'in',
      'if',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.array(words).map((some) => some.join(' ')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          compileFilter(text)(batchOf([WEB]), 0);
        } catch (error) {
          expect(error).toBeInstanceOf(ToposcopeError);
          expect((error as ToposcopeError).code).toBe('FLOW_FILTER_INVALID');
        }
      }),
      { numRuns: 1000 },
    );
  });
});

interface Tree {
  readonly text: string;
  readonly holds: (row: Row) => boolean;
}

const ADDRESSES = [
  '10.0.0.1',
  '10.0.0.2',
  '10.128.0.1',
  '192.0.2.9',
  '255.255.255.255',
  '2001:db8::1',
  '2001:db8:8000::1',
  'fe80::1',
];
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 5, nil: null });

const anyRow: fc.Arbitrary<Row> = fc
  .record({
    family: fc.constantFrom('.', ':'),
    src: orNull(fc.constantFrom(...ADDRESSES)),
    dst: orNull(fc.constantFrom(...ADDRESSES)),
    srcPort: orNull(fc.constantFrom(22, 53, 80, 443, 50_000)),
    dstPort: orNull(fc.constantFrom(22, 53, 80, 443, 50_000)),
    proto: orNull(fc.constantFrom(1, 6, 17)),
    inIf: orNull(fc.integer({ min: 1, max: 4 })),
    outIf: orNull(fc.integer({ min: 1, max: 4 })),
    bytes: orNull(fc.constantFrom(64, 1500, 1_000_000, 1_000_001)),
    srcAs: orNull(fc.constantFrom(1, 4_200_000_000)),
  })
  .map(({ family, src, dst, ...rest }) => ({
    ...NOTHING,
    ...rest,
    src: src?.includes(family) ? src : null,
    dst: dst?.includes(family) ? dst : null,
  }));

const ENDS = { 'src ': ['src'], 'dst ': ['dst'], '': ['src', 'dst'], 'src or dst ': ['src', 'dst'] } as const;
const end = fc.constantFrom(...(Object.keys(ENDS) as (keyof typeof ENDS)[]));

function bitsOf(address: string): string {
  const words = addressWords(address).slice(0, address.includes(':') ? 4 : 1);
  return words.map((word) => word.toString(2).padStart(32, '0')).join('');
}

const leaf: fc.Arbitrary<Tree> = fc.oneof(
  fc.tuple(end, fc.constantFrom(...ADDRESSES), fc.integer({ min: 0, max: 32 })).map(([side, address, prefix]) => ({
    text: `${side}net ${address}/${prefix}`,
    holds: (row: Row) =>
      ENDS[side].some((one) => {
        const other = row[one];
        if (other === null || other.includes(':') !== address.includes(':')) return false;
        return bitsOf(other).slice(0, prefix) === bitsOf(address).slice(0, prefix);
      }),
  })),
  fc.tuple(end, fc.constantFrom(22, 53, 80, 443), fc.constantFrom('', '>', '<=', '!=')).map(([side, port, sign]) => ({
    text: `${side}port ${sign} ${port}`,
    holds: (row: Row) => {
      const ports = ENDS[side].map((one) => row[`${one}Port`]).filter((one) => one !== null);
      if (sign === '!=') return !ports.includes(port);
      return ports.some((one) => (sign === '>' ? one > port : sign === '<=' ? one <= port : one === port));
    },
  })),
  fc.constantFrom(['tcp', 6] as const, ['udp', 17] as const, ['icmp', 1] as const).map(([name, number]) => ({
    text: name,
    holds: (row: Row) => row.proto === number,
  })),
  fc.integer({ min: 1, max: 4 }).map((number) => ({
    text: `if ${number}`,
    holds: (row: Row) => row.inIf === number || row.outIf === number,
  })),
  fc.constantFrom(64, 1_000_000).map((bytes) => ({
    text: `bytes > ${bytes === 64 ? '64' : '1M'}`,
    holds: (row: Row) => row.bytes !== null && row.bytes > bytes,
  })),
  fc.constantFrom(1, 4_200_000_000).map((as) => ({ text: `as ${as}`, holds: (row: Row) => row.srcAs === as })),
);

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    leaf,
    tie('tree').map((inner) => ({ text: `not (${inner.text})`, holds: (row: Row) => !inner.holds(row) })),
    fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => ({
      text: `(${a.text}) and (${b.text})`,
      holds: (row: Row) => a.holds(row) && b.holds(row),
    })),
    fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => ({
      text: `(${a.text}) or (${b.text})`,
      holds: (row: Row) => a.holds(row) || b.holds(row),
    })),
  ),
}));

it('filters agree with a slow evaluator on every row', () => {
  let held = 0;
  fc.assert(
    fc.property(tree, fc.array(anyRow, { minLength: 1, maxLength: 20 }), ({ text, holds }, rows) => {
      const test = compileFilter(text);
      const batch = batchOf(rows);
      const expected = rows.map(holds);
      held += expected.filter(Boolean).length;
      expect(rows.map((_, row) => test(batch, row))).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
  expect(held).toBeGreaterThan(100);
});
