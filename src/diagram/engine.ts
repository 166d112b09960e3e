// Graphviz compiled to WebAssembly, kept warm in one worker thread: a layout that runs away is ended by ending the worker.
import { Worker } from 'node:worker_threads';
import { ToposcopeError } from '../model/index.ts';

export interface LayoutOptions {
  readonly engine: 'dot' | 'neato';
  readonly format: 'json' | 'svg' | 'dot' | 'plain';
  /** neato only: 1 keeps node positions, 2 edge positions too. */
  readonly nop?: 1 | 2;
}

/** Lays out one graph at a time, in the order of the calls. */
export interface LayoutEngine {
  /**
   * Rejects with DIAGRAM_TIMEOUT or DIAGRAM_ENGINE_FAILED; the next call gets a fresh engine. The DOT must not ask for
   * curved, polyline or ortho splines, which hang or crash Graphviz.
   */
  layout(dot: string, options: LayoutOptions): Promise<string>;
  /** Ends the worker; layouts still waiting are rejected. */
  close(): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 60_000;

interface Reply {
  readonly text?: string;
  readonly error?: string;
}

/** Nothing is started before the first layout; an idle engine never keeps the process alive. */
export function createLayoutEngine(options: { timeoutMs?: number } = {}): LayoutEngine {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  let worker: Worker | null = null;
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();

  async function drop(): Promise<void> {
    const old = worker;
    worker = null;
    await old?.terminate();
  }

  async function run(dot: string, wanted: LayoutOptions): Promise<string> {
    if (closed) throw engineFailed('the layout engine is closed');
    worker ??= startWorker();
    const reply = await ask(worker, { dot, ...wanted }, timeoutMs);
    if (reply.text !== undefined) return reply.text;
    await drop();
    if (reply.error === undefined) throw timedOut(timeoutMs, dot);
    throw engineFailed(reply.error);
  }

  return {
    layout(dot, wanted) {
      const result = last.then(() => run(dot, wanted));
      last = result.catch(() => undefined);
      return result;
    },
    async close() {
      closed = true;
      await drop();
    },
  };
}

function startWorker(): Worker {
  const worker = new Worker(new URL('./layout-worker.js', import.meta.url));
  worker.unref();
  return worker;
}

/** One question, one answer; neither text nor error means that time ran out. */
function ask(worker: Worker, question: object, timeoutMs: number): Promise<Reply> {
  return new Promise((resolve) => {
    const done = (reply: Reply): void => {
      clearTimeout(timer);
      worker.off('message', done);
      worker.off('error', failed);
      worker.off('exit', exited);
      worker.unref();
      resolve(reply);
    };
    const failed = (error: Error): void => done({ error: error.message });
    const exited = (): void => done({ error: 'the layout worker ended' });
    const timer = setTimeout(() => done({}), timeoutMs);
    worker.on('message', done);
    worker.on('error', failed);
    worker.on('exit', exited);
    worker.ref();
    worker.postMessage(question);
  });
}

function timedOut(timeoutMs: number, dot: string): ToposcopeError {
  return new ToposcopeError('DIAGRAM_TIMEOUT', `The layout took longer than ${timeoutMs / 1000} s`, {
    hint: 'Draw less in one picture: narrow the view with `include` or `exclude`.',
    context: { timeoutMs, dotBytes: dot.length },
  });
}

function engineFailed(reason: string): ToposcopeError {
  return new ToposcopeError('DIAGRAM_ENGINE_FAILED', `Graphviz could not lay out the diagram: ${reason}`, {
    hint: 'Try `--format dot` and run Graphviz on the file; if it fails too, narrow the view with `include`.',
    context: { reason },
  });
}
