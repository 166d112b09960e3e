// LLDP capabilities as one letter each (IEEE 802.1AB-2016 §8.5.8), whether an OS prints letters or words.

/** In the words of EOS, Junos, VRP, Comware, AOS-CX, RouterOS and lldpd; `station` and `telephone` before anything inside them. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/other/i, 'O'],
  [/repeater/i, 'P'],
  [/wlan|access ?point/i, 'W'],
  [/bridge|switch/i, 'B'],
  [/router|gateway/i, 'R'],
  [/tel|phone/i, 'T'],
  [/docsis/i, 'C'],
  [/station/i, 'S'],
];

/** NX-OS leaves nothing between the letters of its brief table. */
const RUN_OF_LETTERS = /^[OPBWRTCS]{2,8}$/;

/** `B,R` · `BR` · `Bridge, Router` · `bridge router wlan-access-point` → `B`, `R`, `W`. A single letter stays; other words are left out. */
export function capabilityLetters(printed: readonly string[]): string[] {
  const letters = printed.flatMap((text) => {
    const parts = text.trim().split(RUN_OF_LETTERS.test(text.trim()) ? '' : /[\s,]+/);
    return parts.every((part) => part.length <= 1) ? parts.filter((part) => part !== '') : lettersOfWords(text);
  });
  return [...new Set(letters)];
}

function lettersOfWords(text: string): string[] {
  const met = WORDS.map(([pattern, letter]) => ({ at: text.search(pattern), letter })).filter(({ at }) => at >= 0);
  return met.sort((a, b) => a.at - b.at).map(({ letter }) => letter);
}
