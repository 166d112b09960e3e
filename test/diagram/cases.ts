// The drawings that are compared by eye and by golden file: every state, in both directions.
import type { DiagramInput } from '../../src/diagram/index.ts';
import {
  CHANGED,
  CHANGED_VIEW,
  campus,
  input,
  LAB,
  LAB_RICH,
  LAB_TROUBLED,
  LAB_TWO_LOST,
  LAB_VIEW,
  RICH_VIEW,
  view,
} from './networks.ts';

export const CASES: Readonly<Record<string, DiagramInput>> = {
  lab: input(LAB, { view: LAB_VIEW }),
  'lab to the right': input(LAB, { view: { ...LAB_VIEW, direction: 'right' } }),
  'lab without ranks': input(LAB, { view: view() }),
  'lab with two links lost': input(LAB_TWO_LOST, { view: LAB_VIEW, before: LAB }),
  'lab in trouble': input(LAB_TROUBLED, { view: LAB_VIEW }),
  'segment, bundles and stubs': input(LAB_RICH, { view: RICH_VIEW }),
  'segment, bundles and stubs to the right': input(LAB_RICH, { view: { ...RICH_VIEW, direction: 'right' } }),
  changes: input(CHANGED.after, { before: CHANGED.before, view: CHANGED_VIEW, mode: 'changes' }),
  'campus of 12': input(campus(12), { view: view({ title: 'Campus of 12' }) }),
  'campus of 50': input(campus(50), { view: view({ title: 'Campus of 50' }) }),
};
