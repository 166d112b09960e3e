// How big a box is: its words in the middle, a strip of port names along each side that has links.
// `u` runs along a row, `v` across rows; in a `down` view u is x and v is y, in a `right` view the other way round.
import type { Box } from './picture-model.ts';
import type { Room } from './room.ts';
import { textWidth } from './text-width.ts';

export type Direction = 'down' | 'right';
/** `before` faces the row above, `after` the row below, `start` and `end` the neighbours in the row. */
export type Side = 'before' | 'after' | 'start' | 'end';

export const FONT = {
  name: 12,
  fact: 8,
  fault: 7,
  stub: 9.5,
  port: 7,
  pill: 8,
  speed: 7.5,
  title: 17,
  words: 9,
  legend: 8.5,
  foot: 7.5,
} as const;
/** Height of one line of port names. */
export const STRIP = 11;

export interface Size {
  readonly u: number;
  readonly v: number;
  /** Along the side, the room one port takes. */
  readonly pitch: Readonly<Record<Side, number>>;
  /** Port names alternate between two lines, because there are many. */
  readonly staggered: Readonly<Record<Side, boolean>>;
  /** An ellipse: lines end on its curve. */
  readonly round: boolean;
  /** As deep as it needs to be; other boxes are as deep as their row. */
  readonly small: boolean;
}

/** Labels of the ports on each side; null for a port nobody names. */
export type PortLabels = Readonly<Record<Side, readonly (string | null)[]>>;

/** A side with more ports than this sets their names in two lines, which halves its length. */
const STAGGER_ABOVE = 6;

const SEGMENT_SIZE = { x: 58, y: 30 };

/** Points of the name and of the line below it. */
export function boxFonts({ look, kind }: Box): { readonly name: number; readonly fact: number } {
  if (look === 'segment') return { name: FONT.fact, fact: FONT.port };
  return kind === null ? { name: FONT.name, fact: FONT.fact } : { name: FONT.stub, fact: FONT.port };
}

/** Width and height of the words alone. */
function wordsSize(box: Box): { x: number; y: number } {
  const { name, fact } = boxFonts(box);
  const widths = [
    textWidth(box.title, name, 'bold'),
    textWidth(box.address ?? '', fact),
    ...[box.fault ?? '', ...box.notes].map((line) => textWidth(line, FONT.fault)),
  ];
  const extra = (box.fault === null ? 0 : 1) + box.notes.length;
  const height = name + 3 + (box.address === null ? 0 : fact + 5) + 12 * extra;
  return { x: Math.ceil(Math.max(...widths)) + (box.kind === null ? 18 : 12), y: Math.ceil(height) + 4 };
}

/** The size of a box with these ports. */
export function boxSize(box: Box, ports: PortLabels, direction: Direction, room: Room): Size {
  const strip = (side: Side): StripRoom => stripRoom(ports[side], isStacked(side, direction), room);
  const rooms = { before: strip('before'), after: strip('after'), start: strip('start'), end: strip('end') };
  const pick = <T>(of: (room: StripRoom) => T): Record<Side, T> => ({
    before: of(rooms.before),
    after: of(rooms.after),
    start: of(rooms.start),
    end: of(rooms.end),
  });
  const [pitch, staggered] = [pick((room) => room.along), pick((room) => room.staggered)];
  const words = box.look === 'segment' ? SEGMENT_SIZE : wordsSize(box);
  const [coreU, coreV] = direction === 'down' ? [words.x, words.y] : [words.y, words.x];
  if (box.look === 'segment') {
    const busiest = Math.max(ports.before.length, ports.after.length);
    return { u: Math.max(coreU, 12 * busiest), v: coreV, pitch, staggered, round: true, small: true };
  }
  const deepU = 2 * Math.max(rooms.start.deep, rooms.end.deep);
  const deepV = 2 * Math.max(rooms.before.deep, rooms.after.deep);
  // Names in two lines are wider than their pitch: the outermost need half a pitch more at each end.
  const length = (side: Side): number => (ports[side].length + (staggered[side] ? 1 : 0)) * pitch[side];
  const alongU = Math.max(length('before'), length('after'));
  const alongV = Math.max(length('start'), length('end'));
  const small = box.kind !== null;
  const [leastU, leastV] = leastSize(small, direction);
  return {
    u: Math.ceil(Math.max(coreU + deepU, alongU + 8, leastU)),
    v: Math.ceil(Math.max(coreV + deepV, alongV + deepV + 4, leastV)),
    pitch,
    staggered,
    round: false,
    small,
  };
}

function leastSize(small: boolean, direction: Direction): [number, number] {
  const [width, height] = small ? [54, 28] : direction === 'down' ? [84, 50] : [96, 46];
  return direction === 'down' ? [width, height] : [height, width];
}

interface StripRoom {
  /** Room for one port along the side. */
  readonly along: number;
  /** How far the names reach into the box. */
  readonly deep: number;
  readonly staggered: boolean;
}

/** Whether the names on this side stand below each other. */
function isStacked(side: Side, direction: Direction): boolean {
  return (side === 'start' || side === 'end') === (direction === 'down');
}

function stripRoom(labels: readonly (string | null)[], stacked: boolean, room: Room): StripRoom {
  if (labels.length === 0) return { along: 0, deep: 0, staggered: false };
  const widest = Math.max(...labels.map((label) => textWidth(label ?? '', FONT.port)));
  if (stacked) return { along: room.portBelow, deep: widest === 0 ? 0 : widest + 4, staggered: false };
  const staggered = labels.length > STAGGER_ABOVE && widest > 0;
  const lines = widest === 0 ? 0 : staggered ? 2 : 1;
  const least = staggered ? 12 : room.portBeside;
  return { along: Math.max((widest + 7) / Math.max(1, lines), least), deep: lines * STRIP, staggered };
}
