// The rules of truth as one table: what each end says now × what was known before → the state of the link and its change.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLinkChange, type LinkFault, type Snapshot, type SnapshotLink } from '../../src/model/index.ts';
import type { TopologyDevice, TopologyInput } from '../../src/topology/index.ts';
import { type CaseEntry, playCase, takeSnapshot } from './case-file.ts';
import { visit, type World, worlds } from './worlds.ts';

const SAYS = ['claims', 'silent', 'not polled'] as const;
const KNOWN = ['known', 'new', 'settling'] as const;
type Says = (typeof SAYS)[number];
type Known = (typeof KNOWN)[number];

/**
 * known: both heard each other ten minutes ago. new: both were read then and heard nothing. settling: a minute ago A, and
 * only A, heard B for the first time; the hold time is two minutes.
 */
const TRUTH = `
A           B           before    | state                change
claims      claims      known     | confirmed            -
claims      silent      known     | one-way              one-way
claims      not polled  known     | unverified           -
silent      claims      known     | one-way              one-way
silent      silent      known     | gone                 lost
silent      not polled  known     | unverified           -
not polled  claims      known     | unverified           -
not polled  silent      known     | unverified           -
not polled  not polled  known     | unverified           -
claims      claims      new       | confirmed            added
claims      silent      new       | one-way settling     added
claims      not polled  new       | unverified           added
silent      claims      new       | one-way settling     added
silent      silent      new       | gone                 -
silent      not polled  new       | gone                 -
not polled  claims      new       | unverified           added
not polled  silent      new       | gone                 -
not polled  not polled  new       | gone                 -
claims      claims      settling  | confirmed            -
claims      silent      settling  | one-way settling     -
claims      not polled  settling  | unverified           -
silent      claims      settling  | one-way settling     -
silent      silent      settling  | gone                 lost
silent      not polled  settling  | unverified           -
not polled  claims      settling  | unverified           -
not polled  silent      settling  | unverified           -
not polled  not polled  settling  | unverified           -
`;

/** The same nine after a settling link, once the hold time is over. */
const LATER = `
A           B           | state                change
claims      claims      | confirmed            -
claims      silent      | one-way              one-way
claims      not polled  | unverified           -
silent      claims      | one-way              one-way
silent      silent      | gone                 lost
silent      not polled  | unverified           -
not polled  claims      | unverified           -
not polled  silent      | unverified           -
not polled  not polled  | unverified           -
`;

/** Rows without the heading; columns are parted by two blanks or more, or by a bar. */
function rowsOf(table: string): string[][] {
  const lines = table.trim().split('\n').slice(1);
  return lines.map((line) => line.trim().split(/\s{2,}\|?\s*|\s*\|\s*/));
}

function play(entries: readonly CaseEntry[]): Snapshot {
  const last = playCase(entries.map((entry) => JSON.stringify(entry)).join('\n---\n')).at(-1);
  if (!last) throw new Error('nothing was played');
  return last.snapshot;
}

type Port = 'up' | 'down' | 'shut' | 'not read';

function device(says: Says, far: string, port: Port = 'not read'): Record<string, unknown> {
  const ports = port === 'not read' ? [] : [`Gi0/1 1G ${port === 'up' ? '' : port}`.trim()];
  return {
    hostname: far === 'b' ? 'a' : 'b',
    poll: says === 'not polled' ? 'DEVICE_UNREACHABLE' : null,
    hears: says === 'claims' ? [`Gi0/1 ${far} Gi0/1`] : [],
    ports,
  };
}

function entry(at: string, a: Says, b: Says, ports: readonly [Port, Port] = ['not read', 'not read']): CaseEntry {
  return { at: `2026-11-21T${at}Z`, devices: { a: device(a, 'b', ports[0]), b: device(b, 'a', ports[1]) } };
}

const HISTORY: Record<Known, CaseEntry[]> = {
  known: [entry('10:00:00', 'claims', 'claims')],
  new: [entry('10:00:00', 'silent', 'silent')],
  settling: [entry('10:00:00', 'silent', 'silent'), entry('10:09:00', 'claims', 'silent')],
};

function describeOutcome(snapshot: Snapshot): [state: string, change: string] {
  const [link] = snapshot.links;
  const state = link ? `${link.state}${link.settling ? ' settling' : ''}` : 'gone';
  return [state, snapshot.changes.map(({ kind }) => kind).join(' ') || '-'];
}

describe('the truth table', () => {
  const rows = rowsOf(TRUTH);

  it('has every combination once', () => {
    const wanted = SAYS.flatMap((a) => SAYS.flatMap((b) => KNOWN.map((known) => `${a}, ${b}, ${known}`)));
    expect(rows.map((row) => row.slice(0, 3).join(', ')).sort()).toEqual(wanted.sort());
  });

  it.each(rows)('A %s, B %s, %s before: %s, %s', (a, b, known, state, change) => {
    const snapshot = play([...HISTORY[known as Known], entry('10:10:00', a as Says, b as Says)]);
    expect(describeOutcome(snapshot)).toEqual([state, change]);
  });

  it('has every combination of the ends after the hold time', () => {
    const wanted = SAYS.flatMap((a) => SAYS.map((b) => `${a}, ${b}`));
    expect(
      rowsOf(LATER)
        .map((row) => row.slice(0, 2).join(', '))
        .sort(),
    ).toEqual(wanted.sort());
  });

  it.each(rowsOf(LATER))('A %s, B %s, after the hold time: %s, %s', (a, b, state, change) => {
    const snapshot = play([...HISTORY.settling, entry('10:19:00', a as Says, b as Says)]);
    expect(describeOutcome(snapshot)).toEqual([state, change]);
  });

  it('gives a reason to every link that is not confirmed, and to no other', () => {
    for (const [a, b, known] of rows) {
      const { links } = play([...HISTORY[known as Known], entry('10:10:00', a as Says, b as Says)]);
      for (const { state, reason } of links) expect([state, reason === null]).toEqual([state, state === 'confirmed']);
    }
  });
});

const PORTS = ['up', 'down', 'shut', 'not read'] as const;

/** What the ports of a link known before say: `A` and `B` are their states, for the pairs of ends in the heading. */
const FAULTS = `
A         B         | claims/claims  claims/silent  silent/silent  silent/not polled  claims/not polled
up        up        | -              silent         silent         silent             -
up        down      | line-down      line-down      line-down      silent             -
up        shut      | admin-down     admin-down     admin-down     silent             -
up        not read  | -              silent         silent         silent             -
down      up        | line-down      line-down      line-down      line-down          line-down
down      down      | line-down      line-down      line-down      line-down          line-down
down      shut      | admin-down     admin-down     admin-down     line-down          line-down
down      not read  | line-down      line-down      line-down      line-down          line-down
shut      up        | admin-down     admin-down     admin-down     admin-down         admin-down
shut      down      | admin-down     admin-down     admin-down     admin-down         admin-down
shut      shut      | admin-down     admin-down     admin-down     admin-down         admin-down
shut      not read  | admin-down     admin-down     admin-down     admin-down         admin-down
not read  up        | -              silent         silent         -                  -
not read  down      | line-down      line-down      line-down      -                  -
not read  shut      | admin-down     admin-down     admin-down     -                  -
not read  not read  | -              -              -              -                  -
`;

const UNCONFIRMED: readonly (readonly [Says, Says])[] = [
  ['claims', 'silent'],
  ['silent', 'not polled'],
  ['silent', 'silent'],
];

describe('the table of faults', () => {
  const rows = rowsOf(FAULTS);
  const pairs =
    (FAULTS.trim().split('\n')[0] ?? '')
      .split('|')[1]
      ?.trim()
      .split(/\s{2,}/) ?? [];

  it('has every combination of the ports once', () => {
    const wanted = PORTS.flatMap((a) => PORTS.map((b) => `${a}, ${b}`));
    expect(rows.map((row) => row.slice(0, 2).join(', ')).sort()).toEqual(wanted.sort());
    expect(pairs).toHaveLength(5);
  });

  it.each(rows)('A %s, B %s: %s, %s, %s, %s, %s', (a, b, ...faults) => {
    const found = pairs.map((pair) => {
      const [saysA, saysB] = pair.split('/') as [Says, Says];
      const now = entry('10:10:00', saysA, saysB, [a as Port, b as Port]);
      return faultOf(play([...HISTORY.known, now])) ?? '-';
    });
    expect(found).toEqual(faults);
  });

  it('names the port in the reason of a link that is not confirmed, and in the cause of one that is lost', () => {
    for (const [a, b] of rows) {
      for (const [saysA, saysB] of UNCONFIRMED) {
        const snapshot = play([...HISTORY.known, entry('10:10:00', saysA, saysB, [a as Port, b as Port])]);
        const text = snapshot.links[0]?.reason ?? snapshot.changes[0]?.cause ?? '';
        if (faultOf(snapshot) === 'admin-down')
          expect(text).toMatch(/[ab] Gi(?:gabitEthernet)?0\/1 (?:is|are|and .* are) administratively down/);
        if (faultOf(snapshot) === 'line-down')
          expect(text).toMatch(/line protocol (?:of [ab] Gi(?:gabitEthernet)?0\/1 )?is down/);
      }
    }
  });
});

/** Of the link, or of the change that tells of its loss. */
function faultOf({ links, changes }: Snapshot): LinkFault {
  const [change] = changes.filter(isLinkChange);
  return links[0]?.fault ?? (links.length > 0 ? null : (change?.fault ?? null));
}

/** One poll: which devices fail or answer in part, what has become of the network, and the minutes since the last. */
interface Round {
  readonly failed: readonly number[];
  readonly partial: readonly number[];
  readonly world: World;
  readonly minutes: number;
}

function someOf(world: World): fc.Arbitrary<number[]> {
  return fc.uniqueArray(fc.nat(world.devices - 1), { maxLength: world.devices });
}

function rounds(still: boolean): fc.Arbitrary<{ first: World; later: Round[] }> {
  return worlds.chain((first) =>
    fc.record({
      first: fc.constant(first),
      later: fc.array(
        fc.record({
          failed: someOf(first),
          partial: someOf(first),
          world: still ? fc.constant(first) : worlds,
          minutes: fc.constantFrom(1, 10, 600),
        }),
        { minLength: 1, maxLength: 6 },
      ),
    }),
  );
}

/** Every pair of neighbouring snapshots, with the visits that made the later one. */
function walk({
  first,
  later,
}: {
  first: World;
  later: Round[];
}): { before: Snapshot; after: Snapshot; input: TopologyInput }[] {
  let at = Date.UTC(2026, 10, 21, 10);
  let before = takeSnapshot(visit(first));
  return later.map(({ world, minutes, ...visits }) => {
    at += minutes * 60_000;
    const input = visit(world, { ...visits, takenAt: new Date(at).toISOString(), previous: before });
    const step = { before, after: takeSnapshot(input), input };
    before = step.after;
    return step;
  });
}

function isRead(name: string, input: TopologyInput): boolean {
  return input.devices.some(
    (one: TopologyDevice) => one.name === name && one.poll.status === 'ok' && one.facts?.neighborsOutcome !== 'partial',
  );
}

function hears(by: string, link: SnapshotLink, { devices }: TopologyInput): boolean {
  const [own, far] = link.a.device === by ? [link.a, link.b] : [link.b, link.a];
  const table = devices.find(({ name }) => name === by)?.facts?.neighbors ?? [];
  return table.some(
    (one) => one.localPort === own.port && one.systemName === `${far.device}.lab.net` && one.portId === far.port,
  );
}

describe('over many polls, some of which fail', () => {
  it('a network that does not change never loses a link, and tells of no change', () => {
    fc.assert(
      fc.property(rounds(true), (story) => {
        const ids = takeSnapshot(visit(story.first)).links.map(({ id }) => id);
        for (const { after } of walk(story)) {
          expect(after.links.map(({ id }) => id)).toEqual(ids);
          expect(after.changes).toEqual([]);
        }
      }),
    );
  });

  it('a link is lost only where an end that claimed it was read and does not claim it', () => {
    let losses = 0;
    fc.assert(
      fc.property(rounds(false), (story) => {
        for (const { before, after, input } of walk(story)) {
          for (const change of after.changes.filter(({ kind }) => kind === 'lost' || kind === 'degraded')) {
            const link = before.links.find(({ id }) => id === change.link);
            if (!link) throw new Error(`${change.link} was not there before`);
            const deniers = link.claims.filter(({ by }) => isRead(by, input) && !hears(by, link, input));
            expect(deniers.length, change.link ?? '').toBeGreaterThan(0);
            losses += 1;
          }
        }
      }),
    );
    expect(losses).toBeGreaterThan(0);
  });
});
