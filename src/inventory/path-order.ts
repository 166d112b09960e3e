// The order in which Ansible reads the files of a folder.
import { compareText } from '../model/index.ts';

/** Part by part, so that what is in a folder stays together; a folder before what is in it. */
export function compareParts(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareText(a[i] ?? '', b[i] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
