import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress, parseAddressRange } from '../../src/model/index.ts';

describe('address ranges', () => {
  it.each([
    ['192.0.2.0/24', '192.0.2.255', true],
    ['192.0.2.0/24', '192.0.3.0', false],
    ['192.0.2.7/24', '192.0.2.1', true],
    ['192.0.2.10-192.0.2.20', '192.0.2.20', true],
    ['192.0.2.10-20', '192.0.2.21', false],
    ['192.0.2.10-20', '192.0.2.15', true],
    ['192.0.2.9', '192.0.2.9', true],
    ['192.0.2.9', '192.0.2.10', false],
    ['0.0.0.0/0', '203.0.113.5', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['2001:db8::/32', '2001:db8:1::7', true],
    ['2001:db8::/32', '2001:db9::', false],
    ['2001:db8::1-2001:db8::ff', '2001:db8::80', true],
    ['::ffff:192.0.2.0/120', '::ffff:192.0.2.77', true],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['192.0.2.0/24', 'r1', false],
  ])('%s holds %s: %s', (range, address, held) => {
    expect(parseAddressRange(range)?.contains(address)).toBe(held);
  });

  it.each([
    '',
    'r1',
    '192.0.2.0/33',
    '192.0.2.300',
    '192.0.2.20-10',
    '1.2.3',
    '2001:db8::/129',
    ':::',
    '1::2::3',
    '1-2-3',
  ])('%j is no range', (text) => {
    expect(parseAddressRange(text)).toBeNull();
  });

  it('every address that Node knows is one, and nothing else', () => {
    const texts = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.stringMatching(/^[0-9a-f:.]{0,20}$/));
    fc.assert(
      fc.property(texts, (text) => {
        expect(parseAddress(text)?.bits ?? null).toBe({ 0: null, 4: 32, 6: 128 }[isIP(text.trim())] ?? null);
      }),
    );
  });
});
