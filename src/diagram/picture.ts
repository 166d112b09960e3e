// A snapshot seen through a view as plain data: which boxes, which lines between them, and the words around them.
// Nothing here has a position; layout comes after.
import { legendOf } from './legend.ts';
import { drawBoxes } from './picture-boxes.ts';
import { drawLinks, labelBundles } from './picture-links.ts';
import type { DiagramInput, Picture, PictureLink } from './picture-model.ts';
import { labelText } from './text.ts';
import { coverageLine, timeLine } from './words.ts';

/** Above this many speeds the most common one is said once, in the legend, and not on every line. */
const MAX_SPEED_PILLS = 40;

/** Builds the picture; what the view leaves out is absent, with every link that ends on it. */
export function buildPicture(input: DiagramInput): Picture {
  const boxes = drawBoxes(input);
  const keys = new Map(boxes.map((box) => [box.name, box.key]));
  const labelled = labelBundles(drawLinks(input, keys), input.mode);
  const usualSpeed = usualSpeedOf(labelled);
  const links = labelled.map((link) =>
    usualSpeed !== null && link.speedBps === usualSpeed ? withoutSpeed(link) : link,
  );
  const title = labelText(input.view.title ?? input.view.name, 80) || 'Topology';
  return {
    title: input.mode === 'changes' ? `${title} — changes` : title,
    time: timeLine(input),
    coverage: coverageLine(input, boxes, links),
    mode: input.mode,
    boxes,
    links,
    legend: legendOf(boxes, links, input.mode, usualSpeed),
  };
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
