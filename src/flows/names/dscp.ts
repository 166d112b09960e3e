// Names of DSCP values (IANA, "Differentiated Services Field Codepoints").

const DSCP_NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'default'],
  [1, 'le'],
  ...[1, 2, 3, 4, 5, 6, 7].map((n) => [8 * n, `cs${n}`] as const),
  ...[1, 2, 3, 4].flatMap((n) => [1, 2, 3].map((drop) => [8 * n + 2 * drop, `af${n}${drop}`] as const)),
  [44, 'voice-admit'],
  [46, 'ef'],
]);

const VALUES: ReadonlyMap<string, number> = new Map([
  ...[...DSCP_NAMES].map(([value, name]) => [name, value] as const),
  ['be', 0],
  ['cs0', 0],
]);

/** `af41`; the number itself where it has no name. */
export function dscpName(value: number): string {
  return DSCP_NAMES.get(value) ?? String(value);
}

/** Null where no value is called that. */
export function dscpValue(name: string): number | null {
  return VALUES.get(name.toLowerCase()) ?? null;
}
