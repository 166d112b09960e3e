// Bundles: their members carry one pill, which says how many of them carry and what is wrong.
import { type Bundle, compareText, formatBps, type SnapshotLink } from '../model/index.ts';
import { bundleOfLink } from './events.ts';
import type { LinkLookName, MarkName } from './looks.ts';
import { differWords } from './picture-links.ts';
import type { DiagramInput, PictureLink, Pill } from './picture-model.ts';

interface Members {
  /** Null for links whose ports tell a LAG that no two ends agree on. */
  readonly bundle: Bundle | null;
  readonly links: PictureLink[];
}

/** Gives each bundle one pill (`2×10G`, `1 of 2×10G` when a member does not carry) in place of one on every member. */
export function labelBundles(links: readonly PictureLink[], input: DiagramInput): PictureLink[] {
  const own = new Map(input.snapshot.links.map((link) => [link.id, link]));
  const labelled = new Map<string, PictureLink>();
  for (const members of groupMembers(links, bundleOfLink(input))) {
    const drawn = input.mode === 'topology' ? labelState(members, own) : labelChange(members);
    for (const link of drawn) labelled.set(link.key, link);
  }
  return links.map((link) => labelled.get(link.key) ?? { ...link, bundle: null });
}

/** Members between the same two boxes. */
function groupMembers(links: readonly PictureLink[], bundles: ReadonlyMap<string, Bundle>): Iterable<Members> {
  const groups = new Map<string, Members>();
  for (const link of links) {
    const bundle = bundles.get(link.id) ?? null;
    const name = bundle?.id ?? link.bundle;
    if (name === null || link.look === 'segment') continue;
    const key = `${[link.a.box, link.b.box].sort(compareText).join(' ')} ${name}`;
    const group = groups.get(key);
    if (group) group.links.push(link);
    else groups.set(key, { bundle, links: [link] });
  }
  return groups.values();
}

/** Members that tell a state of their own keep their pill; the first of the others has the bundle's. */
function labelState({ bundle, links }: Members, own: ReadonlyMap<string, SnapshotLink>): PictureLink[] {
  const key = links[0]?.key ?? null;
  const mark = markOf(bundle);
  if (links.length < 2 && mark === null) return links.map((link) => ({ ...link, bundle: key }));
  const common = commonState(links);
  const said = mark === null || mark === 'bundle-unverified' ? common : null;
  const isQuiet = ({ look, pill }: PictureLink): boolean =>
    common !== null || look === 'degraded' || pill?.kind !== 'state' || pill.marks.includes('incoherent');
  const bearer = links.find((link) => isQuiet(link) && !isOut(link)) ?? links.find(isQuiet);
  const findings = links.flatMap(({ id }) => own.get(id)?.incoherent ?? []);
  const isTold = ({ what }: (typeof findings)[number]): boolean =>
    mark === 'bundle-mismatch' && what.startsWith('lag-');
  const differs = differWords({ incoherent: findings.filter((finding) => !isTold(finding)) });
  const pill: Pill = {
    text: [bundleText(links, bundle), said, differs].filter((part) => part !== null).join(' '),
    kind: 'bundle',
    marks: [...(mark === null || said !== null ? [] : [mark]), ...(differs === null ? [] : (['incoherent'] as const))],
  };
  return links.map((link) => {
    if (link === bearer) return { ...link, bundle: key, pill };
    return { ...link, bundle: key, pill: isQuiet(link) ? null : link.pill };
  });
}

/** The words of the pill that all members have, so that they need not stand on each; null where they differ. */
function commonState(links: readonly PictureLink[]): string | null {
  const [first, ...others] = links;
  const isCommon = first?.look === 'unverified' || first?.look === 'settling';
  if (!first || !isCommon || first.pill?.kind !== 'state') return null;
  return others.every(({ look }) => look === first.look) ? first.pill.text : null;
}

const MARK_OF: Readonly<Record<Bundle['state'], MarkName | null>> = {
  whole: null,
  degraded: 'bundle-degraded',
  lost: 'bundle-lost',
  mismatch: 'bundle-mismatch',
  unverified: 'bundle-unverified',
};

function markOf(bundle: Bundle | null): MarkName | null {
  return bundle === null ? null : MARK_OF[bundle.state];
}

const OUT: readonly LinkLookName[] = ['lost', 'degraded'];

function isOut({ look }: PictureLink): boolean {
  return OUT.includes(look);
}

/** `2×10G`, `1 of 2×10G`, `2×10G ?`; `≠ 1 of 2×10G` where one of two members goes between these boxes. */
function bundleText(links: readonly PictureLink[], bundle: Bundle | null): string {
  const speed = links.find(({ speedBps }) => speedBps !== null)?.speedBps ?? null;
  const isMismatch = bundle?.state === 'mismatch';
  const carrying = bundle?.state === 'lost' ? 0 : links.filter((link) => isMismatch || !isOut(link)).length;
  const total = Math.max(links.length, bundle?.members.length ?? 0);
  const count = carrying === total ? `${total}×` : `${carrying} of ${total}×`;
  const text = count + (speed === null ? '' : formatBps(speed));
  if (isMismatch) return `≠ ${text}`;
  return bundle?.state === 'unverified' && commonState(links) === null ? `${text} ?` : text;
}

/** The first member that went says what is left; a change of the bundle as a whole is told once. */
function labelChange({ bundle, links }: Members): PictureLink[] {
  const key = links[0]?.key ?? null;
  const word = bundle?.state === 'lost' ? 'bundle lost' : 'degraded';
  const pill: Pill = { text: `${word}: ${bundleText(links, bundle)}`, kind: 'state', marks: [] };
  const told = new Set<string>();
  return links.map((link) => {
    const subject = link.look === 'degraded' ? 'degraded' : (link.events[0] ?? '');
    const isRepeated = told.has(subject);
    told.add(subject);
    if (isRepeated) return { ...link, bundle: key, pill: null };
    return { ...link, bundle: key, pill: link.look === 'degraded' ? pill : link.pill };
  });
}
