// The legend of a weathermap: every width and every fill that occurs and that the scale does not explain.
import { formatBps } from '../model/index.ts';
import { capacityWidth, type LoadLook, neutralLook } from './load-looks.ts';
import type { LoadScaleName } from './load-scales.ts';
import type { LegendEntry, PictureLink } from './picture-model.ts';

const NONE = { link: null, box: null, mark: null } as const;
/** Of the half-arrows in a legend that is not about widths. */
export const LEGEND_WIDTH = 4;

/** Widths from slow to fast, then fills in the order of the table of patterns. */
export function weathermapLegend(links: readonly PictureLink[], scale: LoadScaleName): LegendEntry[] {
  return [...widthEntries(links, scale), ...lookEntries(links)];
}

/** One entry a width, with the capacities that are drawn so. */
function widthEntries(links: readonly PictureLink[], scale: LoadScaleName): LegendEntry[] {
  const widths = new Map<number, { width: number; capacities: Set<number> }>();
  for (const { load } of links) {
    if (!load || load.capacityBps === null || load.capacityBps <= 0) continue;
    const nominal = capacityWidth(load.capacityBps);
    const known = widths.get(nominal) ?? { width: load.width, capacities: new Set() };
    widths.set(nominal, { ...known, capacities: known.capacities.add(load.capacityBps) });
  }
  return [...widths]
    .sort(([one], [other]) => one - other)
    .map(([, { width, capacities }], at) => {
      const speeds = [...capacities].sort((one, other) => one - other).map(formatBps);
      const text = [...new Set(speeds)].slice(0, 4).join(', ');
      const arrows = { look: neutralLook(scale), width, heads: false };
      return { ...NONE, text: at === 0 ? `capacity ${text}` : text, arrows };
    });
}

function lookEntries(links: readonly PictureLink[]): LegendEntry[] {
  const looks = links.flatMap(({ load }) => (load ? [load.a.look, load.b.look] : []));
  const told = new Map<string, LoadLook>();
  for (const look of looks) if (look.legend !== null) told.set(look.legend, look);
  return [...told]
    .sort(
      ([one], [other]) =>
        ORDER.indexOf(told.get(one)?.pattern ?? 'solid') - ORDER.indexOf(told.get(other)?.pattern ?? 'solid'),
    )
    .map(([text, look]) => ({ ...NONE, text, arrows: { look, width: LEGEND_WIDTH, heads: true } }));
}

const ORDER: readonly LoadLook['pattern'][] = ['solid', 'broken', 'core', 'hatched'];
