// The comparison rules themselves: a scorer that accepts everything would prove nothing.
import { describe, expect, it } from 'vitest';
import type { ParsedRecord } from '../../src/model/index.ts';
import { differences, type Expected } from './score.ts';

function score(
  expected: readonly ParsedRecord[],
  records: readonly ParsedRecord[],
  rest: Partial<Expected> = {},
): string[] {
  return differences({ command: 'x', outcome: 'ok', records: expected, ...rest }, { outcome: 'ok', records });
}

describe('the fixture score', () => {
  it.each<[string, ParsedRecord, ParsedRecord]>([
    ['ports in any spelling', { port: 'Gi1/0/1' }, { port: 'GigabitEthernet1/0/1' }],
    ['addresses in any notation', { chassisId: '0050.56AB.0001' }, { chassisId: '00:50:56:ab:00:01' }],
    ['lists in any order', { capabilities: ['R', 'B'] }, { capabilities: ['B', 'R', 'R'] }],
    ['blanks around', { status: ' up' }, { status: 'up' }],
    ['absent facts', { description: null, members: [] }, { members: null }],
    ['fields that are not asked for', { port: 'Gi1' }, { port: 'Gi1', speed: 'auto' }],
    [
      'members with ports in any spelling',
      { members: [{ interface: 'Gi1', flags: 'P' }] },
      { members: [{ flags: 'P', interface: 'GigabitEthernet1' }] },
    ],
    ['lists that hold more than was asked for', { serialsIncluding: ['A'] }, { serials: ['B', 'A'] }],
    [
      'addresses of either kind',
      { addressesIncluding: ['1.1.1.1'] },
      { interfaceAddresses: ['1.1.1.1'], managementAddresses: [] },
    ],
  ])('accepts %s', (_, expected, actual) => {
    expect(score([expected], [actual])).toEqual([]);
  });

  it.each<[string, ParsedRecord, ParsedRecord]>([
    ['Linux ports for Cisco ports', { portId: 'Ethernet0' }, { portId: 'eth0' }],
    ['another case', { deviceId: 'R1' }, { deviceId: 'r1' }],
    ['a number for its text', { mtu: 1500 }, { mtu: 1501 }],
    ['a missing fact', { mtu: 1500 }, {}],
    ['an invented fact', { description: null }, { description: 'x' }],
    ['a shorter list', { capabilities: ['R', 'B'] }, { capabilities: ['R'] }],
    ['a list that lacks an entry', { modelsIncluding: ['A'] }, { models: ['B'] }],
  ])('refuses %s', (_, expected, actual) => {
    expect(score([expected], [actual])).not.toEqual([]);
  });

  it('counts duplicates, and pairs rows so that all find one', () => {
    expect(score([{ a: 1 }, { a: 1 }], [{ a: 1 }])).not.toEqual([]);
    expect(
      score(
        [{ a: 1 }, { a: 1, b: 2 }],
        [
          { a: 1, b: 2 },
          { a: 1, b: 3 },
        ],
      ),
    ).toEqual([]);
    expect(score([{ a: 1 }], [{ a: 1 }, { a: 2 }])).not.toEqual([]);
    expect(score([{ a: 1 }], [{ a: 1 }, { a: 2 }], { complete: false })).toEqual([]);
  });

  it('tells outcomes apart, but not an empty table from one that was read', () => {
    expect(score([], [], { outcome: 'disabled' })).not.toEqual([]);
    expect(score([], [], { outcome: 'empty' })).toEqual([]);
  });
});
