// Where the pills of a weathermap go: on the half-arrow they speak of. The busiest find their place first; where there is
// no room for all that a pill says it says less, and where there is none at all it is left out.
import type { DrawnLoadPill } from './drawing.ts';
import { pointAlong, polylineLength, type Rect } from './geometry.ts';
import { headSize } from './load-looks.ts';
import { type Board, type Line, loadPillSize, middleAt } from './pills.ts';

/** Costs of a place, in arbitrary units: from where it is best, beside its line, a point over its own head, on a line. */
const COST = { away: 30, beside: 1, head: 1, crossing: 10 } as const;
/** Where on the line a pill is best, and where it may be. */
const BEST = 0.24;
const SHARES = Array.from({ length: 16 }, (_, index) => 0.04 + index * 0.03);
/** So little that the pill still touches its line. */
const BESIDE = [0, 6, -6];
const BOX_ROOM = 3;
/** Where to try, the best first. */
const PLACES = BESIDE.flatMap((beside) =>
  SHARES.map((share) => ({
    share,
    beside,
    bent: COST.away * Math.abs(share - BEST) + COST.beside * Math.abs(beside),
  })),
).sort((one, other) => one.bent - other.bent);
/** On more lines than this it would be anybody's. Where lines are many, those of a link that is little used give way. */
const MOST_CROSSED = 3;
const MOST_CROSSED_IN_A_CROWD = 1;
const CROWD = 60;
const BUSY = 0.5;

interface Wanted {
  readonly line: Line;
  readonly end: 'a' | 'b';
  readonly texts: readonly string[];
  readonly weight: number;
  /** Lines whose middle it stands on: of a bundle all of them. */
  readonly own: readonly Line[];
  /** How many lines it may lie on. */
  readonly mostCrossed: number;
}

/** `<link key> <end>` → pill. */
export function placeLoadPills(lines: readonly Line[], board: Board): Map<string, DrawnLoadPill> {
  const placed = new Map<string, DrawnLoadPill>();
  const wanted = lines.flatMap((line) => wantedPills(line, lines));
  wanted.sort((one, other) => other.weight - one.weight);
  for (const pill of wanted) {
    const found = findPlace(pill, board);
    if (!found) continue;
    board.take(found.rect);
    placed.set(`${pill.line.link.key} ${pill.end}`, found);
  }
  return placed;
}

function wantedPills(line: Line, lines: readonly Line[]): Wanted[] {
  const { load, bundle } = line.link;
  if (!load) return [];
  const own = bundle === null ? [line] : lines.filter(({ link }) => link.bundle === bundle && link.load !== null);
  return (['a', 'b'] as const).flatMap((end): Wanted[] => {
    const { texts, weight } = load[end];
    const mostCrossed = lines.length > CROWD && weight < BUSY ? MOST_CROSSED_IN_A_CROWD : MOST_CROSSED;
    return texts.length === 0 ? [] : [{ line, end, texts, weight, own, mostCrossed }];
  });
}

function findPlace(wanted: Wanted, board: Board): DrawnLoadPill | null {
  for (const text of wanted.texts) {
    const rect = bestPlace(wanted, loadPillSize(text), board);
    if (rect) return { rect, text };
  }
  return null;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function bestPlace({ line, end, own, mostCrossed }: Wanted, size: Size, board: Board): Rect | null {
  let best: Rect | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const { share, beside, bent } of PLACES) {
    if (bent >= least) break;
    const along = end === 'a' ? share : 1 - share;
    const rect = { ...middleAt(own, along, beside), ...size };
    const cost = bent + COST.head * overHead(line, along, size);
    if (cost >= least) continue;
    if (board.solidsUnder(rect, 1) > 0) continue;
    const crossed = board.linesUnder(rect, own, mostCrossed + 1);
    const whole = cost + COST.crossing * crossed;
    if (crossed <= mostCrossed && whole < least) [best, least] = [rect, whole];
  }
  return best;
}

/** How far a pill reaches over its own arrow head, or nearer to the box than it should: both hide where traffic goes. */
function overHead({ points, link }: Line, along: number, size: Size): number {
  const total = polylineLength(points);
  const { dx, dy } = pointAlong(points, along);
  const half = (Math.abs(dx) * size.width + Math.abs(dy) * size.height) / 2;
  const middle = Math.min(along, 1 - along) * total;
  const base = total / 2 - headSize(link.load?.width ?? 0).length;
  return Math.max(0, middle + half - base) + Math.max(0, BOX_ROOM - (middle - half));
}
