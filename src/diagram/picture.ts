// A snapshot seen through a view as plain data: which boxes, which lines between them, and the words around them.
// Nothing here has a position; layout comes after.
import { collapseStubs } from './collapse.ts';
import { legendOf } from './legend.ts';
import { footLines } from './load-foot.ts';
import { weathermapLegend } from './load-legend.ts';
import { LOAD_SCALES, type LoadScaleName, stepWords } from './load-scales.ts';
import { drawBoxes } from './picture-boxes.ts';
import { labelBundles } from './picture-bundles.ts';
import { drawLinks } from './picture-links.ts';
import { drawLoads, loadsOf } from './picture-loads.ts';
import type { DiagramInput, Picture, PictureLink, ScaleBar } from './picture-model.ts';
import { labelText } from './text.ts';
import { coverageLine, timeLine } from './words.ts';

/** Above this many speeds the most common one is said once, in the legend, and not on every line. */
const MAX_SPEED_PILLS = 40;

/** Builds the picture; what the view leaves out is absent, with every link that ends on it. */
export function buildPicture(input: DiagramInput): Picture {
  const all = drawBoxes(input);
  const keys = new Map(all.map((box) => [box.name, box.key]));
  const labelled = labelBundles(drawLinks(input, keys), input);
  const collapsed = collapseStubs({ boxes: all, links: labelled }, new Set(input.view.ranks.flat()));
  const { boxes } = collapsed;
  const links = drawLoads(collapsed.links, input);
  const loads = loadsOf(input);
  const scale = input.scale ?? 'utilisation';
  const usualSpeed = usualSpeedOf(links);
  const shown = links.map((link) => (usualSpeed !== null && link.speedBps === usualSpeed ? withoutSpeed(link) : link));
  return {
    title: headingOf(input),
    time: timeLine(input),
    coverage: coverageLine(input, boxes, shown),
    mode: input.mode,
    boxes,
    links: shown,
    legend: [
      ...(loads ? weathermapLegend(shown, scale) : []),
      ...legendOf(boxes, shown, { mode: input.mode, usualSpeed, scale }),
    ],
    scaleBar: loads ? scaleBar(scale) : null,
    foot: loads ? footLines(loads, shown, input) : [],
  };
}

function scaleBar(name: LoadScaleName): ScaleBar {
  const words = stepWords(LOAD_SCALES[name]);
  const steps = LOAD_SCALES[name].steps.map(({ light }, at) => ({ text: words[at] ?? '', colour: light }));
  return { title: 'load, %', steps };
}

function headingOf({ heading, view, mode }: DiagramInput): string {
  if (heading !== undefined) return labelText(heading, 160) || 'Topology';
  const title = labelText(view.title ?? view.name, 80) || 'Topology';
  return mode === 'changes' ? `${title} — changes` : title;
}

function usualSpeedOf(links: readonly PictureLink[]): number | null {
  const counts = new Map<number, number>();
  const shown = links.filter((link) => link.pill?.kind === 'speed');
  for (const { speedBps } of shown) if (speedBps !== null) counts.set(speedBps, (counts.get(speedBps) ?? 0) + 1);
  const [most] = [...counts].sort(([one, times], [other, otherTimes]) => otherTimes - times || one - other);
  return most && shown.length > MAX_SPEED_PILLS ? most[0] : null;
}

function withoutSpeed(link: PictureLink): PictureLink {
  return link.pill?.kind === 'speed' ? { ...link, pill: null } : link;
}
