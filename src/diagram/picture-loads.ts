// What the lines of a weathermap carry: their half-arrows, one figure for a bundle, nothing where nothing is known.
import type { DirectionLoad, LinkLoads } from '../model/index.ts';
import { bundleOfLink } from './events.ts';
import { capacityWidth, loadLook, NO_DATA } from './load-looks.ts';
import type { LoadScaleName } from './load-scales.ts';
import { directionTooltip, pillTexts } from './load-words.ts';
import type { LinkLookName } from './looks.ts';
import type { DiagramInput, HalfLoad, PictureLink } from './picture-model.ts';
import { sumLoads, type TwoWayLoad, twoWay } from './sum-loads.ts';

/** Above this many lines, shafts are drawn narrower. */
const MANY_LINKS = 60;
const NARROWER = 0.62;

/** A line of another look says enough by it where nobody tells its load: it is not drawn as `no data`. */
const EXPECTED_TO_REPORT: readonly LinkLookName[] = ['confirmed', 'declared', 'segment'];

/** The loads that a picture speaks of. */
export function loadsOf({ loads, mode }: Pick<DiagramInput, 'loads' | 'mode'>): LinkLoads | null {
  return mode === 'topology' ? loads : null;
}

/** Gives every line its half-arrows. The speed of a line is its width then, and no pill. */
export function drawLoads(links: readonly PictureLink[], input: DiagramInput): PictureLink[] {
  const loads = loadsOf(input);
  if (!loads) return [...links];
  const own = ownLoads(links, loads);
  const bundles = bundleLoads(links, own, loads, input);
  const scale = input.scale ?? 'utilisation';
  const narrower = links.length > MANY_LINKS ? NARROWER : 1;
  return links.map((link) => {
    const pill = link.pill?.kind === 'speed' ? null : link.pill;
    const [mine, bundle] = [own.get(link.key) ?? null, bundles.get(link.key) ?? null];
    const isKnown = [mine, bundle?.load].some((load) => load && (load.a || load.b));
    if (!isKnown && !EXPECTED_TO_REPORT.includes(link.look)) return { ...link, pill };
    const painter = { link, mine, bundle, scale, seconds: loads.window.seconds };
    const capacityBps = (link.members.length === 1 ? mine?.capacityBps : null) ?? link.speedBps;
    const width = narrower * capacityWidth(capacityBps);
    return { ...link, pill, load: { a: paintHalf(painter, 'a'), b: paintHalf(painter, 'b'), width, capacityBps } };
  });
}

function ownLoads(links: readonly PictureLink[], { links: all }: LinkLoads): Map<string, TwoWayLoad | null> {
  const byId = new Map(all.map((load) => [load.link, load]));
  const loadOf = ({ id, turned }: PictureLink['members'][number]): TwoWayLoad | null => {
    const load = byId.get(id);
    return load ? twoWay(load, turned) : null;
  };
  return new Map(links.map((link) => [link.key, sumLoads(link.members.map(loadOf))]));
}

interface BundleLoad {
  readonly load: TwoWayLoad;
  /** Whether this line bears the figures of its bundle. */
  readonly isBearer: boolean;
}

/**
 * Link key → what its bundle carries: by the bundle's own figure, else the sum of its members. Ends of a bundle are in the
 * order of its members' ends, for both are sorted by device.
 */
function bundleLoads(
  links: readonly PictureLink[],
  own: ReadonlyMap<string, TwoWayLoad | null>,
  loads: LinkLoads,
  input: DiagramInput,
): Map<string, BundleLoad> {
  const wholes = wholesByMember(loads, input);
  const found = new Map<string, BundleLoad>();
  for (const group of groupBundles(links)) {
    const ids = new Set(group.map(({ id }) => id));
    const whole = group.map(({ id }) => wholes.get(id)).find((one) => one !== undefined);
    const isWhole = whole !== undefined && links.every(({ id }) => wholes.get(id) !== whole || ids.has(id));
    const load = isWhole ? twoWay(whole, false) : sumLoads(group.map(({ key }) => own.get(key) ?? null));
    const bearer = group.find(({ pill }) => pill?.kind === 'bundle') ?? group[0];
    if (load && (load.a || load.b)) for (const link of group) found.set(link.key, { load, isBearer: link === bearer });
  }
  return found;
}

/** The lines of each bundle that are there. */
function groupBundles(links: readonly PictureLink[]): Iterable<PictureLink[]> {
  const groups = new Map<string, PictureLink[]>();
  for (const link of links) {
    if (link.bundle === null || link.look === 'lost') continue;
    const group = groups.get(link.bundle);
    if (group) group.push(link);
    else groups.set(link.bundle, [link]);
  }
  return groups.values();
}

/** Link id → the load of the bundle it is a member of, where the bundle has a load of its own. */
function wholesByMember({ links }: LinkLoads, input: DiagramInput): Map<string, LinkLoads['links'][number]> {
  const byId = new Map(links.map((load) => [load.link, load]));
  const wholes = new Map<string, LinkLoads['links'][number]>();
  for (const [member, { id }] of bundleOfLink(input)) {
    const whole = byId.get(id);
    if (whole) wholes.set(member, whole);
  }
  for (const load of links) for (const member of load.members) wholes.set(member, load);
  return wholes;
}

interface Painter {
  readonly link: PictureLink;
  readonly mine: TwoWayLoad | null;
  readonly bundle: BundleLoad | null;
  readonly scale: LoadScaleName;
  readonly seconds: number;
}

/** The direction that leaves `end`. A member is painted as its bundle where it has no figure of its own. */
function paintHalf({ link, mine, bundle, scale, seconds }: Painter, end: 'a' | 'b'): HalfLoad {
  const isBundles = !mine?.[end] && bundle !== null;
  const painted = figureOf(isBundles ? bundle.load : mine, end);
  const told = figureOf(bundle ? (bundle.isBearer ? bundle.load : null) : mine, end);
  const names = { from: link[end].name, to: link[end === 'a' ? 'b' : 'a'].name };
  const { load, utilisation } = painted;
  return {
    look: load ? loadLook(load.bps ?? 0, utilisation, scale) : NO_DATA,
    texts: told.load ? pillTexts(told.load, told.utilisation) : [],
    weight: told.utilisation ?? ((told.load?.bps ?? 0) > 0 ? 0.001 : 0),
    tooltip: directionTooltip({ names, ...painted, isBundles, seconds }),
  };
}

interface Figure {
  readonly load: DirectionLoad | null;
  readonly capacityBps: number | null;
  /** Never a share of a capacity that nobody knows. */
  readonly utilisation: number | null;
}

function figureOf(of: TwoWayLoad | null, end: 'a' | 'b'): Figure {
  const [load, capacityBps] = [of?.[end] ?? null, of?.capacityBps ?? null];
  if (!load || capacityBps === null) return { load, capacityBps, utilisation: null };
  return { load, capacityBps, utilisation: load.utilisation ?? (load.bps ?? 0) / capacityBps };
}
