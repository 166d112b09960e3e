import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalPortName,
  compareEnds,
  comparePortNames,
  isKnownPortName,
  type LinkEnd,
  linkId,
  normaliseMac,
  shortPortName,
} from '../../src/model/index.ts';

describe('port names', () => {
  it.each([
    ['Gi0/1', 'GigabitEthernet0/1'],
    ['Gig 0/1', 'GigabitEthernet0/1'],
    ['GigabitEthernet1/0/1', 'GigabitEthernet1/0/1'],
    ['Te1/0/3', 'TenGigabitEthernet1/0/3'],
    ['Tw1/0/1', 'TwoGigabitEthernet1/0/1'],
    ['Twe1/0/1', 'TwentyFiveGigE1/0/1'],
    ['Fi1/0/1', 'FiveGigabitEthernet1/0/1'],
    ['Fif1/0/1', 'FiftyGigE1/0/1'],
    ['Hu1/0/49', 'HundredGigE1/0/49'],
    ['Po1', 'Port-channel1'],
    ['Vl10', 'Vlan10'],
    ['Ser 0/1/0:0', 'Serial0/1/0:0'],
    ['Fas 0/13', 'FastEthernet0/13'],
    ['FastEthernet0/0.1', 'FastEthernet0/0.1'],
  ])('%s is %s', (printed, canonical) => {
    expect(canonicalPortName(printed)).toBe(canonical);
    expect(canonicalPortName(shortPortName(printed))).toBe(canonical);
  });

  it.each([
    'eth0',
    'Port 1',
    'ge-0/0/0',
    'et-0/0/0',
    'gi25',
    'esw0',
    'vmnic2',
    '502',
    'c843.09a2.0f03',
    'xe-0/0/2',
    'Virtual 2/0',
  ])('%s is left as it is', (name) => {
    expect(canonicalPortName(name)).toBe(name);
    expect(isKnownPortName(name)).toBe(false);
  });

  it('sorts numbers as numbers', () => {
    const names = ['Gi0/10', 'Gi0/2', 'Gi0/1', 'Gi1/0/1', 'Gi0/1.100'];
    expect(names.sort(comparePortNames)).toEqual(['Gi0/1', 'Gi0/1.100', 'Gi0/2', 'Gi0/10', 'Gi1/0/1']);
  });

  it('has a total order', () => {
    const name = fc.stringMatching(/^[A-Za-z]{0,3}[0-9]{0,3}(\/[0-9]{1,2})?$/);
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        expect(Math.sign(comparePortNames(a, b))).toBe(-Math.sign(comparePortNames(b, a)) + 0);
        if (comparePortNames(a, b) <= 0 && comparePortNames(b, c) <= 0)
          expect(comparePortNames(a, c)).toBeLessThanOrEqual(0);
        if (a !== b) expect(comparePortNames(a, b)).not.toBe(0);
      }),
    );
  });
});

describe('link ids', () => {
  const end = fc.record({ device: fc.string(), port: fc.option(fc.string({ minLength: 1 })) });

  it('do not depend on who spoke first', () => {
    fc.assert(
      fc.property(end, end, (a, b) => {
        expect(linkId(a, b)).toBe(linkId(b, a));
      }),
    );
  });

  it('read as the contract says', () => {
    const a: LinkEnd = { device: 'r6-edge', port: 'GigabitEthernet0/1' };
    const b: LinkEnd = { device: 'r1', port: 'GigabitEthernet0/1' };
    expect(linkId(a, b)).toBe('r1:GigabitEthernet0/1--r6-edge:GigabitEthernet0/1');
    expect(linkId({ device: 'Client', port: null }, a)).toBe('Client--r6-edge:GigabitEthernet0/1');
    expect(compareEnds(a, a)).toBe(0);
  });
});

describe('MAC addresses', () => {
  it.each([
    '5254.0012.34ab',
    '52:54:00:12:34:AB',
    '52-54-00-12-34-ab',
    '5254001234AB',
    '525400-1234ab',
    '5254-0012-34ab',
  ])('%s', (text) => {
    expect(normaliseMac(text)).toBe('52:54:00:12:34:ab');
  });

  it.each(['', '10.0.0.1', '5254.0012', 'C8F9F9D61BC2:P1', '52:54-00:12:34:ab', 'FE80::EC22:9A75:BBC7:71AF'])(
    '%s is none',
    (text) => {
      expect(normaliseMac(text)).toBeNull();
    },
  );
});
