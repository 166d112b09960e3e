// `exporter 10.0.0.1`: by the address of the one who sent the record.
import { parseAddressRange } from '../../model/index.ts';
import type { Field } from './fields.ts';

/** Each exporter's address is looked at once per test. */
export function exporterField(addressOf: (slot: number) => string): Field {
  return {
    sides: [],
    isNumber: false,
    wants: 'an address or a prefix: 10.0.0.1, 10.0.0.0/8',
    test(value) {
      const range = parseAddressRange(value);
      if (range === null) return null;
      const known: (boolean | undefined)[] = [];
      return (batch, row) => {
        const slot = batch.exporter[row] as number;
        const answer = known[slot];
        if (answer !== undefined) return answer;
        known[slot] = range.contains(addressOf(slot));
        return known[slot];
      };
    },
  };
}
