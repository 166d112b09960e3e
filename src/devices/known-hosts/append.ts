// Adds lines to a known_hosts file. Visits run side by side, so lines are added one at a time, each by one write.
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ToposcopeError } from '../../model/index.ts';

/** Per path: the end of the line being written. */
const queues = new Map<string, Promise<void>>();

/** Creates file (0600) and folder (0700) where missing. Another process may append at the same time: O_APPEND, one write. */
export function appendLine(path: string, line: string): Promise<void> {
  const turn = (queues.get(path) ?? Promise.resolve()).then(() => write(path, line));
  const settled = turn.catch(() => undefined);
  queues.set(path, settled);
  void settled.then(() => queues.get(path) === settled && queues.delete(path));
  return turn;
}

async function write(path: string, line: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(path, 'a+', 0o600);
    try {
      const { size } = await file.stat();
      const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
      const unfinished = size > 0 && buffer[0] !== 0x0a;
      await file.write(`${unfinished ? '\n' : ''}${line}\n`);
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ToposcopeError('STORE_WRITE_FAILED', `${path}: the accepted host key cannot be written (${code})`, {
      hint: 'make the first known_hosts file of the settings writable, or name another one',
      cause: error,
    });
  }
}
