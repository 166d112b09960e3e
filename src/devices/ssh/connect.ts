// One SSH connection with one terminal on it. ssh2 may tell the same failure twice, late, or only by closing:
// whatever comes first settles the attempt, and the rest is ignored.
import { connect, type Socket } from 'node:net';
import ssh2, { type Client, type ClientChannel } from 'ssh2';
import { ToposcopeError } from '../../model/index.ts';
import type { CredentialGuard, LoginOutcome } from '../credential-guard.ts';
import { authFailed, connectTimeout, loginTimeout, notTried } from '../faults.ts';
import type { HostKeyStore } from '../known-hosts/store.ts';
import type { Transport, VisitTarget } from '../types.ts';
import { chooseAlgorithms } from './algorithms.ts';
import { type ConnectPhase, classifySshError, lostInPhase, type SshError } from './classify.ts';
import { type Credential, credentialIdentity } from './credential.ts';
import { createAuthHandler } from './login.ts';

export interface ConnectContext {
  /** For connection and handshake; then anew for login and terminal, counted from when the credential is sent. */
  readonly connectTimeoutMs: number;
  readonly hostKeys: HostKeyStore;
  readonly guard: CredentialGuard;
  /** Ends the attempt with its reason. */
  readonly signal: AbortSignal;
}

/** IOS takes rows 0 for "no paging" and wraps long echoes at the width. */
const WINDOW = { rows: 0, cols: 512, width: 0, height: 0, term: 'vt100' };

/** Resolves with an open terminal, logged in. Rejects with a ToposcopeError for every fault of device or network. */
export function connectSsh(target: VisitTarget, credential: Credential, context: ConnectContext): Promise<Transport> {
  return new Promise((resolve, reject) => {
    new Attempt(target, credential, context, resolve, reject).start();
  });
}

class Attempt {
  readonly #target: VisitTarget;
  readonly #credential: Credential;
  readonly #context: ConnectContext;
  readonly #resolve: (transport: Transport) => void;
  readonly #reject: (error: unknown) => void;
  readonly #client: Client = new ssh2.Client();
  readonly #socket: Socket;
  readonly #onAbort = () => this.#fail(this.#context.signal.reason);
  #phase: ConnectPhase = 'connecting';
  #settled = false;
  #timer: NodeJS.Timeout | undefined;
  /** Thrown by the host key check, inside ssh2, which would tell it as "Host denied". */
  #refusal: unknown = null;
  #hostKey: Buffer | null = null;
  #remembered: Promise<void> = Promise.resolve();
  #offered: readonly string[] = [];
  #entered = false;

  constructor(
    target: VisitTarget,
    credential: Credential,
    context: ConnectContext,
    resolve: (transport: Transport) => void,
    reject: (error: unknown) => void,
  ) {
    this.#target = target;
    this.#credential = credential;
    this.#context = context;
    this.#resolve = resolve;
    this.#reject = reject;
    const { host, port } = target.connection;
    this.#socket = connect({ host, port, noDelay: true });
  }

  start(): void {
    const { signal } = this.#context;
    signal.addEventListener('abort', this.#onAbort);
    this.#startTimer((ms) =>
      connectTimeout(this.#target, this.#phase === 'handshake' ? 'the SSH handshake with' : 'connecting to', ms),
    );
    this.#socket.once('connect', () => {
      this.#phase = 'handshake';
    });
    this.#client
      .on('error', (error) => this.#fail(this.#refusal ?? this.#classify(error)))
      .on('handshake', () => this.#onHandshake())
      .on('ready', () => this.#onReady())
      .on('change password', () => this.#fail(authFailed(this.#target, 'the password has expired')))
      .on('end', () => this.#fail(lostInPhase(this.#target, this.#phase)))
      .on('close', () => this.#fail(lostInPhase(this.#target, this.#phase)));
    this.#connect();
  }

  #connect(): void {
    const { connection } = this.#target;
    const { hostKeys } = this.#context;
    try {
      this.#client.connect({
        sock: this.#socket,
        username: this.#credential.user,
        readyTimeout: 0,
        algorithms: chooseAlgorithms(connection.legacyAlgorithms, hostKeys.keyTypes(connection.host, connection.port)),
        hostVerifier: (key: Buffer) => this.#verifyHostKey(key),
        authHandler: createAuthHandler(this.#credential, {
          beforeCredential: () => this.#beforeCredential(),
          onRefused: (reason) => this.#fail(authFailed(this.#target, reason)),
          onError: (error) => this.#fail(error),
        }),
        debug: (text) => this.#noteOffer(text),
      });
    } catch (error) {
      // connect() throws at once for an algorithm that this OpenSSL does not have; anything else is a mistake of ours.
      const unsupported = error instanceof Error && error.message.startsWith('Unsupported algorithm');
      this.#fail(unsupported ? this.#classify(error) : error);
    }
  }

  /** Runs before the server has proved to hold the key: nothing may be recorded yet. */
  #verifyHostKey(key: Buffer): boolean {
    const { host, port, hostKeyChecking } = this.#target.connection;
    if (!hostKeyChecking) return true;
    try {
      this.#context.hostKeys.check(host, port, key);
      this.#hostKey = key;
      return true;
    } catch (error) {
      this.#refusal = error instanceof ToposcopeError ? withDevice(error, this.#target.name) : error;
      return false;
    }
  }

  #onHandshake(): void {
    if (this.#phase !== 'handshake') return;
    this.#phase = 'login';
    const { host, port } = this.#target.connection;
    if (this.#hostKey) this.#remembered = this.#remember(host, port, this.#hostKey);
    this.#remembered.catch((error) => this.#fail(error));
  }

  async #remember(host: string, port: number, key: Buffer): Promise<void> {
    try {
      await this.#context.hostKeys.remember(host, port, key);
    } catch (error) {
      throw error instanceof ToposcopeError ? withDevice(error, this.#target.name) : error;
    }
  }

  async #beforeCredential(): Promise<boolean> {
    await this.#remembered;
    const { guard, signal } = this.#context;
    const identity = credentialIdentity(this.#target.connection);
    clearTimeout(this.#timer);
    const allowed = await guard.enter(identity, signal);
    if (allowed && this.#settled) guard.leave(identity, this.#target.name, 'unknown');
    if (this.#settled) return false;
    if (!allowed) {
      this.#fail(notTried(this.#target, guard.refusals(identity) ?? []));
      return false;
    }
    this.#entered = true;
    this.#startTimer((ms) => loginTimeout(this.#target, ms));
    return true;
  }

  #onReady(): void {
    this.#phase = 'terminal';
    this.#leaveGuard('accepted');
    this.#client.shell(WINDOW, (error, channel) => {
      if (error) return this.#fail(lostInPhase(this.#target, 'terminal'));
      this.#remembered.then(
        () => this.#succeed(channel),
        (failure) => this.#fail(failure),
      );
    });
  }

  #succeed(channel: ClientChannel): void {
    if (this.#settled) return;
    this.#settle('unknown');
    channel.stderr.resume();
    const close = (graceMs: number) => closeClient(this.#client, this.#socket, graceMs);
    this.#resolve({ stream: channel, close });
  }

  #fail(error: unknown): void {
    if (this.#settled) return;
    this.#settle(error instanceof ToposcopeError && error.code === 'DEVICE_AUTH_FAILED' ? 'refused' : 'unknown');
    this.#client.end();
    if (this.#socket.connecting) this.#socket.destroy();
    else this.#socket.destroySoon();
    this.#reject(error);
  }

  #settle(outcome: LoginOutcome): void {
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#context.signal.removeEventListener('abort', this.#onAbort);
    this.#leaveGuard(outcome);
  }

  #leaveGuard(outcome: LoginOutcome): void {
    if (!this.#entered) return;
    this.#entered = false;
    this.#context.guard.leave(credentialIdentity(this.#target.connection), this.#target.name, outcome);
  }

  #startTimer(fault: (ms: number) => ToposcopeError): void {
    const ms = this.#context.connectTimeoutMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fail(fault(ms)), ms);
  }

  /** The only place where ssh2 tells what the other side has to offer. */
  #noteOffer(text: string): void {
    if (this.#phase !== 'handshake') return;
    const list = /^Handshake: \(remote\) [^:]+: (.*)$/.exec(text)?.[1];
    if (list !== undefined) this.#offered = list.split(',').filter((name) => name !== '');
  }

  #classify(error: SshError): ToposcopeError {
    const timeoutMs = this.#context.connectTimeoutMs;
    return classifySshError(this.#target, { error, phase: this.#phase, offered: this.#offered, timeoutMs });
  }
}

function withDevice(error: ToposcopeError, device: string): ToposcopeError {
  const details = { ...(error.hint === null ? {} : { hint: error.hint }), context: { ...error.context, device } };
  return new ToposcopeError(error.code, `${device}: ${error.message}`, details);
}

function closeClient(client: Client, socket: Socket, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) return resolve();
    const timer = setTimeout(() => socket.destroy(), graceMs);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    if (socket.writable) client.end();
    else socket.destroy();
  });
}
