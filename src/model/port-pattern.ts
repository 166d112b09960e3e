// Port patterns of the settings: a name in any spelling, or wildcards on the long or the short name.
import { globToRegExp } from './glob.ts';
import { canonicalPortName, shortPortName } from './ports.ts';

/** Whether a port fits `Gi0/1`, `Management*` or `Gi1/0/[1-8]`. Wildcards leave case out of it. */
export function portPattern(pattern: string): (port: string) => boolean {
  if (!/[*?[]/.test(pattern)) {
    const name = canonicalPortName(pattern);
    return (port) => canonicalPortName(port) === name;
  }
  const regex = globToRegExp(pattern, 'i');
  return (port) => regex.test(canonicalPortName(port)) || regex.test(shortPortName(port));
}
