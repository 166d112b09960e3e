// The attack on flow decoders, short: the long one is test/fuzz/flows.ts.
import { describe, expect, it } from 'vitest';
import { Attack } from '../fuzz/run.ts';
import { FUZZ_PROTOCOLS, type FuzzProtocol } from '../fuzz/seeds.ts';

/** The fixed ones have less to damage. */
const DATAGRAMS: Readonly<Record<FuzzProtocol, number>> = {
  ...{ netflow1: 60_000, netflow5: 120_000, netflow7: 60_000, netflow9: 200_000, ipfix: 200_000 },
  ...{ sflow5: 200_000, random: 100_000 },
};
const DETAILS = ['all', 'talkers', 'load'] as const;

describe('datagrams damaged with a plan', () => {
  it.each(FUZZ_PROTOCOLS)(
    '%s: every one is accounted for, nothing impossible comes out, the honest is believed',
    { timeout: 240_000 },
    (protocol) => {
      const datagrams = DATAGRAMS[protocol];
      let rows = 0;
      for (const [seed, detail] of DETAILS.entries()) {
        const attack = new Attack({ protocol, seed: seed + 1, detail, isWide: seed === 2 });
        attack.run(Math.ceil(datagrams / DETAILS.length));
        attack.end();
        rows += attack.rows;
        expect(attack.minutes).toBeGreaterThan(0);
      }
      expect(rows).toBeGreaterThan(datagrams / 10);
    },
  );
});
