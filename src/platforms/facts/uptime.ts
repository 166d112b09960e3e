// How long a device has been up, from the words in which it says so.

const SECONDS: readonly (readonly [RegExp, number])[] = [
  [/^y/, 365 * 86_400],
  [/^w/, 7 * 86_400],
  [/^d/, 86_400],
  [/^h/, 3600],
  [/^m/, 60],
  [/^s/, 1],
];

const AMOUNT =
  /(\d+)(?:\.\d+)?\s*(y(?:ea)?rs?|y|w(?:ee)?ks?|w|days?|d|hours?|hrs?|h|min(?:ute)?s?|m|sec(?:ond)?s?|s)(?![a-z])/g;
const CLOCK = /(?<![\d:])(\d+):(\d\d)(?::(\d\d))?(?:\.\d+)?(?![\d:])/;

/**
 * `1 year, 2 weeks, 3 days, 4 hours, 5 minutes` · `12 day(s), 3 hour(s)` · `1w2d03:04:05` · `12 days, 3:04` · `93784.51`
 * (seconds) → whole seconds; null where no duration is said. A year counts 365 days.
 */
export function parseUptime(text: string): number | null {
  const words = text.trim().toLowerCase().replaceAll('(s)', 's');
  if (/^\d+(?:\.\d+)?$/.test(words)) return Math.floor(Number(words));
  const amounts = [...words.matchAll(AMOUNT)].map(([, amount = '', unit = '']) => Number(amount) * secondsOf(unit));
  const clock = CLOCK.exec(words.replace(AMOUNT, '$& '));
  if (clock) amounts.push(Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0));
  return amounts.length === 0 ? null : amounts.reduce((sum, seconds) => sum + seconds, 0);
}

function secondsOf(unit: string): number {
  return SECONDS.find(([pattern]) => pattern.test(unit))?.[1] ?? 0;
}
