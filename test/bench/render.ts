// Rendering: dot in warm WebAssembly against native `dot` on the same DOT, and a whole diagram from snapshot to SVG.
// Every round measures all sizes and both engines in turn, so that a busy minute hits them alike. Compare ratios only.
import { spawnSync } from 'node:child_process';
import {
  createLayoutEngine,
  type DiagramInput,
  type Fonts,
  type LayoutEngine,
  renderDiagram,
} from '../../src/diagram/index.ts';
import { skeletonDot } from '../../src/diagram/order.ts';
import { buildPicture } from '../../src/diagram/picture.ts';
import { skeletonOf } from '../../src/diagram/render.ts';
import { assignRows } from '../../src/diagram/rows.ts';
import { campus, input, loadFonts, view } from '../diagram/networks.ts';
import { median } from './median.ts';

const SIZES = [50, 200, 500] as const;
const ROUNDS = 7;

interface Times {
  readonly size: number;
  readonly input: DiagramInput;
  readonly dot: string;
  readonly wasm: number[];
  readonly native: number[];
  readonly whole: number[];
}

/** Prints a table of medians in milliseconds and their ratio. Native times include starting the process, as a caller would. */
export async function benchRender(): Promise<void> {
  const native = spawnSync('dot', ['-V']).error === undefined;
  if (!native) console.log('native dot is not installed: its column is empty');
  const engine = createLayoutEngine();
  const fonts = loadFonts();
  const rows = SIZES.map(prepare);
  for (let round = -1; round < ROUNDS; round++) {
    // The first round warms the engine and is not counted.
    for (const row of rows) await measure(row, engine, fonts, native, round >= 0);
  }
  await engine.close();
  console.log('devices   dot in WASM   native dot   ratio   snapshot to SVG');
  for (const row of rows) console.log(line(row));
}

function prepare(size: number): Times {
  const of = input(campus(size), { view: view({ title: `Campus of ${size}` }) });
  const picture = buildPicture(of);
  const dot = skeletonDot(skeletonOf(picture, assignRows(picture, of), of));
  return { size, input: of, dot, wasm: [], native: [], whole: [] };
}

async function measure(
  row: Times,
  engine: LayoutEngine,
  fonts: Fonts,
  native: boolean,
  counts: boolean,
): Promise<void> {
  const timed = async (into: number[], work: () => unknown): Promise<void> => {
    const start = performance.now();
    const result = await work();
    if (String(result).length === 0) throw new Error('nothing was drawn');
    if (counts) into.push(performance.now() - start);
  };
  await timed(row.wasm, () => engine.layout(row.dot, { engine: 'dot', format: 'svg' }));
  if (native) await timed(row.native, () => spawnSync('dot', ['-Tsvg'], { input: row.dot, maxBuffer: 1 << 28 }).stdout);
  await timed(row.whole, async () => (await renderDiagram(row.input, ['svg'], engine, fonts)).get('svg'));
}

function line({ size, wasm, native, whole }: Times): string {
  const ms = (times: readonly number[]): string => (times.length === 0 ? '–' : `${Math.round(median(times))} ms`);
  const ratio = native.length === 0 ? '–' : (median(wasm) / median(native)).toFixed(2);
  return [
    String(size).padEnd(7),
    ms(wasm).padStart(14),
    ms(native).padStart(12),
    ratio.padStart(7),
    ms(whole).padStart(17),
  ].join(' ');
}
