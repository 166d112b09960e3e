// Random histories of networks that are known through and through: whatever happens, and whatever polls fail, no false alarm, no
// missed trouble, one incident per cause, and nothing left when all is mended. The judge is in simulation-play.ts.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Plan } from './simulation.ts';
import { type Deed, Simulation } from './simulation-play.ts';

const PLANS: readonly Plan[] = [
  { name: 'a ring and a tree', cables: ['a:1 b:1', 'b:2 c:1', 'c:2 a:2', 'c:3 d:1', 'd:2 e:1'] },
  { name: 'LAGs', cables: ['a:1@1 b:1@7', 'a:2@1 b:2@7', 'a:3 x:1', 'b:3 x:2', 'a:4 b:4', 'x:3 y:1', 'x:4 y:2'] },
  {
    name: 'a LAG to a pair of switches',
    cables: ['m:1@1 n:1@1', 'm:2@1 n:2@1', 's:1@9 m:3@9', 's:2@9 n:3@9', 's:3 z:1', 'm:4 z:2'],
  },
  {
    name: 'strangers and mutes',
    cables: ['a:1 b:1', 'a:2 w:1', 'b:2 w:2', 'b:3 v:1', 'a:3 q:1', 'a:4 b:4'],
    strangers: ['w', 'v'],
    mute: ['q'],
  },
  {
    name: 'a poller inside the network',
    cables: ['a:1 b:1', 'b:2 c:1', 'c:2 d:1', 'd:2 b:3', 'd:3 e:1', 'c:3 e:2', 'e:3 f:1'],
    poller: 'a',
    stubborn: ['c'],
  },
  { name: 'a hub', cables: ['a:1 b:1', 'a:2 b:2 c:1 d:1', 'c:2 d:2'] },
];

const cable = fc.nat(9);
const device = fc.nat(9);
const end = fc.constantFrom(0 as const, 1 as const);

function always<T extends string>(value: T): fc.Arbitrary<T> {
  return fc.constant(value);
}

const sudden: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ do: always('break'), cable, fault: fc.constantFrom('cut' as const, 'silent' as const) }),
  fc.record({ do: always('mend'), cable }),
  fc.record({ do: fc.constantFrom('off' as const, 'on' as const, 'restart' as const), device }),
  fc.record({ do: always('move'), cable, end, device }),
);

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: always('poll') }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: always('wait'), seconds: fc.constantFrom(10, 30, 60, 150, 300, 600) }),
  },
  { weight: 3, arbitrary: sudden },
  { weight: 2, arbitrary: fc.record({ do: always('race'), deed: sudden }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: always('break'), cable, fault: fc.constantFrom('deaf-0' as const, 'deaf-1' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: always('mend'), cable }) },
  { weight: 1, arbitrary: fc.record({ do: always('suspend'), cable }) },
  { weight: 1, arbitrary: fc.record({ do: always('shut'), cable, end }) },
  { weight: 1, arbitrary: fc.record({ do: always('replace'), device }) },
  { weight: 1, arbitrary: fc.record({ do: always('swap'), cable, other: cable }) },
  { weight: 2, arbitrary: fc.record({ do: always('heal'), device }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: always('fail'),
      device,
      failure: fc.constantFrom('unreachable' as const, 'auth-failed' as const, 'failed' as const, 'partial' as const),
    }),
  },
);

/** The same histories in every run; TOPOSCOPE_SEED and TOPOSCOPE_RUNS look for others. */
const seed = Number(process.env.TOPOSCOPE_SEED ?? 20_261_121);
const numRuns = Number(process.env.TOPOSCOPE_RUNS ?? 50);

it.each(PLANS.flatMap((plan) => [true, false].map((chatty) => ({ ...plan, chatty }))))(
  'the truth is told of $name (messages: $chatty)',
  ({ chatty, ...plan }) => {
    const told = new Set<string>();
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 12, size: 'max' }), (deeds) => {
        const simulation = new Simulation(plan, { chatty });
        for (const one of deeds) simulation.act(one);
        simulation.finish();
        for (const { what } of simulation.play.events) told.add(what);
        expect(simulation.faults, simulation.log.join('\n')).toEqual([]);
      }),
      { numRuns, seed },
    );
    expect([...told]).toEqual(expect.arrayContaining(['warned', 'alerted', 'resolved']));
  },
  600_000,
);

it('a judge who is deaf is noticed', () => {
  const simulation = new Simulation(PLANS[0] as Plan, { chatty: false }, { maintenanceOf: () => null });
  simulation.act({ do: 'break', cable: 0, fault: 'cut' });
  simulation.wait(600);
  // Nobody looks at what the polls say: the cable is told by no incident.
  const { play } = simulation;
  play.look = (snapshot) => {
    play.last = snapshot;
    return [];
  };
  simulation.poll();
  simulation.poll();
  expect(simulation.faults.join()).toContain('is broken since 422 and told by nobody');
});

it('LLDP enabled everywhere at once is nothing, however soon and often it is polled', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(10, 20, 30, 60, 150, 300), { minLength: 3, maxLength: 12 }),
      fc.array(fc.nat(4), { maxLength: 12 }),
      (waits, failing) => {
        const simulation = new Simulation({ ...(PLANS[0] as Plan), dark: true }, { chatty: true });
        waits.forEach((seconds, i) => {
          simulation.failures.clear();
          const name = simulation.world.managed[failing[i] ?? 9];
          if (name !== undefined) simulation.failures.set(name, 'partial');
          simulation.wait(seconds);
          simulation.poll();
        });
        expect(simulation.play.events.map(({ what, incident }) => `${what} ${incident.title}`)).toEqual([]);
      },
    ),
    { numRuns: 40, seed },
  );
});
