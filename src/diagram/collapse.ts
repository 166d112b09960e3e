// Dozens of phones on one switch become one box: `24 phones`.
import { type SmallKind, STUB_WORDS } from './box-looks.ts';
import type { LinkLookName } from './looks.ts';
import type { Box, Member, Picture, PictureLink } from './picture-model.ts';
import { tooltipText } from './text.ts';

/** More stubs of a kind on one device than this are one box. */
const HANDFUL = 6;
/** The tooltip of such a box names this many letters' worth of devices. */
const LONGEST_LIST = 3000;

/** Links in any other look are in trouble, and their stubs keep a box of their own. */
const QUIET: readonly LinkLookName[] = [
  'unchanged',
  'confirmed',
  'segment',
  'declared',
  'unverified',
  'settling',
  'added',
  'lost',
];

interface Leaf {
  readonly box: Box;
  readonly link: PictureLink;
}

/** Stubs with one link each, of one kind, on one device and in one look; `named` ones keep a box of their own. */
export function collapseStubs<T extends Pick<Picture, 'boxes' | 'links'>>(picture: T, named: ReadonlySet<string>): T {
  const merged = new Map<string, Leaf | null>();
  for (const leaves of groupLeaves(picture, named)) {
    const [first] = leaves;
    if (!first || leaves.length <= HANDFUL) continue;
    for (const { box } of leaves) merged.set(box.key, null);
    merged.set(first.box.key, mergeLeaves(first, leaves));
  }
  const links = picture.links.flatMap((link) => {
    const leaf = merged.get(link.a.box) ?? merged.get(link.b.box);
    if (leaf) return [leaf.link];
    return merged.has(link.a.box) || merged.has(link.b.box) ? [] : [link];
  });
  const boxes = picture.boxes.flatMap((box) => (merged.has(box.key) ? (merged.get(box.key)?.box ?? []) : [box]));
  return { ...picture, boxes, links };
}

function groupLeaves({ boxes, links }: Pick<Picture, 'boxes' | 'links'>, named: ReadonlySet<string>): Iterable<Leaf[]> {
  const linksOf = linksByBox(links);
  const groups = new Map<string, Leaf[]>();
  for (const box of boxes) {
    const [link, ...others] = linksOf.get(box.key) ?? [];
    if (box.kind === null || !link || others.length > 0 || named.has(box.name) || !QUIET.includes(link.look)) continue;
    const far = link.a.box === box.key ? link.b.box : link.a.box;
    const key = [far, box.kind, box.look, link.look].join(' ');
    const group = groups.get(key);
    if (group) group.push({ box, link });
    else groups.set(key, [{ box, link }]);
  }
  return groups.values();
}

function linksByBox(links: readonly PictureLink[]): ReadonlyMap<string, readonly PictureLink[]> {
  const linksOf = new Map<string, PictureLink[]>();
  for (const link of links) {
    for (const { box } of [link.a, link.b]) {
      const list = linksOf.get(box);
      if (list) list.push(link);
      else linksOf.set(box, [link]);
    }
  }
  return linksOf;
}

function mergeLeaves({ box, link }: Leaf, leaves: readonly Leaf[]): Leaf {
  const words = STUB_WORDS[box.kind as SmallKind];
  const mark = /^[+✕] /.exec(box.title)?.[0] ?? '';
  const [own, far] = link.a.box === box.key ? (['a', 'b'] as const) : (['b', 'a'] as const);
  const speeds = new Set(leaves.map((leaf) => leaf.link.speedBps));
  const title = `${leaves.length} ${words.many}`;
  return {
    box: {
      ...box,
      title: `${mark}${words.sign} ${title}`,
      address: null,
      count: leaves.length,
      tooltip: tooltipText([title, ...leaves.map((leaf) => leaf.box.name)], LONGEST_LIST),
    },
    link: {
      ...link,
      [own]: { box: box.key, port: null, name: title },
      [far]: { box: link[far].box, port: `${leaves.length} ports`, name: `${leaves.length} ports` },
      speedBps: speeds.size === 1 ? link.speedBps : null,
      pill: link.pill?.kind === 'state' ? link.pill : null,
      bundle: null,
      members: leaves.flatMap((leaf) => membersSeenFrom(leaf, own)),
      events: leaves.flatMap((leaf) => leaf.link.events),
      tooltip: tooltipText([title, ...leaves.map((leaf) => endsOf(leaf.link.tooltip))], LONGEST_LIST),
    },
  };
}

/** `own`: the end of the merged line that is at the stubs. */
function membersSeenFrom({ box, link }: Leaf, own: 'a' | 'b'): Member[] {
  const isTurned = (link.a.box === box.key ? 'a' : 'b') !== own;
  return link.members.map(({ id, turned }) => ({ id, turned: turned !== isTurned }));
}

/** The ends are the first part of a link's tooltip. */
function endsOf(tooltip: string): string {
  return tooltip.split(' · ')[0] ?? '';
}
