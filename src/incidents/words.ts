// How devices, ports and links are named in titles and sentences.
import { compareText, type LinkEnd, shortPortName } from '../model/index.ts';

/** `r1 Gi0/1`, or the device alone where the port is unknown. */
export function nameEnd({ device, port }: LinkEnd): string {
  return port === null ? device : `${device} ${shortPortName(port)}`;
}

/** `r1 Gi0/1 – r2 Gi0/2`. */
export function nameEnds(ends: readonly LinkEnd[]): string {
  return ends.map(nameEnd).join(' – ');
}

/** `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`. */
export function listNames(names: readonly string[]): string {
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : [...names];
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

export function sortedUnique(names: Iterable<string>): string[] {
  return [...new Set(names)].sort(compareText);
}
