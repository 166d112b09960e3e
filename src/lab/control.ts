// Remote control of a running lab: one JSON object a line over a Unix domain socket that only its owner may open.
import { chmod, lstat, unlink } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { ERROR_CODES, type ErrorCode, ToposcopeError } from '../model/index.ts';
import { Fault } from './faults.ts';
import type { Lab } from './lab.ts';
import type { LinkStatus } from './lab-network.ts';

const End = z.string().min(1);

export const ControlRequest = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('cut'), end: End, how: z.enum(['shutdown', 'carrier', 'silent']) }),
  z.strictObject({ action: z.literal('restore'), end: End }),
  z.strictObject({ action: z.literal('one-way'), end: End }),
  z.strictObject({
    action: z.literal('fault'),
    device: z.string(),
    /** All of them; null heals the device. */
    fault: z.union([Fault, z.array(Fault)]).nullable(),
  }),
  z.strictObject({ action: z.literal('status') }),
]);
export type ControlRequest = z.infer<typeof ControlRequest>;

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly context: Readonly<Record<string, unknown>>;
}

type Reply =
  | { readonly ok: true; readonly links: readonly LinkStatus[] }
  | { readonly ok: false; readonly error: Refusal };

export interface ControlServer {
  /** Ends every conversation and removes the socket file. */
  close(): Promise<void>;
}

/** How long a lab may take to answer, in milliseconds. */
const ANSWER_TIMEOUT_MS = 5000;

/** Serves a lab on a socket. A file left by a lab that died is replaced; one that answers is LAB_PORT_IN_USE. */
export async function serveControl(lab: Lab, socketPath: string): Promise<ControlServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
    createInterface({ input: socket }).on('line', (line) => {
      void answer(lab, line).then((reply) => socket.write(`${JSON.stringify(reply)}\n`));
    });
  });
  await listen(server, socketPath);
  await chmod(socketPath, 0o600);
  return {
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function answer(lab: Lab, line: string): Promise<Reply> {
  try {
    await obey(lab, ControlRequest.parse(JSON.parse(line)));
    return { ok: true, links: lab.status().links };
  } catch (error) {
    if (error instanceof ToposcopeError) {
      const { code, message, hint, context } = error;
      return { ok: false, error: { code, message, hint, context } };
    }
    const message = `the lab does not understand ${line.slice(0, 200)}`;
    return { ok: false, error: { code: 'CLI_USAGE', message, hint: null, context: {} } };
  }
}

async function obey(lab: Lab, request: ControlRequest): Promise<void> {
  switch (request.action) {
    case 'cut':
      return lab.cut(request.end, request.how);
    case 'restore':
      return lab.restore(request.end);
    case 'one-way':
      return lab.oneWay(request.end);
    case 'fault':
      return lab.fault(request.device, request.fault);
    case 'status':
      return;
  }
}

async function listen(server: Server, socketPath: string): Promise<void> {
  const tryOnce = () =>
    new Promise<NodeJS.ErrnoException | null>((resolve) => {
      server.once('error', resolve);
      server.listen(socketPath, () => {
        server.off('error', resolve);
        resolve(null);
      });
    });
  let error = await tryOnce();
  if (error?.code === 'EADDRINUSE' && (await isStale(socketPath))) {
    await unlink(socketPath);
    error = await tryOnce();
  }
  if (!error) return;
  if (error.code === 'EADDRINUSE' && (await isAnswering(socketPath))) {
    throw new ToposcopeError('LAB_PORT_IN_USE', `a lab is already running at ${socketPath}`, {
      hint: 'Stop it with Ctrl-C where it runs, or give this one another --output.',
      cause: error,
    });
  }
  throw new ToposcopeError('CONFIG_INVALID_VALUE', `cannot listen on ${socketPath}: ${error.message}`, {
    hint: 'Name a shorter path (at most about 100 characters) in a folder that you may write to.',
    cause: error,
  });
}

/** A socket file without a lab behind it. Any other file is somebody's, and stays. */
async function isStale(socketPath: string): Promise<boolean> {
  const isSocket = await lstat(socketPath).then(
    (file) => file.isSocket(),
    () => false,
  );
  return isSocket && !(await isAnswering(socketPath));
}

function isAnswering(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Sends one request and returns the lab's cables after it. LAB_NOT_RUNNING when nobody listens; else the lab's own errors. */
export async function sendControl(socketPath: string, request: ControlRequest): Promise<readonly LinkStatus[]> {
  const reply = await converse(socketPath, request);
  if (reply.ok) return reply.links;
  const { code, message, hint, context } = reply.error;
  const known = ERROR_CODES.find((one): one is ErrorCode => one === code) ?? 'LAB_NOT_RUNNING';
  throw new ToposcopeError(known, message, { context, ...(hint === null ? {} : { hint }) });
}

function converse(socketPath: string, request: ControlRequest): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    const fail = (cause?: Error) => {
      socket.destroy();
      reject(
        new ToposcopeError('LAB_NOT_RUNNING', `no lab answers at ${socketPath}`, {
          hint: 'start one with `toposcope lab up`, or name the --output it was started with',
          cause,
        }),
      );
    };
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => fail());
    socket.once('error', fail);
    socket.once('close', () => fail());
    createInterface({ input: socket })
      .on('error', () => undefined)
      .once('line', (line) => {
        resolve(JSON.parse(line) as Reply);
        socket.end();
      });
    socket.write(`${JSON.stringify(request)}\n`);
  });
}
