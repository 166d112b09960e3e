// The legend: one entry for every look that occurs, in the order of the style table, from the words of the style table.
import { formatBps } from '../model/index.ts';
import { BOX_LOOK_NAMES, BOX_LOOKS, LINK_LOOK_NAMES, LINK_LOOKS, type LinkLookName } from './looks.ts';

import type { Box, LegendEntry, Picture, PictureLink } from './picture-model.ts';

/** In a picture of changes every entry carries its count. `usualSpeed` is the one that lines are not labelled with. */
export function legendOf(
  boxes: readonly Box[],
  links: readonly PictureLink[],
  mode: Picture['mode'],
  usualSpeed: number | null,
): LegendEntry[] {
  const counted = (text: string, count: number): string => (mode === 'changes' ? `${text}: ${count}` : text);
  const words = (look: LinkLookName): string => {
    const usual = look === 'confirmed' && usualSpeed !== null ? `, ${formatBps(usualSpeed)} where not labelled` : '';
    return LINK_LOOKS[look].legend + usual;
  };
  const forLinks = LINK_LOOK_NAMES.flatMap((look): LegendEntry[] => {
    const count = links.filter((link) => link.look === look).length;
    return count === 0 ? [] : [{ text: counted(words(look), count), link: look, box: null }];
  });
  const forBoxes = BOX_LOOK_NAMES.flatMap((look): LegendEntry[] => {
    const count = boxes.filter((box) => box.look === look).length;
    const text = BOX_LOOKS[look].legend;
    return count === 0 || text === null ? [] : [{ text: counted(text, count), link: null, box: look }];
  });
  return [...forLinks, ...forBoxes];
}
