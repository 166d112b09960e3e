// The door of the diagram room: a snapshot seen through a view becomes SVG, PDF and DOT.
export { createLayoutEngine, type LayoutEngine, type LayoutOptions } from './engine.ts';
export { FONT_FILES, type Fonts } from './fonts.ts';
export { LOAD_SCALE_NAMES, type LoadScaleName } from './load-scales.ts';
export type { DiagramInput } from './picture-model.ts';
export { type DiagramFormat, renderDiagram, warmUp } from './render.ts';
