// The bytes of the fonts that PDFs are set in, from their npm packages.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { FONT_FILES, type Fonts } from '../diagram/index.ts';

const require = createRequire(import.meta.url);

let fonts: Promise<Fonts> | null = null;

/** Read once per process. */
export function loadFonts(): Promise<Fonts> {
  fonts ??= readFonts();
  return fonts;
}

async function readFonts(): Promise<Fonts> {
  const [regular, bold] = await Promise.all([readAll(FONT_FILES.regular), readAll(FONT_FILES.bold)]);
  return { regular, bold };
}

function readAll(modules: readonly string[]): Promise<Uint8Array[]> {
  return Promise.all(modules.map((module) => readFile(require.resolve(module))));
}
