// The thread that asks the traffic store: days of minutes take seconds to read, and nothing else shall wait for them.
import { parentPort, workerData } from 'node:worker_threads';
import { ToposcopeError } from '../../model/index.ts';
import { openTraffic } from '../../store/index.ts';
import { openPlaces } from './places.ts';
import { answerQuery, type TrafficAnswer, type TrafficQuestion } from './traffic-query.ts';

const { output, mmdb } = workerData as { readonly output: string; readonly mmdb: readonly string[] };

const warn = (error: ToposcopeError) => parentPort?.postMessage({ id: null, warning: error.message });
const opened = Promise.all([openTraffic(output, { warn }), mmdb.length > 0 ? openPlaces(mmdb) : null]);
// Whoever asks hears of it.
opened.catch(() => undefined);

parentPort?.on('message', async ({ id, question }: { readonly id: number; readonly question: TrafficQuestion }) => {
  const answer = await answerOrFault(question);
  parentPort?.postMessage({ id, answer });
});

async function answerOrFault(question: TrafficQuestion): Promise<TrafficAnswer> {
  try {
    const [store, places] = await opened;
    return { value: answerQuery(store, question, places) };
  } catch (error) {
    if (error instanceof ToposcopeError) {
      const { code, message, hint, context } = error;
      return { fault: { code, message, hint: hint ?? '', context } };
    }
    return { bug: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
