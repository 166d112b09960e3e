// What must hold for every bundle: its state follows from its members, and a failed poll proves nothing.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bundle, Snapshot } from '../../src/model/index.ts';
import { type CaseEntry, playCase } from './case-file.ts';

const STATES = ['bundled', 'standby', 'suspended', 'down'] as const;
type State = (typeof STATES)[number];

/** One LAG of some members between two devices; each member's state at either end. */
type Lag = readonly (readonly [State, State])[];

const lag: fc.Arbitrary<Lag> = fc.array(fc.tuple(fc.constantFrom(...STATES), fc.constantFrom(...STATES)), {
  minLength: 1,
  maxLength: 4,
});

function device(name: string, far: string, states: readonly State[], failed: boolean): Record<string, unknown> {
  return {
    hostname: name,
    poll: failed ? 'DEVICE_TIMEOUT' : null,
    ports: states.map((state, i) => `Gi0/${i} Po1 lacp ${state}`),
    hears: states.flatMap((state, i) => (state === 'down' ? [] : [`Gi0/${i} ${far} Gi0/${i}`])),
  };
}

function round(members: Lag, failed: readonly [boolean, boolean] = [false, false]): CaseEntry {
  const [near, far] = [members.map(([state]) => state), members.map(([, state]) => state)];
  return { devices: { r1: device('r1', 'r2', near, failed[0]), r2: device('r2', 'r1', far, failed[1]) } };
}

function play(rounds: readonly CaseEntry[]): Snapshot[] {
  return playCase(rounds.map((one) => JSON.stringify(one)).join('\n---\n')).map(({ snapshot }) => snapshot);
}

function bundleOf(snapshot: Snapshot | undefined): Bundle | undefined {
  return snapshot?.bundles[0];
}

const whole = (members: Lag): Lag => members.map(() => ['bundled', 'bundled'] as const);

describe('bundles', () => {
  it('stand as long as one member carries, and are whole only if each carries or stands by', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(lag, (members) => {
        const bundle = bundleOf(play([round(whole(members)), round(members)])[1]);
        const fails = members.map(
          (ends) => ends.includes('down') || (ends.includes('suspended') && !ends.includes('standby')),
        );
        const failed = fails.filter(Boolean).length;
        const expected = failed === 0 ? 'whole' : failed === members.length ? 'lost' : 'degraded';
        expect(bundle?.state).toBe(expected);
        expect(bundle?.members).toHaveLength(members.length);
        expect(bundle?.reasons.length === 0).toBe(failed === 0);
        seen.add(expected);
      }),
    );
    expect([...seen].sort()).toEqual(['degraded', 'lost', 'whole']);
  });

  it('are neither degraded, lost nor contradicted by polls that fail', () => {
    const polls = fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(lag, polls, (members, failures) => {
        const rounds = failures.map((failed) => round(whole(members), failed));
        const snapshots = play([round(whole(members)), ...rounds]);
        snapshots.slice(1).forEach((snapshot, i) => {
          const failed = failures[i]?.includes(true) ?? false;
          expect(bundleOf(snapshot)?.state).toBe(failed ? 'unverified' : 'whole');
          expect(bundleOf(snapshot)?.members).toHaveLength(members.length);
        });
      }),
    );
  });

  it('link the ids of their members to links', () => {
    fc.assert(
      fc.property(lag, (members) => {
        const [first, second] = play([round(whole(members)), round(members)]);
        const links = new Map([...(first?.links ?? []), ...(second?.links ?? [])].map((link) => [link.id, link]));
        const bundle = bundleOf(second);
        for (const id of bundle?.members ?? []) expect(links.get(id)?.bundle).toBe(bundle?.id);
      }),
    );
  });
});
