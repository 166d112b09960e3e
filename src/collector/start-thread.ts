// Worker threads of modules that are compiled, or TypeScript sources as in tests.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/**
 * `module` finds `workerData` and `parentPort` in node:worker_threads. The file beside the sources may be named `….js` or `….ts`: use
 * `new URL('./x.ts', import.meta.url)`, and compiled code asks for the `.js` that it became.
 */
export function startThread(module: URL, workerData: unknown): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  if (!isSource) return new Worker(new URL(module.href.replace(/\.ts$/, '.js')), { workerData });
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api')).href;
  const start = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(module.href)}); })`;
  return new Worker(start, { eval: true, workerData });
}
