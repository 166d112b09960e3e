// Compares parsed records with a fixture's expected records by the rules of fixtures/cli/README.md.
import { canonicalPortName, normaliseMac, type ParsedRecord, type ParseResult } from '../../src/model/index.ts';

export interface Expected {
  readonly command: string;
  readonly outcome: string;
  /** False: more rows than these are allowed. */
  readonly complete?: boolean;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

const PORT_FIELDS = new Set(['localInterface', 'portId', 'remotePort', 'name', 'port', 'interface', 'bundle', 'ports']);
const MAC_FIELDS = new Set(['portId', 'chassisId', 'deviceId', 'remoteName', 'mac', 'peerSourceMac']);
/** "At least these": the parsed fields that may hold them. */
const INCLUDING: Readonly<Record<string, readonly string[]>> = {
  managementAddressesIncluding: ['managementAddresses'],
  addressesIncluding: ['interfaceAddresses', 'managementAddresses'],
  serialsIncluding: ['serials'],
  modelsIncluding: ['models'],
};

/** What differs, a sentence each; empty when the result is as expected. `empty` counts as `ok`. */
export function differences(expected: Expected, result: Pick<ParseResult, 'outcome' | 'records'>): string[] {
  const [wanted, met] = [expected.outcome, result.outcome].map((outcome) => (outcome === 'empty' ? 'ok' : outcome));
  const found = wanted === met ? [] : [`outcome ${result.outcome}, not ${expected.outcome}`];
  const { missing, extra } = matchRecords(expected.records, result.records);
  for (const record of missing) found.push(`missing ${JSON.stringify(record)}${nearest(record, result.records)}`);
  if (expected.complete === false) return found;
  for (const record of extra) found.push(`unexpected ${JSON.stringify(record)}`);
  return found;
}

/** Multisets: what is left over by the largest matching, so that the order of records never matters. */
function matchRecords(expected: Expected['records'], actual: readonly ParsedRecord[]) {
  const ownerOf = new Map<number, number>();
  const place = (e: number, tried: Set<number>): boolean => {
    for (const [a, record] of actual.entries()) {
      if (tried.has(a) || recordDifferences(expected[e] ?? {}, record).length > 0) continue;
      tried.add(a);
      const owner = ownerOf.get(a);
      if (owner === undefined || place(owner, tried)) {
        ownerOf.set(a, e);
        return true;
      }
    }
    return false;
  };
  const missing = expected.filter((_, e) => !place(e, new Set()));
  return { missing, extra: actual.filter((_, a) => !ownerOf.has(a)) };
}

function nearest(wanted: Readonly<Record<string, unknown>>, actual: readonly ParsedRecord[]): string {
  const ranked = actual.map((record) => recordDifferences(wanted, record)).sort((a, b) => a.length - b.length);
  return ranked[0] === undefined ? '' : `; nearest differs in ${ranked[0].slice(0, 4).join(', ')}`;
}

function recordDifferences(expected: Readonly<Record<string, unknown>>, actual: ParsedRecord): string[] {
  return Object.entries(expected).flatMap(([field, value]) => {
    const sources = INCLUDING[field];
    if (sources) {
      const have = new Set(sources.flatMap((source) => comparable(source, actual[source] ?? []) as unknown[]));
      return (value as unknown[]).every((item) => have.has(comparable(field, item))) ? [] : [field];
    }
    const [a, b] = [comparable(field, value), comparable(field, actual[field] ?? null)];
    return JSON.stringify(a) === JSON.stringify(b) ? [] : [`${field} ${JSON.stringify(b)}`];
  });
}

/** A value in the form in which equal values are equal. `null` and `[]` are both "absent". */
function comparable(field: string, value: unknown): unknown {
  if (value === null || value === undefined || value === '') return [];
  if (Array.isArray(value))
    return [...new Set(value.map((item) => JSON.stringify(comparable(field, item))))]
      .sort()
      .map((item) => JSON.parse(item) as unknown);
  if (typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, item]): [string, unknown] => [key, comparable(key, item)])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  if (typeof value !== 'string') return value;
  const mac = MAC_FIELDS.has(field) ? normaliseMac(value) : null;
  return mac ?? (PORT_FIELDS.has(field) ? canonicalPortName(value) : value.trim());
}
