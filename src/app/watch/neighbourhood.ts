// The small picture of an incident: the devices it is about, what is a few links away, and what changed there.
import { createLayoutEngine, type DiagramInput, type LayoutEngine, renderDiagram } from '../../diagram/index.ts';
import { matchesDevice } from '../../inventory/index.ts';
import type { Incident, Inventory, Snapshot, View } from '../../model/index.ts';
import { diffSnapshots } from '../../topology/index.ts';
import { loadFonts } from '../fonts.ts';

/** More network devices than this are no small picture: fewer hops are drawn then. */
const MAX_DEVICES = 25;

export interface NeighbourhoodInput {
  readonly incident: Incident;
  /** The last snapshot before the trouble, or null; and the one that shows it. */
  readonly before: Snapshot | null;
  readonly after: Snapshot;
  readonly hops: number;
  readonly inventory: Inventory;
  /** Whose rows and direction the picture follows. */
  readonly view: View;
}

/** As SVG. Null where neither snapshot knows any of its devices. */
export async function drawNeighbourhood(
  input: NeighbourhoodInput,
  engine: LayoutEngine | null = null,
): Promise<string | null> {
  const names = neighbourhood(input);
  if (names.size === 0) return null;
  const { incident, before, after, inventory, view } = input;
  const hide = view.hide.filter((kind) => !ownKinds(input).has(kind));
  const diagram: DiagramInput = {
    snapshot: { ...after, changes: before === null ? after.changes : diffSnapshots(before, after) },
    before,
    loads: null,
    view: { ...view, name: incident.id, include: [...names], exclude: [], hide },
    heading: incident.title,
    mode: 'changes',
    memberOf: (pattern, device) => !names.has(pattern) && matchesDevice(inventory, pattern, device),
  };
  const own = engine ?? createLayoutEngine();
  try {
    return String((await renderDiagram(diagram, ['svg'], own, await loadFonts())).get('svg'));
  } finally {
    if (engine === null) await own.close();
  }
}

/** What the incident's own devices are: a view that hides phones shows the one that is in trouble. */
function ownKinds({ incident, before, after }: NeighbourhoodInput): ReadonlySet<string> {
  const devices = [...(before?.devices ?? []), ...after.devices];
  return new Set(devices.filter(({ name }) => incident.devices.includes(name)).map(({ kind }) => kind));
}

/**
 * As many hops as fit; the incident's own devices in any case, and with them the phones, hosts and the like that hang on
 * them. Those of their neighbours are left out.
 */
function neighbourhood({ incident, before, after, hops }: NeighbourhoodInput): ReadonlySet<string> {
  const snapshots = before === null ? [after] : [before, after];
  const devices = snapshots.flatMap((snapshot) => snapshot.devices);
  const known = new Set(devices.map(({ name }) => name));
  const stubs = new Set(devices.filter(({ kind }) => kind !== 'device').map(({ name }) => name));
  const around = neighboursOf(snapshots);
  const beside = (names: ReadonlySet<string>): string[] => [...names].flatMap((name) => [...(around.get(name) ?? [])]);
  const own = new Set(incident.devices.filter((device) => known.has(device)));
  let names = own;
  for (let hop = 0; hop < hops; hop++) {
    const wider = new Set([...names, ...beside(names).filter((name) => !stubs.has(name))]);
    if (wider.size > MAX_DEVICES) break;
    names = wider;
  }
  return new Set([...names, ...(hops === 0 ? [] : beside(own))]);
}

function neighboursOf(snapshots: readonly Snapshot[]): Map<string, Set<string>> {
  const around = new Map<string, Set<string>>();
  const join = (one: string, other: string) => around.set(one, (around.get(one) ?? new Set()).add(other));
  for (const [one, other] of snapshots.flatMap(pairsOf)) {
    join(one, other);
    join(other, one);
  }
  return around;
}

/** Members of a segment are neighbours of its first one, and so two hops apart at most. */
function pairsOf({ links, segments }: Snapshot): [string, string][] {
  const cables = links.filter(({ segment }) => segment === null);
  return [
    ...cables.map(({ a, b }): [string, string] => [a.device, b.device]),
    ...segments.flatMap(({ members }) =>
      members.map((one): [string, string] => [members[0]?.device ?? one.device, one.device]),
    ),
  ];
}
