// Writing that waits for a pipe that is full: a stream would keep what is not taken in memory, however much that is.
import { writeSync } from 'node:fs';
import { ToposcopeError } from '../../model/index.ts';

/** A reader that has seen enough ends the process, as with any tool in a pipe. STORE_WRITE_FAILED where a disk is full. */
export function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSome(descriptor, bytes, at);
}

function writeSome(descriptor: number, bytes: Uint8Array, at: number): number {
  try {
    return writeSync(descriptor, bytes, at);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EPIPE') process.exit();
    if (code !== 'EAGAIN') throw unwritable(error as Error);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    return 0;
  }
}

function unwritable(error: Error): ToposcopeError {
  return new ToposcopeError('STORE_WRITE_FAILED', `what was found cannot be written: ${error.message}`, {
    hint: 'make room, or write it elsewhere',
    cause: error,
  });
}
