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
import { BUNDLES, EVERY_CHANGE, STUBS } from './networks-trouble.ts';
import { WEATHERMAPS } from './weathermaps.ts';

export const CASES: Readonly<Record<string, DiagramInput>> = {
  lab: input(LAB, { view: LAB_VIEW }),
  'lab to the right': input(LAB, { view: { ...LAB_VIEW, direction: 'right' } }),
  'lab without ranks': input(LAB, { view: view() }),
  'lab with two links lost': input(LAB_TWO_LOST, { view: LAB_VIEW, before: LAB }),
  'lab in trouble': input(LAB_TROUBLED, { view: LAB_VIEW }),
  'segment, bundles and stubs': input(LAB_RICH, { view: RICH_VIEW }),
  'segment, bundles and stubs to the right': input(LAB_RICH, { view: { ...RICH_VIEW, direction: 'right' } }),
  changes: input(CHANGED.after, { before: CHANGED.before, view: CHANGED_VIEW, mode: 'changes' }),
  'bundles in every state': input(BUNDLES, { view: view({ title: 'Bundles' }) }),
  'bundles in every state to the right': input(BUNDLES, { view: view({ title: 'Bundles', direction: 'right' }) }),
  'neighbours of every kind': input(STUBS, { view: view({ title: 'Neighbours' }) }),
  'neighbours of every kind to the right': input(STUBS, { view: view({ title: 'Neighbours', direction: 'right' }) }),
  'every change': input(EVERY_CHANGE.after, { before: EVERY_CHANGE.before, view: view(), mode: 'changes' }),
  'every change to the right': input(EVERY_CHANGE.after, {
    before: EVERY_CHANGE.before,
    view: view({ direction: 'right' }),
    mode: 'changes',
  }),
  'campus of 12': input(campus(12), { view: view({ title: 'Campus of 12' }) }),
  'campus of 50': input(campus(50), { view: view({ title: 'Campus of 50' }) }),
  ...WEATHERMAPS,
};
