// The legend: one entry for every look, mark and kind of change that occurs, in the order and words of the style tables.
import { formatBps } from '../model/index.ts';
import { BOX_LOOK_NAMES, BOX_LOOKS, DEVICE_NOTES } from './box-looks.ts';
import { LEGEND_WIDTH } from './load-legend.ts';
import { neutralLook } from './load-looks.ts';
import type { LoadScaleName } from './load-scales.ts';
import { LINK_LOOK_NAMES, LINK_LOOKS, type LinkLookName, MARK_NAMES, MARKS } from './looks.ts';
import type { Box, LegendEntry, Picture, PictureLink } from './picture-model.ts';

export interface LegendStyle {
  /** In a picture of changes every entry carries its count. */
  readonly mode: Picture['mode'];
  /** The one that lines are not labelled with. */
  readonly usualSpeed: number | null;
  /** Of a weathermap, in which states are outlines. */
  readonly scale: LoadScaleName;
}

export function legendOf(
  boxes: readonly Box[],
  links: readonly PictureLink[],
  { mode, usualSpeed, scale }: LegendStyle,
): LegendEntry[] {
  const counted = (text: string, count: number): string => (mode === 'changes' ? `${text}: ${count}` : text);
  const events = eventsByLook(links);
  const words = (look: LinkLookName): string => {
    const usual = look === 'confirmed' && usualSpeed !== null ? `, ${formatBps(usualSpeed)} where not labelled` : '';
    return LINK_LOOKS[look].legend + usual;
  };
  const outlined = new Set(links.flatMap(({ look, load }) => (load ? [look] : [])));
  const arrows = { look: neutralLook(scale), width: LEGEND_WIDTH, heads: true };
  const forLinks = LINK_LOOK_NAMES.flatMap((look): LegendEntry[] => {
    const count = events.get(look)?.size ?? 0;
    return count === 0
      ? []
      : [{ ...NONE, text: counted(words(look), count), link: look, arrows: outlined.has(look) ? arrows : null }];
  });
  const marks = new Set(links.flatMap(({ pill }) => pill?.marks ?? []));
  const forMarks = MARK_NAMES.filter((mark) => marks.has(mark)).map((mark) => ({
    ...NONE,
    text: MARKS[mark].legend,
    mark,
  }));
  return [...forLinks, ...forMarks, ...boxEntries(boxes, counted)];
}

const NONE = { link: null, box: null, mark: null, arrows: null } as const;

/** Two lines that tell one event, as the cables of a swap, are counted once. */
export function eventsByLook(links: readonly PictureLink[]): ReadonlyMap<LinkLookName, ReadonlySet<string>> {
  const events = new Map<LinkLookName, Set<string>>();
  for (const link of links) {
    const known = events.get(link.look) ?? new Set();
    for (const event of link.events) known.add(event);
    events.set(link.look, known);
  }
  return events;
}

function boxEntries(boxes: readonly Box[], counted: (text: string, count: number) => string): LegendEntry[] {
  const looks = BOX_LOOK_NAMES.flatMap((look): LegendEntry[] => {
    const count = boxes.reduce((sum, box) => sum + (box.look === look ? box.count : 0), 0);
    const text = BOX_LOOKS[look].legend;
    return count === 0 || text === null ? [] : [{ ...NONE, text: counted(text, count), box: look }];
  });
  const changes = Object.entries(DEVICE_NOTES).flatMap(([kind, { legend }]): LegendEntry[] => {
    const count = boxes.filter((box) => box.changes.some((change) => change === kind)).length;
    return count === 0 ? [] : [{ ...NONE, text: counted(legend, count), box: 'device-changed' }];
  });
  return [...looks, ...changes];
}
