// What a picture is made of: boxes, lines, pills and words, as plain data without positions.
import type { DeviceChange, Snapshot, View } from '../model/index.ts';
import type { BoxLookName, SmallKind } from './box-looks.ts';
import type { LinkLookName, MarkName } from './looks.ts';

export interface DiagramInput {
  readonly snapshot: Snapshot;
  /** The snapshot that the changes compare with: lost links and devices come from here. */
  readonly before: Snapshot | null;
  readonly view: View;
  /** `topology`: the state now, with ghosts of what was lost. `changes`: unchanged links muted, changes emphasised. */
  readonly mode: 'topology' | 'changes';
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
}

export interface Pill {
  readonly text: string;
  /** A `speed` pill may be left out where there is no room for it; a `state` pill never. */
  readonly kind: 'state' | 'speed' | 'bundle';
  /** What it says beside the state of the line; the first one paints it. */
  readonly marks: readonly MarkName[];
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
  /** What it counts for: changes, or links. Two lines that tell one event are counted once. */
  readonly events: readonly string[];
  readonly tooltip: string;
}

export interface LegendEntry {
  readonly text: string;
  readonly link: LinkLookName | null;
  readonly box: BoxLookName | null;
  readonly mark: MarkName | null;
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
