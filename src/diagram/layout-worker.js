// The worker thread that holds Graphviz. Plain JavaScript, so that it is the same file beside the sources and in dist.
import { parentPort } from 'node:worker_threads';
import { Graphviz } from '@hpcc-js/wasm-graphviz';

const loaded = Graphviz.load();

/**
 * @typedef {{ dot: string, engine: 'dot' | 'neato', format: 'json' | 'svg' | 'dot' | 'plain', nop?: 1 | 2 }} Question
 * @param {Question} question
 */
async function answer(question) {
  const graphviz = await loaded;
  const options = question.nop === undefined ? {} : { nop: question.nop };
  return graphviz.layout(question.dot, question.format, question.engine, options);
}

parentPort?.on('message', (/** @type {Question} */ question) => {
  answer(question).then(
    (text) => parentPort?.postMessage({ text }),
    (error) => parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) }),
  );
});
