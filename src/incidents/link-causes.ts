// Links and bundles that no device explains → causes: members of a LAG, parallel cables and links of one module are told together.
import { type Condition, comparePortNames, type LinkEnd } from '../model/index.ts';
import { type Cause, worst } from './cause.ts';
import type { Scene } from './scene.ts';
import { listNames, nameEnd, nameEnds, sortedUnique } from './words.ts';

/** Links that are told alone already: an incident that people know is not told again as part of another of its kind. */
export type Told = (key: string) => boolean;

export function findLinkCauses(conditions: readonly Condition[], now: Scene, told: Told, openPairs: Told): Cause[] {
  const bundles = bundleCauses(conditions, now);
  const used = new Set(bundles.flatMap(({ own, explained }) => [...own, ...explained]));
  const single = conditions.filter((one) => one.family === 'link' && !used.has(one));
  const lost = single.filter((one) => one.kind === 'link-lost' && !told(one.key));
  const shared = segmentCauses(lost, now, openPairs);
  const cards = cardCauses(lost.filter(notIn(shared)), now, openPairs);
  const pairs = pairCauses(lost.filter(notIn([...shared, ...cards])), openPairs);
  const rest = single.filter(notIn([...shared, ...cards, ...pairs]));
  const news = conditions.filter(({ family }) => family !== 'link' && family !== 'bundle');
  return [...bundles, ...shared, ...cards, ...pairs, ...rest.map(linkCause), ...news.map(linkCause)];
}

function notIn(causes: readonly Cause[]): (condition: Condition) => boolean {
  const used = new Set(causes.flatMap(({ own }) => own));
  return (condition) => !used.has(condition);
}

/** What the bundle itself says, with its members that are lost. */
function bundleCauses(conditions: readonly Condition[], now: Scene): Cause[] {
  const members = groupBy(
    conditions.filter(({ family, kind, bundle }) => bundle !== null && (family === 'bundle' || kind === 'link-lost')),
    ({ bundle }) => bundle ?? '',
  );
  return [...members].map(([id, own]) => {
    const links = own.filter(({ family }) => family === 'link');
    const itself = own.find(({ family }) => family === 'bundle');
    const lost = new Set(links.map(({ subject }) => subject));
    const stands = now.snapshot.links.some(({ bundle, id: link }) => bundle === id && !lost.has(link));
    const derived = stands ? 'bundle-degraded' : 'bundle-lost';
    const kind = itself && (itself.known || links.length === 0) ? bundleKind(itself) : derived;
    const name = itself ? nameEnds(itself.ends) : bundleName(id);
    return {
      ...{ family: 'bundle', subject: id, kind, explained: [], unverified: [], own },
      severity:
        kind === 'bundle-lost' ? worst(links.length > 0 ? links.map((one) => one.severity) : ['critical']) : 'warning',
      title: `Bundle ${name} ${BUNDLE_VERBS[kind]}`,
      cause: sortedUnique([...(itself ? [itself.cause] : []), ...links.map(({ cause }) => cause)]).join('; '),
    } satisfies Cause;
  });
}

function bundleKind({ kind }: Condition): keyof typeof BUNDLE_VERBS {
  return kind === 'bundle-lost' || kind === 'link-mismatch' ? kind : 'bundle-degraded';
}

const BUNDLE_VERBS = {
  'bundle-degraded': 'has lost members',
  'bundle-lost': 'is lost',
  'link-mismatch': 'is cabled or configured differently at its ends',
} as const;

/** An id is written like that of a link. */
function bundleName(id: string): string {
  return nameEnds(
    id.split('--').map((end): LinkEnd => {
      const [device = '', port] = end.split(/:(.*)/s);
      return { device, port: port ?? null };
    }),
  );
}

const SEGMENT = /^segment:(.+?):(.+)$/;

/** Members of a hub, or of an unmanaged switch, that were lost at once. */
function segmentCauses(lost: readonly Condition[], now: Scene, isOpen: Told): Cause[] {
  const segments = groupBy(
    lost.filter(({ ends }) => ends.some(({ device }) => SEGMENT.test(device))),
    ({ ends }) => ends.find(({ device }) => SEGMENT.test(device))?.device ?? '',
  );
  return [...segments].flatMap(([subject, own]): Cause[] => {
    if (own.length < 2 && !isOpen(subject)) return [];
    const [, device = '', port = ''] = SEGMENT.exec(subject) ?? [];
    const stands = now.snapshot.segments.some(({ id }) => id === subject);
    const name = `segment at ${nameEnd({ device, port })}`;
    return [cablesCause(subject, stands ? `Links of the ${name} are lost` : `The ${name} is lost`, own)];
  });
}

/** Cables between the same two devices that went at once, or that an open incident tells together. */
function pairCauses(lost: readonly Condition[], isOpen: Told): Cause[] {
  const pairs = groupBy(
    lost.filter(({ devices }) => devices.length === 2),
    ({ devices }) => devices.join('--'),
  );
  return [...pairs].flatMap(([subject, own]): Cause[] => {
    if (own.length < 2 && !isOpen(subject)) return [];
    const [one = '', other = ''] = own[0]?.devices ?? [];
    const title = `Links between ${one} and ${other} are lost`;
    return [cablesCause(subject, title, own)];
  });
}

/** Smallest number of links that make a module worth naming. */
const MIN_CARD = 3;

/** All links of one module of a device, to more than one neighbour, while other modules carry on. */
function cardCauses(lost: readonly Condition[], now: Scene, isOpen: Told): Cause[] {
  const slots = groupBy(
    lost.flatMap((condition) => condition.ends.map((end) => ({ condition, slot: slotOf(end) }))).filter(hasSlot),
    ({ slot }) => slot,
  );
  const used = new Set<Condition>();
  return [...slots].flatMap(([slot, entries]): Cause[] => {
    const own = [...new Set(entries.map(({ condition }) => condition))].filter((one) => !used.has(one));
    const neighbors = new Set(own.flatMap(({ devices }) => devices)).size - 1;
    const isCard = own.length >= MIN_CARD && neighbors > 1 && !stillCarries(slot, own, now);
    if (!isCard && !(isOpen(slot) && own.length > 0)) return [];
    for (const one of own) used.add(one);
    return [cablesCause(slot, `All links of ${slot.replace(' ', ' module ')} are lost`, own)];
  });
}

function hasSlot(entry: {
  condition: Condition;
  slot: string | null;
}): entry is { condition: Condition; slot: string } {
  return entry.slot !== null;
}

/** `r1 GigabitEthernet1/0` of `GigabitEthernet1/0/3`; null where the name has no such part, or the device no modules. */
function slotOf({ device, port }: LinkEnd): string | null {
  const slot = port === null ? null : /^(.*\d)\/[^/]+$/.exec(port)?.[1];
  return slot ? `${device} ${slot}` : null;
}

/** Whether a link of the module is still there, or the device has no other module, so that the module says nothing. */
function stillCarries(slot: string, own: readonly Condition[], now: Scene): boolean {
  const device = slot.slice(0, slot.indexOf(' '));
  const lost = new Set(own.map(({ subject }) => subject));
  let others = 0;
  for (const link of now.snapshot.links) {
    for (const end of [link.a, link.b]) {
      if (end.device !== device || lost.has(link.id)) continue;
      if (slotOf(end) === slot) return true;
      others += 1;
    }
  }
  return others === 0;
}

function cablesCause(subject: string, title: string, own: readonly Condition[]): Cause {
  const ports = [...own].sort((x, y) => comparePortNames(x.subject, y.subject)).map(({ ends }) => nameEnds(ends));
  const causes = sortedUnique(own.map(({ cause }) => cause));
  return {
    ...{ family: 'cables', subject, kind: 'links-lost', title, own, explained: [], unverified: [] },
    severity: worst(own.map((one) => one.severity)),
    cause: `${own.length} at once (${listNames(ports)}): ${causes.slice(0, 3).join('; ')}`,
  };
}

function linkCause(condition: Condition): Cause {
  const { family, subject, kind, severity, cause, ends, firm } = condition;
  const verb = kind === 'link-lost' && !firm ? 'may be lost' : (LINK_VERBS[kind] ?? kind);
  return {
    ...{ family, subject, kind, severity, cause, own: [condition], explained: [], unverified: [] },
    title: family === 'replaced' ? `${subject} is another chassis` : `Link ${nameEnds(ends)} ${verb}`,
  };
}

const LINK_VERBS: Readonly<Partial<Record<Condition['kind'], string>>> = {
  'link-ageing': 'is ageing out',
  'link-lost': 'is lost',
  'link-mismatch': 'is told differently by its ends',
  'link-moved': 'was re-cabled',
  'link-one-way': 'is heard in one direction only',
  'cables-swapped': 'was swapped with another',
};

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
