// Shapes that we draw ourselves and Graphviz does not: half-arrows. In points on the page, y downwards.
import type { Point } from './geometry.ts';

export interface Stroke {
  readonly colour: string;
  readonly width: number;
  /** Lengths of dash and gap; null: solid. */
  readonly dash: readonly [number, number] | null;
}

export interface Shape {
  /** `curve`: 3n + 1 points of cubic Béziers. `polygon`: its corners. */
  readonly kind: 'curve' | 'polygon';
  readonly points: readonly Point[];
  readonly fill: string | null;
  readonly stroke: Stroke | null;
}

/** Shapes that belong together, with what is said of them. */
export interface ShapeGroup {
  readonly tooltip: string;
  readonly shapes: readonly Shape[];
}
