// Whose datagrams are decoded.
import { describe, expect, it } from 'vitest';
import { allowOf, parseAllow } from '../../../src/app/flows/allow.ts';
import { portMapOf } from '../../../src/flows/index.ts';
import { device, snapshot } from '../../diagram/networks.ts';

const MAP = portMapOf(snapshot([{ ...device('r1'), managementAddress: '192.0.2.1' }], []));

describe('who may send', () => {
  it('devices of the snapshot', () => {
    const allow = allowOf('inventory', MAP);
    expect([allow?.('192.0.2.1'), allow?.('192.0.2.2')]).toEqual([true, false]);
  });

  it('these, and ranges', () => {
    const allow = allowOf(['198.51.100.0/24', '2001:db8::/32'], MAP);
    const asked = ['192.0.2.1', '198.51.100.7', '2001:db8::7', '203.0.113.1'];
    expect(asked.map((address) => allow?.(address))).toEqual([true, true, true, false]);
  });

  it('anybody', () => {
    expect(allowOf('any', MAP)).toBeNull();
  });

  it('nobody is known before the first poll', () => {
    expect(allowOf('inventory', null)?.('192.0.2.1')).toBe(false);
  });
});

it.each([
  ['any', true],
  ['192.0.2.0/24', true],
  ['198.51.100.1,192.0.2.0/24', true],
  ['198.51.100.1', false],
])('--allow %s', (text, expected) => {
  expect(parseAllow(text)?.('192.0.2.9')).toBe(expected);
});

it('--allow needs addresses', () => {
  expect(parseAllow('routers')).toBeNull();
});
