// Devices that cannot be polled → causes: each explains what is only reachable through it; a site, an island or a whole
// network that falls silent at once is one.
import type { Condition } from '../model/index.ts';
import { type Region, reach, surveySilence } from './behind.ts';
import { type Cause, mayFollow, onsetOf, worst } from './cause.ts';
import type { Scene } from './scene.ts';
import { listNames, sortedUnique } from './words.ts';

export function findDeviceCauses(conditions: readonly Condition[], now: Scene): Cause[] {
  const [first, ...more] = conditions;
  if (!first) return [];
  if (more.length === 0) return [aloneCause(first, [])];
  const { jumps, rest } = splitJumps(conditions);
  const silent = new Map(rest.filter(isSilent).map((condition) => [condition.subject, condition]));
  const talking = rest.filter((condition) => !isSilent(condition));
  return [
    ...talking.map((one) => aloneCause(one, [])),
    ...jumpCauses(jumps, silent),
    ...silentCauses(silent, jumps, now),
  ];
}

/** Nobody is there to talk to, as far as can be told without a jump host in between. */
function isSilent({ poll }: Condition): boolean {
  return poll?.status === 'unreachable';
}

/** Devices by the jump host that could not be passed. */
function splitJumps(conditions: readonly Condition[]): { jumps: Map<string, Condition[]>; rest: Condition[] } {
  const jumps = new Map<string, Condition[]>();
  const rest: Condition[] = [];
  for (const condition of conditions) {
    const jump = condition.poll?.jump ?? null;
    if (jump === null) rest.push(condition);
    else jumps.set(jump, [...(jumps.get(jump) ?? []), condition]);
  }
  return { jumps, rest };
}

/** Behind a jump host that is itself silent they are explained by it (`silentCauses`). */
function jumpCauses(jumps: ReadonlyMap<string, Condition[]>, silent: ReadonlyMap<string, Condition>): Cause[] {
  return [...jumps].flatMap(([jump, own]) => {
    const [first] = own;
    if (silent.has(jump) || !first) return [];
    if (own.length === 1) return [aloneCause(first, [])];
    const title = `${own.length} devices cannot be polled through jump host ${jump}`;
    return [groupCause(own, `jump host ${jump}`, title, first.cause)];
  });
}

function silentCauses(
  silent: ReadonlyMap<string, Condition>,
  jumps: ReadonlyMap<string, Condition[]>,
  now: Scene,
): Cause[] {
  const region = surveySilence(
    now.snapshot,
    new Set([...silent.keys(), ...[...jumps.values()].flat().map((c) => c.subject)]),
  );
  const taken = new Set<string>();
  const causes: Cause[] = [];
  const tell = (root: Condition): void => {
    const behind = explainedBy(root, region, taken, silent);
    const proxied = (jumps.get(root.subject) ?? []).filter((one) => mayFollow(one, onsetOf(root)));
    causes.push(aloneCause(root, [...behind, ...proxied]));
  };
  for (const name of region.roots) {
    const root = silent.get(name);
    if (root && !taken.has(name)) tell(root);
  }
  const left = [...silent.values()].filter(({ subject }) => !taken.has(subject));
  const { groups, single } = groupLeft(left, region, now);
  causes.push(...groups);
  for (const one of single) if (!taken.has(one.subject)) tell(one);
  return causes;
}

/** Silent devices that only its own silence keeps from us, and that fell silent no earlier. */
function explainedBy(
  root: Condition,
  region: Region,
  taken: Set<string>,
  silent: ReadonlyMap<string, Condition>,
): Condition[] {
  const roots = new Set(region.roots);
  const follows = (name: string): boolean => {
    const condition = silent.get(name);
    return !roots.has(name) && (condition === undefined || mayFollow(condition, onsetOf(root)));
  };
  return reach(root.subject, region, taken, follows).flatMap((name) => silent.get(name) ?? []);
}

interface Groups {
  readonly groups: readonly Cause[];
  readonly single: readonly Condition[];
}

/** Silent devices with no way to the near side at all: the whole network, whole sites, islands. */
function groupLeft(left: readonly Condition[], region: Region, now: Scene): Groups {
  const groups: Cause[] = [];
  const rest = new Set(left);
  const take = (members: readonly Condition[], subject: string, title: (count: number) => string): void => {
    const own = atOnce(members.filter((one) => rest.has(one)));
    if (own.length < 2) return;
    for (const one of own) rest.delete(one);
    groups.push(groupCause(own, subject, title(own.length), `all of them fell silent at once: ${namesOf(own)}`));
  };
  if (isEverything(left, now)) take(left, 'network', (count) => `None of ${count} devices answers`);
  for (const [site, members] of bySite(left, now)) {
    take(members, `site ${site}`, (count) => `${count} devices of site ${site} do not answer`);
  }
  for (const island of islands([...rest], region)) {
    const [first] = island;
    take(island, `island ${first?.subject}`, (count) => `${count} devices that hang together do not answer`);
  }
  return { groups, single: [...rest] };
}

function namesOf(conditions: readonly Condition[]): string {
  return listNames(conditions.map(({ subject }) => subject));
}

function isEverything(left: readonly Condition[], { snapshot }: Scene): boolean {
  return snapshot.devices.filter(({ managed }) => managed).length === left.length;
}

/** Sites of which every device of the inventory is among them. */
function bySite(left: readonly Condition[], { snapshot }: Scene): [string, Condition[]][] {
  const silent = new Map(left.map((condition) => [condition.subject, condition]));
  const sites = new Map<string, Condition[]>();
  const living = new Set<string>();
  for (const { name, site, managed } of snapshot.devices) {
    if (site === null || !managed) continue;
    const condition = silent.get(name);
    if (condition) sites.set(site, [...(sites.get(site) ?? []), condition]);
    else living.add(site);
  }
  return [...sites].filter(([site]) => !living.has(site));
}

function islands(left: readonly Condition[], region: Region): Condition[][] {
  const silent = new Map(left.map((condition) => [condition.subject, condition]));
  const taken = new Set<string>();
  return left.flatMap((condition) => {
    if (taken.has(condition.subject)) return [];
    const others = reach(condition.subject, region, taken, () => true);
    return [[condition, ...others.flatMap((name) => silent.get(name) ?? [])]];
  });
}

/** Those that may have failed together: none was noticed while another was still known to be well. */
function atOnce(members: readonly Condition[]): Condition[] {
  const good = members.flatMap(({ lastGood }) => (lastGood === null ? [] : [Date.parse(lastGood)]));
  const latest = Math.max(...good, Number.NEGATIVE_INFINITY);
  return members.filter(({ since }) => Date.parse(since) >= latest);
}

function aloneCause(condition: Condition, explained: readonly Condition[]): Cause {
  const { subject, kind, severity, cause } = condition;
  return {
    ...{ family: 'device', subject, kind, severity, cause, own: [condition], explained, unverified: [] },
    title: titleOf(condition),
  };
}

function titleOf({ subject, kind, poll }: Condition): string {
  if (kind === 'device-down') return `${subject} is down`;
  return poll?.status === 'auth-failed' ? `${subject} refuses the login` : `${subject} cannot be polled`;
}

function groupCause(own: readonly Condition[], subject: string, title: string, cause: string): Cause {
  const severity = worst(['critical', ...own.map((one) => one.severity)]);
  const sorted = sortedUnique(own.map(({ key }) => key)).flatMap((key) => own.find((one) => one.key === key) ?? []);
  return {
    ...{ family: 'devices', subject, kind: 'device-unreachable', severity, title, cause },
    ...{ own: sorted, explained: [], unverified: [] },
  };
}
