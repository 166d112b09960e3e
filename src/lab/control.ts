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
/** What IOS takes for one. */
const Hostname = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/);

export const ControlRequest = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('cut'), end: End, how: z.enum(['shutdown', 'carrier', 'silent']) }),
  z.strictObject({ action: z.literal('restore'), end: End }),
  z.strictObject({ action: z.literal('one-way'), end: End }),
  z.strictObject({
    action: z.literal('flap'),
    end: End,
    times: z.number().int().min(1),
    withinSeconds: z.number().positive(),
    how: z.enum(['carrier', 'shutdown']),
  }),
  z.strictObject({ action: z.literal('move'), end: End, to: End }),
  z.strictObject({ action: z.literal('swap'), end: End, other: End }),
  z.strictObject({
    action: z.literal('power'),
    device: z.string(),
    state: z.enum(['on', 'off']),
    silent: z.boolean().default(false),
  }),
  z.strictObject({ action: z.literal('rename'), device: z.string(), hostname: Hostname }),
  z.strictObject({ action: z.literal('replace'), device: z.string() }),
  z.strictObject({
    action: z.literal('fault'),
    device: z.string(),
    /** All of them; null heals the device. */
    fault: z.union([Fault, z.array(Fault)]).nullable(),
  }),
  z.strictObject({ action: z.literal('status') }),
]);
/** As it is written: what has a default may be left out. */
export type ControlRequest = z.input<typeof ControlRequest>;

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

/** How long a lab may take to answer, in milliseconds. Flapping lasts as long as it is asked to. */
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

async function obey(lab: Lab, request: z.infer<typeof ControlRequest>): Promise<void> {
  switch (request.action) {
    case 'cut':
      return lab.cut(request.end, request.how);
    case 'restore':
      return lab.restore(request.end);
    case 'one-way':
      return lab.oneWay(request.end);
    case 'flap':
      return lab.flap(request.end, request);
    case 'move':
      return lab.move(request.end, request.to);
    case 'swap':
      return lab.swap(request.end, request.other);
    case 'power':
      return lab.power(request.device, request.state, { silent: request.silent });
    case 'rename':
      return lab.rename(request.device, request.hostname);
    case 'replace':
      return lab.replace(request.device);
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
    if (request.action !== 'flap') socket.setTimeout(ANSWER_TIMEOUT_MS, () => fail());
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
