// A snapshot seen through a view as plain data: which boxes, which lines between them, and the words around them.
// Nothing here has a position; layout comes after.
import type { Snapshot, View } from '../model/index.ts';
import { legendOf } from './legend.ts';
import type { BoxLookName, LinkLookName } from './looks.ts';
import { drawBoxes } from './picture-boxes.ts';
import { drawLinks, labelBundles } from './picture-links.ts';
import { labelText } from './text.ts';
import { coverageLine, timeLine } from './words.ts';

export interface DiagramInput {
  readonly snapshot: Snapshot;
  /** The snapshot that the changes compare with: lost links and devices come from here. */
  readonly before: Snapshot | null;
  readonly view: View;
  /** `topology`: the state now, with ghosts of what was lost. `changes`: unchanged links muted, changes emphasised. */
  readonly mode: 'topology' | 'changes';
  /** Whether an inventory pattern (name, group, wildcard) means this device. */
  memberOf(pattern: string, device: string): boolean;
}

export interface Box {
  /** Synthetic id, safe in DOT, SVG and CSS: `d0`. */
  readonly key: string;
  /** Device name or segment id, as in the snapshot: hostile. */
  readonly name: string;
  readonly look: BoxLookName;
  /** Cleaned and cut, as all texts below. */
  readonly title: string;
  readonly address: string | null;
  /** Why it was not polled. */
  readonly fault: string | null;
  readonly tooltip: string;
}

export interface PictureEnd {
  readonly box: string;
  readonly port: string | null;
}

export interface Pill {
  readonly text: string;
  /** A `speed` pill may be left out where there is no room for it; a `state` pill never. */
  readonly kind: 'state' | 'speed' | 'bundle';
}

export interface PictureLink {
  /** Synthetic id: `l0`. */
  readonly key: string;
  /** The snapshot's link id: hostile. */
  readonly id: string;
  readonly look: LinkLookName;
  readonly a: PictureEnd;
  readonly b: PictureEnd;
  readonly speedBps: number | null;
  readonly pill: Pill | null;
  /** The end that hears, of a one-way link. */
  readonly heardBy: 'a' | 'b' | null;
  /** Links of one bundle between the same two boxes share this; the pill is on the first. */
  readonly bundle: string | null;
  readonly tooltip: string;
}

export interface LegendEntry {
  readonly text: string;
  readonly link: LinkLookName | null;
  readonly box: BoxLookName | null;
}

export interface Picture {
  readonly title: string;
  readonly time: string;
  readonly coverage: string;
  readonly mode: DiagramInput['mode'];
  readonly boxes: readonly Box[];
  readonly links: readonly PictureLink[];
  readonly legend: readonly LegendEntry[];
}

/** Above this many speeds the most common one is said once, in the legend, and not on every line. */
const MAX_SPEED_PILLS = 40;

/** Builds the picture; what the view leaves out is absent, with every link that ends on it. */
export function buildPicture(input: DiagramInput): Picture {
  const boxes = drawBoxes(input);
  const keys = new Map(boxes.map((box) => [box.name, box.key]));
  const labelled = labelBundles(drawLinks(input, keys), input.mode);
  const usualSpeed = usualSpeedOf(labelled);
  const links = labelled.map((link) =>
    usualSpeed !== null && link.speedBps === usualSpeed ? withoutSpeed(link) : link,
  );
  const title = labelText(input.view.title ?? input.view.name, 80) || 'Topology';
  return {
    title: input.mode === 'changes' ? `${title} — changes` : title,
    time: timeLine(input),
    coverage: coverageLine(input, boxes, links),
    mode: input.mode,
    boxes,
    links,
    legend: legendOf(boxes, links, input.mode, usualSpeed),
  };
}

function usualSpeedOf(links: readonly PictureLink[]): number | null {
  const counts = new Map<number, number>();
  const shown = links.filter((link) => link.pill?.kind === 'speed');
  for (const { speedBps } of shown) if (speedBps !== null) counts.set(speedBps, (counts.get(speedBps) ?? 0) + 1);
  const [most] = [...counts].sort(([one, times], [other, otherTimes]) => otherTimes - times || one - other);
  return most && shown.length > MAX_SPEED_PILLS ? most[0] : null;
}

function withoutSpeed(link: PictureLink): PictureLink {
  return link.pill?.kind === 'speed' ? { ...link, pill: null } : link;
}
