// The attack on flow decoders, short: the long one is test/fuzz/flows.ts.
import { describe, expect, it } from 'vitest';
import { Attack } from '../fuzz/run.ts';
import { FUZZ_PROTOCOLS } from '../fuzz/seeds.ts';

const DATAGRAMS = { netflow9: 100_000, ipfix: 100_000, random: 100_000, sflow5: 200_000 } as Readonly<
  Record<string, number>
>;
const DETAILS = ['all', 'talkers', 'load'] as const;

describe('datagrams damaged with a plan', () => {
  it.each(FUZZ_PROTOCOLS)(
    '%s: every one is accounted for, nothing impossible comes out, the honest is believed',
    { timeout: 240_000 },
    (protocol) => {
      const datagrams = DATAGRAMS[protocol] ?? 300_000;
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
