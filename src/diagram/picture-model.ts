// What a picture is made of: boxes, lines, pills and words, as plain data without positions.
import type { DeviceChange, LinkLoads, Snapshot, View } from '../model/index.ts';
import type { BoxLookName, SmallKind } from './box-looks.ts';
import type { LoadLook } from './load-looks.ts';
import type { LoadScaleName } from './load-scales.ts';
import type { LinkLookName, MarkName } from './looks.ts';

export interface DiagramInput {
  readonly snapshot: Snapshot;
  /** The snapshot that the changes compare with: lost links and devices come from here. */
  readonly before: Snapshot | null;
  readonly view: View;
  /** `topology`: the state now, with ghosts of what was lost. `changes`: unchanged links muted, changes emphasised. */
  readonly mode: 'topology' | 'changes';
  /** Makes a picture of the topology a weathermap; null, and in a picture of changes, load is not spoken of. */
  readonly loads: LinkLoads | null;
  /** Colours of the load; `utilisation` where absent. */
  readonly scale?: LoadScaleName;
  /** Stands above the picture in place of the view's title. */
  readonly heading?: string;
  /** Whether an inventory pattern (name, group, wildcard) means this device. */
  memberOf(pattern: string, device: string): boolean;
}

export interface Box {
  /** Synthetic id, safe in DOT, SVG and CSS: `d0`. */
  readonly key: string;
  /** Device name or segment id, as in the snapshot: hostile. Of several devices in one box, the first. */
  readonly name: string;
  readonly look: BoxLookName;
  /** Of a small box: what it is. Null for network devices and segments. */
  readonly kind: SmallKind | null;
  /** How many devices it stands for. */
  readonly count: number;
  /** Cleaned and cut, as all texts below. */
  readonly title: string;
  readonly address: string | null;
  /** Why it was not polled. */
  readonly fault: string | null;
  /** What changed of it, a line each; `changes` are their kinds. */
  readonly notes: readonly string[];
  readonly changes: readonly DeviceChange['kind'][];
  readonly tooltip: string;
}

export interface PictureEnd {
  readonly box: string;
  readonly port: string | null;
  /** `r1 Gi0/1`: hostile. */
  readonly name: string;
}

export interface Pill {
  readonly text: string;
  /** A `speed` pill may be left out where there is no room for it; a `state` pill never. */
  readonly kind: 'state' | 'speed' | 'bundle';
  /** What it says beside the state of the line; the first one paints it. */
  readonly marks: readonly MarkName[];
}

/** One direction of a link: the traffic that leaves the box it touches. */
export interface HalfLoad {
  readonly look: LoadLook;
  /** What its pill says, from the longest text to the shortest; empty: it has no pill. */
  readonly texts: readonly string[];
  /** Utilisation, or something small in its place: pills of busy links find their place first. */
  readonly weight: number;
  readonly tooltip: string;
}

/** What a link carries: `a` leaves its end `a`, `b` its end `b`. */
export interface LinkLoadArrows {
  readonly a: HalfLoad;
  readonly b: HalfLoad;
  /** Of a shaft, in points: by capacity. */
  readonly width: number;
  readonly capacityBps: number | null;
}

/** A link of the snapshot that a line stands for. */
export interface Member {
  /** Hostile. */
  readonly id: string;
  /** Its end `a` is the line's end `b`. */
  readonly turned: boolean;
}

export interface PictureLink {
  /** Synthetic id: `l0`. */
  readonly key: string;
  /** The snapshot's link id: hostile. */
  readonly id: string;
  /** More than one where lines to many small neighbours are one. */
  readonly members: readonly Member[];
  readonly look: LinkLookName;
  readonly a: PictureEnd;
  readonly b: PictureEnd;
  readonly speedBps: number | null;
  readonly pill: Pill | null;
  /** The end that hears, of a one-way link. */
  readonly heardBy: 'a' | 'b' | null;
  /** Links of one bundle between the same two boxes share this; the pill is on the first. */
  readonly bundle: string | null;
  /** Null: drawn as its state alone. */
  readonly load: LinkLoadArrows | null;
  /** What it counts for: changes, or links. Two lines that tell one event are counted once. */
  readonly events: readonly string[];
  readonly tooltip: string;
}

export interface LegendEntry {
  readonly text: string;
  readonly link: LinkLookName | null;
  readonly box: BoxLookName | null;
  readonly mark: MarkName | null;
  /** A pair of half-arrows of that width, outlined as `link` where it has one. */
  readonly arrows: { readonly look: LoadLook; readonly width: number; readonly heads: boolean } | null;
}

/** The colours of a scale side by side, from little to much. */
export interface ScaleBar {
  readonly title: string;
  readonly steps: readonly { readonly text: string; readonly colour: string }[];
}

export interface Picture {
  readonly title: string;
  readonly time: string;
  readonly coverage: string;
  readonly mode: DiagramInput['mode'];
  readonly boxes: readonly Box[];
  readonly links: readonly PictureLink[];
  readonly legend: readonly LegendEntry[];
  /** Null: no weathermap. */
  readonly scaleBar: ScaleBar | null;
  /** Lines below the legend, each of parts joined by ` · `. */
  readonly foot: readonly string[];
}
