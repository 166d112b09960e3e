// Random networks, conversations that cross them, and what their exporters tell of these, with the truth per link and direction.
import fc from 'fast-check';
import type { FlowProtocol } from '../../../src/flows/index.ts';
import type { DeviceScene, Measures, NetworkScene, RecordScene } from './scene.ts';

/** What a conversation sent in one direction. */
interface Conversation {
  readonly path: readonly number[];
  readonly bytes: number;
  readonly packets: number;
  readonly first: number;
  readonly length: number;
}

export interface World {
  readonly network: NetworkScene;
  readonly records: readonly RecordScene[];
  /** `r1:Gi0/2 -- r2:Gi0/1`, from → to, → octets of frames. */
  readonly truth: ReadonlyMap<string, number>;
  /** Directions that must be exact: measured at an end, or inferred from a whole device. */
  readonly certain: ReadonlySet<string>;
}

type Protocol = Exclude<FlowProtocol, 'netflow1' | 'netflow7'>;

interface Exporter {
  readonly protocol: Protocol;
  readonly told: boolean;
  /** By port, taken in turn. */
  readonly measures: readonly Measures[];
}

interface Plan {
  readonly count: number;
  readonly chords: readonly (readonly [number, number])[];
  readonly exporters: readonly Exporter[];
  readonly talks: readonly {
    from: number;
    to: number;
    bytes: number;
    packets: number;
    first: number;
    length: number;
  }[];
  readonly unknownHosts: number;
}

const exporter: fc.Arbitrary<Exporter> = fc.record({
  protocol: fc.constantFrom<Protocol>('netflow5', 'netflow9', 'ipfix', 'sflow5'),
  told: fc.boolean(),
  measures: fc.array(fc.constantFrom<Measures>('', 'in', 'out', 'both', 'both'), { minLength: 1, maxLength: 4 }),
});

const plan: fc.Arbitrary<Plan> = fc.integer({ min: 2, max: 7 }).chain((count) => {
  const router = fc.integer({ min: 0, max: count - 1 });
  const talk = fc.record({
    from: router,
    to: router,
    bytes: fc.integer({ min: 20, max: 1_000_000 }),
    packets: fc.integer({ min: 1, max: 1000 }),
    first: fc.integer({ min: 0, max: 100 }),
    length: fc.integer({ min: 0, max: 20 }),
  });
  return fc.record({
    count: fc.constant(count),
    chords: fc.array(fc.tuple(router, router), { maxLength: 4 }),
    exporters: fc.array(exporter, { minLength: count, maxLength: count }),
    talks: fc.array(talk, { minLength: 1, maxLength: 25 }),
    unknownHosts: fc.integer({ min: 0, max: 127 }),
  });
});

export const world: fc.Arbitrary<World> = plan.map(makeWorld);

/** Routers in a row with chords; each has a host at Gi0/99, which the snapshot may not know. */
function makeWorld({ count, chords, exporters: wanted, talks, unknownHosts }: Plan): World {
  const exporters = wanted.map(honest);
  const neighbours = connect(count, chords);
  const portTo = (router: number, other: number) => (other < 0 ? 99 : (neighbours[router]?.indexOf(other) ?? -1) + 1);
  const measuresAt = (router: number, port: number): Measures => {
    const { measures } = exporters[router]!;
    return measures[port % measures.length]!;
  };
  const conversations = talks.flatMap(({ from, to, ...rest }) =>
    from === to ? [] : [{ path: route(neighbours, from, to), ...rest }],
  );
  const knowsHost = (router: number) => (unknownHosts & (1 << router)) === 0;
  const links = neighbours.flatMap((others, router) => [
    ...others.filter((other) => other > router).map((other) => cable(router, other, portTo)),
    ...(knowsHost(router) ? [`${cable(router, -1, portTo)} | declared`] : []),
  ]);
  const truth = new Map<string, number>();
  const records: RecordScene[] = [];
  for (const [key, talk] of conversations.entries()) {
    const hops = [-1, ...talk.path, -1];
    for (let at = 0; at + 1 < hops.length; at++) {
      const [from, to] = at === 0 ? [-1, talk.path[0]!] : [hops[at]!, hops[at + 1]!];
      const name = direction(from, to, portTo);
      if ((from >= 0 && to >= 0) || knowsHost(Math.max(from, to))) {
        truth.set(name, (truth.get(name) ?? 0) + talk.bytes + 18 * talk.packets);
      }
    }
    for (let at = 1; at + 1 < hops.length; at++) {
      const router = hops[at]!;
      const [input, output] = [portTo(router, hops[at - 1]!), portTo(router, hops[at + 1]!)];
      records.push(...tell(router, exporters[router]!, input, output, talk, key, measuresAt));
    }
  }
  const isWhole = (router: number, way: 'in' | 'out') =>
    exporters[router]!.told &&
    [...neighbours[router]!.map((_, i) => i + 1), ...(knowsHost(router) ? [99] : [])].every((port) =>
      has(measuresAt(router, port), way),
    ) &&
    knowsHost(router);
  const certain = new Set<string>();
  for (const name of truth.keys()) {
    const [near, far] = name.split(' -- ').map((end) => /^r(\d+):Gi0\/(\d+)$/.exec(end)?.slice(1).map(Number)) as [
      [number, number] | undefined,
      [number, number] | undefined,
    ];
    const isSeen = (far && has(measuresAt(...far), 'in')) || (near && has(measuresAt(...near), 'out'));
    if (isSeen || (near && isWhole(near[0], 'in')) || (far && isWhole(far[0], 'out'))) certain.add(name);
  }
  const devices = Object.fromEntries([
    ...exporters.map((one, router) => [`r${router}`, device(router, one, neighbours, measuresAt)]),
    ...exporters.map((_, router) => [`host${router}`, { managed: false }]),
  ]);
  return { network: { devices, links }, records, truth, certain };
}

/** A v5 exporter whose settings nobody told measures the same everywhere: else its records cannot be told apart. */
function honest(one: Exporter): Exporter {
  return one.protocol === 'netflow5' && !one.told ? { ...one, measures: one.measures.slice(0, 1) } : one;
}

function connect(count: number, chords: Plan['chords']): number[][] {
  const neighbours: number[][] = Array.from({ length: count }, () => []);
  const row = Array.from({ length: count - 1 }, (_, i) => [i, i + 1] as const);
  for (const [a, b] of [...row, ...chords]) {
    if (a === b || neighbours[a]!.includes(b)) continue;
    neighbours[a]!.push(b);
    neighbours[b]!.push(a);
  }
  return neighbours;
}

/** A shortest way. */
function route(neighbours: readonly number[][], from: number, to: number): number[] {
  const ways: number[][] = [[from]];
  const seen = new Set([from]);
  for (const way of ways) {
    const last = way.at(-1)!;
    if (last === to) return way;
    for (const next of neighbours[last]!) {
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  throw new Error('not connected');
}

type PortTo = (router: number, other: number) => number;

function end(router: number, other: number, portTo: PortTo): string {
  return router < 0 ? `host${other}` : `r${router}:Gi0/${portTo(router, other)}`;
}

function cable(router: number, other: number, portTo: PortTo): string {
  return `${end(router, other, portTo)} -- ${end(other, router, portTo)}`;
}

function direction(from: number, to: number, portTo: PortTo): string {
  return `${end(from, to, portTo)} -- ${end(to, from, portTo)}`;
}

function has(measures: Measures, way: 'in' | 'out'): boolean {
  return measures === way || measures === 'both';
}

function device(
  router: number,
  { told }: Exporter,
  neighbours: readonly number[][],
  measuresAt: (router: number, port: number) => Measures,
): DeviceScene {
  const ports = [...neighbours[router]!.map((_, i) => i + 1), 99];
  return {
    address: `10.0.0.${router + 1}`,
    told,
    ports: Object.fromEntries(
      ports.map((port) => [
        `Gi0/${port}`,
        { ifIndex: port, measures: measuresAt(router, port), addresses: [`10.${router}.${port}.1/30`] },
      ]),
    ),
  };
}

/** What a router sends of a conversation that came in here and left there: a record of each port that measures it. */
function tell(
  router: number,
  { protocol }: Exporter,
  input: number,
  output: number,
  { bytes, packets, first, length }: Omit<Conversation, 'path'>,
  key: number,
  measuresAt: (router: number, port: number) => Measures,
): RecordScene[] {
  const isFrame = protocol === 'sflow5';
  const ways = [
    ...(has(measuresAt(router, input), 'in') ? (['ingress'] as const) : []),
    ...(has(measuresAt(router, output), 'out') ? (['egress'] as const) : []),
  ];
  return ways.map((way): RecordScene => {
    const told = protocol === 'netflow5' ? {} : { way };
    const seenAt = isFrame ? { seenAt: way === 'ingress' ? input : output } : {};
    return {
      from: `10.0.0.${router + 1}`,
      type: protocol,
      ...{ in: input, out: output, first, last: first + length, came: 130, packets, key, rate: 1 },
      bytes: isFrame ? bytes + 18 * packets : bytes,
      ...told,
      ...seenAt,
    };
  });
}
