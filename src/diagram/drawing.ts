// The finished layout: every rectangle, line and word with its place, in points, x to the right and y downwards from the
// top left corner. The DOT writer only writes down what stands here.
import type { Direction, Side } from './box-size.ts';
import type { Point, Rect } from './geometry.ts';
import type { Box, LegendEntry, Picture, PictureLink } from './picture-model.ts';

export interface DrawnBox {
  readonly box: Box;
  readonly rect: Rect;
  readonly row: number;
}

export interface DrawnPort {
  readonly text: string;
  readonly at: Point;
  readonly side: Side;
}

export interface DrawnLoadPill {
  readonly text: string;
  readonly rect: Rect;
}

export interface DrawnLink {
  readonly link: PictureLink;
  /** Corner points from end `a` to end `b`. */
  readonly points: readonly Point[];
  readonly portA: DrawnPort | null;
  readonly portB: DrawnPort | null;
  readonly pill: Rect | null;
  /** Of the traffic that leaves `a`, and `b`. Null where there is no room for it, or nothing to say. */
  readonly loadPills: { readonly a: DrawnLoadPill | null; readonly b: DrawnLoadPill | null };
}

export interface DrawnWords {
  readonly key: string;
  readonly text: string;
  readonly rect: Rect;
  readonly size: number;
  readonly bold: boolean;
}

export interface DrawnScale {
  readonly title: DrawnWords;
  readonly steps: readonly {
    readonly key: string;
    readonly colour: string;
    readonly rect: Rect;
    readonly words: DrawnWords;
  }[];
}

export interface DrawnLegend {
  readonly key: string;
  readonly entry: LegendEntry;
  readonly swatch: Rect;
  readonly words: Rect;
}

export interface Drawing {
  readonly picture: Picture;
  readonly direction: Direction;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly DrawnBox[];
  readonly links: readonly DrawnLink[];
  readonly words: readonly DrawnWords[];
  readonly scale: DrawnScale | null;
  readonly legend: readonly DrawnLegend[];
}
