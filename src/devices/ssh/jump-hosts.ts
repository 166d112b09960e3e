// One SSH connection per jump host, shared by every device behind it: opened when first wanted, closed with the run.
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientChannel } from 'ssh2';
import { type JumpHost, type Secret, ToposcopeError } from '../../model/index.ts';
import { connectTimeout, forwardingRefused, jumpFailed, unreachableBehind } from '../faults.ts';
import { isNetworkFault, retryDelay } from '../limits/retries.ts';
import type { VisitTarget } from '../types.ts';
import { type ConnectContext, connectSsh, type SshConnection } from './connect.ts';
import { loadCredential } from './credential.ts';
import type { KeyChain } from './key-chain.ts';
import type { JumpPeer, Peer } from './peer.ts';
import { channelRoad, closeConnection, openSocket, type Road } from './road.ts';

/** RFC 4254 §5.1: what a server says when it does not open a channel. */
const PROHIBITED = 1;
const CONNECT_FAILED = 2;

export interface JumpContext extends Omit<ConnectContext, 'signal' | 'onCredential'> {
  readonly keyChain: KeyChain;
  readonly retries: number;
  readonly retryDelayMs: number;
}

export interface Passage {
  readonly road: Road;
  readonly jump: OpenJump;
}

/** A jump host that is, or once was, logged into. */
export interface OpenJump {
  readonly peer: Peer;
  readonly connection: SshConnection;
  isLost: boolean;
}

export class JumpHosts {
  readonly #context: JumpContext;
  /** By the chain that leads there. A failure stays for the run: one attempt explains all devices behind it. */
  readonly #jumps = new Map<string, Promise<OpenJump>>();
  readonly #open = new Set<OpenJump>();
  /** A jump host outlives the visit that asked for it first. */
  readonly #run = new AbortController();

  constructor(context: JumpContext) {
    this.#context = context;
    setMaxListeners(0, this.#run.signal);
  }

  /**
   * A channel to the device through its jump hosts. Rejects with DEVICE_JUMP_FAILED, DEVICE_UNREACHABLE where the last
   * jump host gets no connection, DEVICE_TIMEOUT, or the reason of `signal`.
   */
  async pass(target: VisitTarget, signal: AbortSignal): Promise<Passage> {
    const chain = target.connection.jumps.map((jump) => describeJump(jump, target));
    const jump = await untilAborted(this.#reach(chain), signal).catch((error) => {
      if (!(error instanceof JumpFault)) throw error;
      // Others may name the same jump host elsewhere.
      throw jumpFailed(target, chain.find(({ key }) => key === error.jump.key)?.peer ?? error.jump.peer, error.fault);
    });
    const { connectTimeoutMs } = this.#context;
    return { jump, road: await forward(jump, target, { timeoutMs: connectTimeoutMs, signal }) };
  }

  async close(graceMs: number): Promise<void> {
    this.#run.abort(new ToposcopeError('DEVICE_SKIPPED', 'the run is over'));
    const open = [...this.#open];
    await Promise.all(open.map(({ connection }) => closeConnection(connection.client, connection.road, graceMs)));
  }

  #reach(chain: readonly Jump[]): Promise<OpenJump> {
    const key = chain.map((jump) => jump.key).join('\n');
    const known = this.#jumps.get(key);
    if (known) return known;
    const jump = this.#connect(chain, () => this.#jumps.delete(key));
    this.#jumps.set(key, jump);
    return jump;
  }

  async #connect(chain: readonly Jump[], onLost: () => void): Promise<OpenJump> {
    const jump = chain.at(-1);
    if (!jump) throw new Error('no jump host');
    for (let attempt = 1; ; attempt++) {
      let isShown = false;
      try {
        return await this.#connectOnce(jump, chain.slice(0, -1), { onCredential: () => (isShown = true), onLost });
      } catch (error) {
        if (!(error instanceof ToposcopeError)) throw error;
        const again = attempt <= this.#context.retries && !isShown && isNetworkFault(error);
        if (!again) throw new JumpFault(jump, error);
        await sleep(retryDelay(attempt, this.#context.retryDelayMs), undefined, { signal: this.#run.signal });
      }
    }
  }

  async #connectOnce(
    { peer, host }: Jump,
    before: readonly Jump[],
    hooks: { onCredential(): void; onLost(): void },
  ): Promise<OpenJump> {
    const { signal } = this.#run;
    const { keyChain, connectTimeoutMs } = this.#context;
    const credential = await loadCredential(peer, host, keyChain);
    let road: Road;
    if (before.length === 0) road = openSocket(peer.connection.host, peer.connection.port);
    else road = await forward(await this.#reach(before), peer, { timeoutMs: connectTimeoutMs, signal });
    const connection = await connectSsh(peer, credential, road, { ...this.#context, ...hooks, signal });
    const jump: OpenJump = { peer, connection, isLost: false };
    this.#open.add(jump);
    const lost = () => {
      if (jump.isLost) return;
      jump.isLost = true;
      this.#open.delete(jump);
      hooks.onLost();
    };
    connection.client.on('end', lost).on('close', lost).on('error', lost);
    return jump;
  }
}

/** Of which jump host, where it is not the one that was asked for. */
class JumpFault extends Error {
  readonly jump: Jump;
  readonly fault: ToposcopeError;

  constructor(jump: Jump, fault: ToposcopeError) {
    super(fault.message);
    this.jump = jump;
    this.fault = fault;
  }
}

interface Jump {
  /** Equal for connections that can be shared. */
  readonly key: string;
  readonly peer: JumpPeer;
  readonly host: Parameters<typeof loadCredential>[1];
}

function describeJump(jump: JumpHost, { connection }: VisitTarget): Jump {
  const user = jump.user ?? connection.user;
  const { name, host, port } = jump;
  const key = JSON.stringify([
    host,
    port,
    user,
    reveal(jump.password),
    jump.privateKeyFiles,
    reveal(jump.privateKeyPassphrase),
    jump.agentSocket,
    jump.useAgent,
  ]);
  const peer = {
    name,
    jump,
    connection: { host, port, user, legacyAlgorithms: 'none', hostKeyChecking: true },
  } as const;
  return { key, peer, host: { ...jump, user } };
}

function reveal(secret: Secret | null): string | null {
  return secret?.reveal() ?? null;
}

interface Wait {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

async function forward(jump: OpenJump, to: Peer, { timeoutMs, signal }: Wait): Promise<Road> {
  const { host, port } = to.connection;
  const opened = new Promise<ClientChannel>((resolve, reject) => {
    try {
      jump.connection.client.forwardOut('127.0.0.1', 0, host, port, (error, channel) =>
        error ? reject(forwardFault(jump, to, error)) : resolve(channel),
      );
    } catch {
      reject(unreachableBehind(to, jump.peer, 'it was lost'));
    }
  });
  // One that opens too late is closed.
  const limit = AbortSignal.timeout(timeoutMs);
  const channel = await untilAborted(opened, AbortSignal.any([limit, signal])).catch((error) => {
    opened.then((late) => late.destroy()).catch(() => undefined);
    throw signal.aborted || !limit.aborted ? error : connectTimeout(to, `${jump.peer.name} connecting to`, timeoutMs);
  });
  channel.stderr.resume();
  return channelRoad(channel);
}

function forwardFault(jump: OpenJump, to: Peer, error: Error): ToposcopeError {
  const { reason } = error as Error & { readonly reason?: number };
  const text = error.message.replace(/^\(SSH\) Channel open failure: /, '') || 'no reason given';
  if (reason === CONNECT_FAILED) return unreachableBehind(to, jump.peer, text);
  if (reason === undefined || jump.isLost) return unreachableBehind(to, jump.peer, 'it was lost');
  return forwardingRefused(to, jump.peer, reason === PROHIBITED ? 'administratively prohibited' : text);
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
