// How big a box is: its words in the middle, a strip of port names along each side that has links.
// `u` runs along a row, `v` across rows; in a `down` view u is x and v is y, in a `right` view the other way round.
import type { Box } from './picture.ts';
import { textWidth } from './text-width.ts';

export type Direction = 'down' | 'right';
/** `before` faces the row above, `after` the row below, `start` and `end` the neighbours in the row. */
export type Side = 'before' | 'after' | 'start' | 'end';

export const FONT = {
  name: 12,
  fact: 8,
  fault: 7,
  port: 7,
  pill: 8,
  speed: 7.5,
  title: 17,
  words: 9,
  legend: 8.5,
} as const;
export const STRIP = 11;

export interface Size {
  readonly u: number;
  readonly v: number;
  /** Along the side, the room one port takes. */
  readonly pitch: Readonly<Record<Side, number>>;
  /** An ellipse: lines end on its curve. */
  readonly round: boolean;
}

/** Labels of the ports on each side; null for a port nobody names. */
export type PortLabels = Readonly<Record<Side, readonly (string | null)[]>>;

const SEGMENT_SIZE = { x: 58, y: 30 };

/** Width and height of the words alone. */
function wordsSize(box: Box): { x: number; y: number } {
  const widths = [
    textWidth(box.title, FONT.name, 'bold'),
    textWidth(box.address ?? '', FONT.fact),
    textWidth(box.fault ?? '', FONT.fault),
  ];
  const height = 15 + (box.address === null ? 0 : 10) + (box.fault === null ? 0 : 9);
  return { x: Math.ceil(Math.max(...widths)) + 18, y: height + 4 };
}

/** The size of a box with these ports. */
export function boxSize(box: Box, ports: PortLabels, direction: Direction): Size {
  const room = (side: Side): { along: number; deep: number } => stripRoom(ports[side], side, direction);
  const words = box.look === 'segment' ? SEGMENT_SIZE : wordsSize(box);
  const [coreU, coreV] = direction === 'down' ? [words.x, words.y] : [words.y, words.x];
  const pitch = {
    before: room('before').along,
    after: room('after').along,
    start: room('start').along,
    end: room('end').along,
  };
  if (box.look === 'segment') {
    return { u: Math.max(coreU, 12 * ports.before.length, 12 * ports.after.length), v: coreV, pitch, round: true };
  }
  const deepU = 2 * Math.max(room('start').deep, room('end').deep);
  const deepV = 2 * Math.max(room('before').deep, room('after').deep);
  const alongU = Math.max(ports.before.length * pitch.before, ports.after.length * pitch.after);
  const alongV = Math.max(ports.start.length * pitch.start, ports.end.length * pitch.end);
  const [leastU, leastV] = direction === 'down' ? [84, 48] : [44, 96];
  return {
    u: Math.ceil(Math.max(coreU + deepU, alongU + 6, leastU)),
    v: Math.ceil(Math.max(coreV + deepV, alongV + deepV + 4, leastV)),
    pitch,
    round: false,
  };
}

/** `along`: room for one port on this side; `deep`: how far the strip reaches into the box. */
function stripRoom(
  labels: readonly (string | null)[],
  side: Side,
  direction: Direction,
): { along: number; deep: number } {
  if (labels.length === 0) return { along: 0, deep: 0 };
  const widest = Math.max(...labels.map((label) => textWidth(label ?? '', FONT.port)));
  const stacked = (side === 'start' || side === 'end') === (direction === 'down');
  if (stacked) return { along: 10, deep: widest === 0 ? 0 : widest + 4 };
  return { along: Math.max(widest + 7, 12), deep: widest === 0 ? 0 : STRIP };
}
