// Every fixture of the commands that tell about the device itself: version, interfaces, addresses, bundles; as captured and
// as other sessions would have delivered it.
import { describe, expect, it } from 'vitest';
import { FIXTURES_PRESENT, loadCases, parseCase } from './fixtures.ts';
import { differences } from './score.ts';
import { asNapalmTells, corrected, INCOMPARABLE } from './upstream-corrections.ts';
import { VARIANTS } from './variants.ts';

const cases = loadCases(/^(?!lldp|cdp)/);
const absent = FIXTURES_PRESENT ? '' : ' is absent: skipped';

describe.skipIf(!FIXTURES_PRESENT)(`command fixtures (../shared/fixtures/cli${absent})`, () => {
  it('were found', () => {
    expect(cases.length).toBeGreaterThan(50);
  });

  describe.each(VARIANTS)('$name', (variant) => {
    for (const one of cases) {
      const { id, expected } = one;
      const reason = INCOMPARABLE[id];
      it.skipIf(reason !== undefined)(reason === undefined ? id : `${id} (skipped: upstream ${reason})`, () => {
        const result = parseCase(one, variant);
        const records = id.includes('/mac_address_table/napalm-') ? asNapalmTells(result.records) : result.records;
        expect(differences(corrected(id, expected), { ...result, records })).toEqual([]);
      });
    }
  });
});
