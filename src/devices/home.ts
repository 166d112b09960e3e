// Paths as the operator writes them.
import { homedir } from 'node:os';
import { join } from 'node:path';

/** `~/x` → x in the home directory; any other path stays as it is. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}
