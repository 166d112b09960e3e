// How much space a picture needs between things. A weathermap needs more than others: two pills on every line.
import type { Direction } from './box-size.ts';
import type { Picture, PictureLink } from './picture-model.ts';
import { loadPillSize, pillSize } from './pills.ts';
import type { Room } from './room.ts';

const PLAIN = {
  down: { row: 80, band: 40, segment: 48, box: 34 },
  right: { row: 104, band: 54, segment: 70, box: 24 },
} as const;
const PLAIN_LINES = { lane: 6, arc: 13, portBeside: 12, portBelow: 10 } as const;
const LOADED_LINES = { lane: 8, arc: 17, portBeside: 27, portBelow: 16 } as const;

/** Between the two pills of a line: its arrow heads. And beside a pill. */
const HEADS = 30;
const AIR = 7;

/** The space that this picture needs. */
export function roomOf(picture: Picture, direction: Direction): Room {
  const plain = PLAIN[direction];
  if (picture.scaleBar === null) return { ...plain, joined: plain.band, ...PLAIN_LINES };
  const needed = Math.max(0, ...picture.links.map((link) => lineRoom(link, direction === 'down' ? 'height' : 'width')));
  const segment = Math.max(plain.segment, needed);
  const row = Math.max(plain.row + 24, needed);
  return { row, band: plain.band, joined: row, segment, box: plain.box, ...LOADED_LINES };
}

/** What the pills of a line take of its length when they stand one after the other. */
function lineRoom({ load, pill }: PictureLink, extent: 'width' | 'height'): number {
  if (!load) return 0;
  const [a, b] = [load.a, load.b].map(({ texts }) =>
    texts[0] === undefined ? 0 : loadPillSize(texts[0])[extent] + AIR,
  );
  const middle = Math.max(HEADS, pill ? pillSize(pill)[extent] + AIR : 0);
  return (a ?? 0) + (b ?? 0) + middle + AIR;
}

/** What a link between two neighbours of a row needs between them. */
export function sideRoom(link: PictureLink, direction: Direction): number {
  const pill = link.pill ? pillSize(link.pill) : { width: 0, height: 0 };
  const own = direction === 'down' ? Math.max(84, pill.width + 44) : Math.max(56, pill.height + 36);
  return Math.max(own, lineRoom(link, direction === 'down' ? 'width' : 'height'));
}
