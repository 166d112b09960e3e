// Collecting flows beside everything else: the thread that receives them, seen from the main one.
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { startThread } from '../../collector/index.ts';
import { type ListenPoint, type Snapshot, ToposcopeError } from '../../model/index.ts';
import type { FlowStatus, FlowThreadData, FromFlowThread, ToFlowThread } from './flow-messages.ts';

export interface FlowCollection {
  readonly listening: readonly ListenPoint[];
  setSnapshot(snapshot: Snapshot): void;
  status(): Promise<FlowStatus>;
  /** What came until then is kept. */
  stop(): Promise<void>;
}

export interface CollectOptions extends FlowThreadData {
  onProblem(text: string): void;
  /** The thread ended by itself, which is a bug: nothing is collected any more. */
  onEnd(error: Error): void;
}

/** Resolves when every port is open. Rejects with FLOW_PORT_IN_USE, FLOW_LISTEN_FAILED or what the store says; nothing runs then. */
export async function collectFlows({ onProblem, onEnd, ...data }: CollectOptions): Promise<FlowCollection> {
  const thread = startThread(new URL('./flow-thread.ts', import.meta.url), data);
  const questions = new Map<number, (status: FlowStatus) => void>();
  let asked = 0;
  let isStopping = false;
  const post = (message: ToFlowThread) => thread.postMessage(message);
  const listening = await started(thread, onProblem);
  thread.on('message', (message: FromFlowThread) => {
    if (message.kind === 'problem') onProblem(message.text);
    if (message.kind === 'status') {
      questions.get(message.id)?.(message.status);
      questions.delete(message.id);
    }
  });
  thread.on('error', onEnd);
  thread.on('exit', () => {
    if (!isStopping) onEnd(new Error('the thread that receives flows has ended'));
  });
  return {
    listening,
    setSnapshot: (snapshot) => post({ kind: 'snapshot', snapshot }),
    status: () =>
      new Promise((resolve) => {
        questions.set(++asked, resolve);
        post({ kind: 'status', id: asked });
      }),
    async stop() {
      if (isStopping) return;
      isStopping = true;
      const ended = once(thread, 'exit');
      post({ kind: 'stop' });
      await ended;
    },
  };
}

/** The first word of the thread that is no warning. */
function started(thread: Worker, onProblem: (text: string) => void): Promise<readonly ListenPoint[]> {
  return new Promise((resolve, reject) => {
    const hear = (message: FromFlowThread) => {
      if (message.kind === 'problem') onProblem(message.text);
      if (message.kind !== 'listening' && message.kind !== 'failed') return;
      thread.removeListener('message', hear);
      thread.removeListener('error', reject);
      if (message.kind === 'listening') resolve(message.points);
      else reject(faultOf(message.fault));
    };
    thread.on('message', hear);
    thread.once('error', reject);
  });
}

function faultOf({ code, message, hint }: Extract<FromFlowThread, { readonly kind: 'failed' }>['fault']): Error {
  return code === null ? new Error(message) : new ToposcopeError(code, message, { hint });
}
