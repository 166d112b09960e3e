// A process that reads a capture from its standard input, in the main thread or (`worker`) in a thread, and prints the counts.
import { isMainThread, parentPort } from 'node:worker_threads';
import { readCapture, startThread } from '../../src/collector/index.ts';
import { ToposcopeError } from '../../src/model/index.ts';

const tell = (result: unknown) =>
  isMainThread ? console.log(JSON.stringify(result)) : parentPort?.postMessage(result);

if (isMainThread && process.argv.includes('worker')) {
  startThread(new URL(import.meta.url), null).on('message', tell);
} else {
  const result = await readCapture('-', () => undefined).catch((error: unknown) => {
    if (error instanceof ToposcopeError) return { code: error.code, message: error.message };
    throw error;
  });
  tell(result);
}
