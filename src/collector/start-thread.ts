// Worker threads of modules that are compiled, or TypeScript sources as in tests.
import { Worker } from 'node:worker_threads';

/**
 * `module` is `new URL('./x.ts', import.meta.url)`: compiled code starts the `.js` that it became. It finds `workerData` and
 * `parentPort` in node:worker_threads.
 */
export function startThread(module: URL, workerData: unknown): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  if (!isSource) return new Worker(new URL(module.href.replace(/\.ts$/, '.js')), { workerData });
  const start = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(module.href)}); })`;
  return new Worker(start, { eval: true, workerData });
}
