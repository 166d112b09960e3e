// The legend: one entry for every look that occurs, in the order of the style table, from the words of the style table.
import { BOX_LOOK_NAMES, BOX_LOOKS, LINK_LOOK_NAMES, LINK_LOOKS } from './looks.ts';
import type { Box, LegendEntry, Picture, PictureLink } from './picture.ts';

/** In a picture of changes every entry carries its count. */
export function legendOf(boxes: readonly Box[], links: readonly PictureLink[], mode: Picture['mode']): LegendEntry[] {
  const counted = (text: string, count: number): string => (mode === 'changes' ? `${text}: ${count}` : text);
  const forLinks = LINK_LOOK_NAMES.flatMap((look): LegendEntry[] => {
    const count = links.filter((link) => link.look === look).length;
    return count === 0 ? [] : [{ text: counted(LINK_LOOKS[look].legend, count), link: look, box: null }];
  });
  const forBoxes = BOX_LOOK_NAMES.flatMap((look): LegendEntry[] => {
    const count = boxes.filter((box) => box.look === look).length;
    const text = BOX_LOOKS[look].legend;
    return count === 0 || text === null ? [] : [{ text: counted(text, count), link: null, box: look }];
  });
  return [...forLinks, ...forBoxes];
}
