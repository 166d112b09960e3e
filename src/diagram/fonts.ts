// The fonts a PDF is set in. The shell loads the bytes; this says which files, and in which order they are tried.

/** Font files (woff, woff2 or ttf). A letter is set in the first font of the list that has it. */
export interface Fonts {
  readonly regular: readonly Uint8Array[];
  readonly bold: readonly Uint8Array[];
}

/** Arimo comes cut by script. DejaVu Sans has arrows, signs and most other alphabets, but no CJK. */
const ARIMO_SCRIPTS = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'hebrew', 'vietnamese'];

function files(weight: 400 | 700): string[] {
  const arimo = ARIMO_SCRIPTS.map((script) => `@fontsource/arimo/files/arimo-${script}-${weight}-normal.woff`);
  return [...arimo, `@fontsource/dejavu-sans/files/dejavu-sans-latin-${weight}-normal.woff`];
}

/** Module paths to load, in the order of `Fonts`. */
export const FONT_FILES = { regular: files(400), bold: files(700) } as const;
