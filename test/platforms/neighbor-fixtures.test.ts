// Every LLDP and CDP fixture, as captured and as other sessions would have delivered it.
import { describe, expect, it } from 'vitest';
import { FIXTURES_PRESENT, loadCases, parseCase } from './fixtures.ts';
import { differences, type Expected } from './score.ts';
import { VARIANTS } from './variants.ts';

const cases = loadCases(/^(?:lldp|cdp)/);
const absent = FIXTURES_PRESENT ? '' : ' is absent: skipped';

/** The device prints `vmnic2` (VMware's own name); the upstream expectation capitalises it. */
function corrected(expected: Expected): Expected {
  return JSON.parse(JSON.stringify(expected).replaceAll('"Vmnic2"', '"vmnic2"')) as Expected;
}

describe.skipIf(!FIXTURES_PRESENT)(`neighbour fixtures (../shared/fixtures/cli${absent})`, () => {
  it('were found', () => {
    expect(cases.length).toBeGreaterThan(30);
  });

  describe.each(VARIANTS)('$name', (variant) => {
    it.each(cases)('$id', (one) => {
      expect(differences(corrected(one.expected), parseCase(one, variant))).toEqual([]);
    });
  });
});
