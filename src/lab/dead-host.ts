// A TCP port that looks like a dead host behind a router: a connection attempt is not refused, it hangs.
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/**
 * Listens with the shortest queue there is, and never takes anything from it. Once the queue is full the kernel drops every
 * attempt to connect. Only a thread whose event loop stands still can leave connections in the queue.
 */
const LISTENER = `
const { workerData, parentPort } = require('node:worker_threads');
const { createServer } = require('node:net');
const server = createServer();
server.once('error', (error) => parentPort.postMessage(error.message));
server.listen({ host: workerData.host, port: workerData.port, backlog: 1 }, () => {
  parentPort.postMessage(null);
  Atomics.wait(new Int32Array(workerData.gate), 0, 0);
  server.close();
});
`;

/** On loopback a connection is made within microseconds, or not at all. */
const CONNECT_MS = 250;
/** The queue of one takes two connections on Linux; other kernels round up. */
const MOST_FILLERS = 16;

export interface DeadHost {
  /** Gives the port back. */
  release(): Promise<void>;
}

/** Resolves when connection attempts hang. Rejects where the port is taken. */
export async function playDead(host: string, port: number): Promise<DeadHost> {
  const gate = new SharedArrayBuffer(4);
  const worker = new Worker(LISTENER, { eval: true, workerData: { host, port, gate } });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const fillers: Socket[] = [];
  const release = async () => {
    for (const socket of fillers) socket.destroy();
    worker.ref();
    const opened = new Int32Array(gate);
    Atomics.store(opened, 0, 1);
    Atomics.notify(opened, 0);
    await ended;
  };
  const trouble = await new Promise<string | null>((resolve) => {
    worker.once('message', resolve);
    worker.once('error', (error) => resolve(error.message));
  });
  if (trouble !== null) {
    await worker.terminate();
    throw new Error(trouble);
  }
  worker.unref();
  while (fillers.length < MOST_FILLERS && (await connectsAtOnce(host, port, fillers)));
  return { release };
}

/** Keeps the connection in `fillers`, made or not. */
function connectsAtOnce(host: string, port: number, fillers: Socket[]): Promise<boolean> {
  const socket = connect({ host, port }).unref();
  fillers.push(socket);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), CONNECT_MS);
    const settle = (made: boolean) => {
      clearTimeout(timer);
      resolve(made);
    };
    socket.on('error', () => settle(false));
    socket.once('connect', () => settle(true));
  });
}
