// Numbers in the field's units: 1000-based bits per second, one letter, no blank (`1G`, `2.5G`, `100M`).

const STEPS = [
  { factor: 1e12, letter: 'T' },
  { factor: 1e9, letter: 'G' },
  { factor: 1e6, letter: 'M' },
  { factor: 1e3, letter: 'k' },
] as const;

/** `1000000000` → `1G`, `2500000000` → `2.5G`. At most three significant digits. */
export function formatBps(bps: number): string {
  for (const { factor, letter } of STEPS) {
    if (bps >= factor) return `${Number((bps / factor).toPrecision(3))}${letter}`;
  }
  return `${Math.round(bps)}`;
}

/** `10G`, `2.5G`, `100M`, `1000000` → bits per second; null when the text is no speed. */
export function parseBps(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*([kKMGT]?)(?:bps|bit\/s|b\/s)?$/.exec(text.trim());
  if (!match?.[1]) return null;
  const factor = STEPS.find((step) => step.letter === match[2]?.replace('K', 'k'))?.factor ?? 1;
  return Math.round(Number(match[1]) * factor);
}
