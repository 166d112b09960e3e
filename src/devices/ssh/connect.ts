// One SSH connection, logged in: handshake, host key, credential. Of a device, or of a jump host on the way to one.
import type { Duplex } from 'node:stream';
import ssh2, { type Client } from 'ssh2';
import { ToposcopeError } from '../../model/index.ts';
import type { CredentialGuard } from '../credential-guard.ts';
import { authFailed, authFailedByKeys, connectTimeout, loginTimeout, notTried, withDevice } from '../faults.ts';
import { outcomeOf } from '../guarded-credential.ts';
import type { HostKeyStore } from '../known-hosts/store.ts';
import { chooseAlgorithms } from './algorithms.ts';
import { type ConnectPhase, classifySshError, lostInPhase, type SshError } from './classify.ts';
import type { Credential } from './credential.ts';
import { GuardedLogin } from './guarded-login.ts';
import { createAuthHandler, type Shown } from './login.ts';
import type { Peer } from './peer.ts';
import { isConnecting, type Road } from './road.ts';

export interface ConnectContext {
  /** For connection and handshake; then anew for the login, counted from when the credential is sent. */
  readonly connectTimeoutMs: number;
  readonly hostKeys: HostKeyStore;
  readonly guard: CredentialGuard;
  /** Ends the attempt with its reason. */
  readonly signal: AbortSignal;
  /** Called before a credential is shown. */
  onCredential?(): void;
}

/** Its errors are listened to from now on; whoever has it closes it. */
export interface SshConnection {
  readonly client: Client;
  readonly road: Road;
  readonly serverIdent: string | null;
}

/** Rejects with a ToposcopeError for every fault of the other side or the network; then the road is closed. */
export function connectSsh(
  peer: Peer,
  credential: Credential,
  road: Road,
  context: ConnectContext,
): Promise<SshConnection> {
  return new Promise((resolve, reject) => {
    new Attempt(peer, credential, road, context, resolve, reject).start();
  });
}

class Attempt {
  readonly #peer: Peer;
  readonly #credential: Credential;
  readonly #road: Road;
  readonly #context: ConnectContext;
  readonly #resolve: (connection: SshConnection) => void;
  readonly #reject: (error: unknown) => void;
  readonly #client: Client = new ssh2.Client();
  readonly #login: GuardedLogin;
  readonly #onAbort = () => this.#fail(this.#context.signal.reason);
  #phase: ConnectPhase;
  #settled = false;
  #timer: NodeJS.Timeout | undefined;
  /** Thrown by the host key check, inside ssh2, which would tell it as "Host denied". */
  #refusal: unknown = null;
  #hostKey: Buffer | null = null;
  #remembered: Promise<void> | null = null;
  #offered: readonly string[] = [];

  constructor(
    peer: Peer,
    credential: Credential,
    road: Road,
    context: ConnectContext,
    resolve: (connection: SshConnection) => void,
    reject: (error: unknown) => void,
  ) {
    this.#peer = peer;
    this.#credential = credential;
    this.#road = road;
    this.#context = context;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#login = new GuardedLogin(context.guard, peer, credential);
    this.#phase = isConnecting(road) ? 'connecting' : 'handshake';
  }

  start(): void {
    const { signal } = this.#context;
    signal.addEventListener('abort', this.#onAbort);
    this.#startTimer((ms) =>
      connectTimeout(this.#peer, this.#phase === 'handshake' ? 'the SSH handshake with' : 'connecting to', ms),
    );
    this.#road.once('connect', () => {
      this.#phase = 'handshake';
    });
    this.#client
      .on('error', (error: SshError) => this.#onError(error))
      .on('handshake', () => this.#onHandshake())
      .on('ready', () => this.#onReady())
      .on('change password', () => this.#fail(authFailed(this.#peer, 'the password has expired')))
      .on('end', () => this.#onLost())
      .on('close', () => this.#onLost());
    this.#connect();
    if (signal.aborted) this.#onAbort();
  }

  #connect(): void {
    const { host, port, legacyAlgorithms } = this.#peer.connection;
    try {
      this.#client.connect({
        sock: this.#road as Duplex & Road,
        username: this.#credential.user,
        readyTimeout: 0,
        algorithms: chooseAlgorithms(legacyAlgorithms, this.#context.hostKeys.keyTypes(host, port)),
        hostVerifier: (key: Buffer) => this.#verifyHostKey(key),
        authHandler: createAuthHandler(this.#credential, {
          mayShow: (what) => this.#mayShow(what),
          onRefused: (reason) => this.#fail(this.#refused(reason)),
          onHeldBack: () => this.#fail(this.#notTried()),
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

  /** An agent that does not sign costs that key only: ssh2 goes on with the next method by itself. */
  #onError(error: SshError): void {
    if (error.level === 'agent') return;
    this.#fail(this.#refusal ?? this.#classify(error));
  }

  #onLost(): void {
    if (!this.#settled) this.#fail(lostInPhase(this.#peer, this.#phase));
  }

  /** Runs before the server has proved to hold the key: nothing may be recorded yet. */
  #verifyHostKey(key: Buffer): boolean {
    const { host, port, hostKeyChecking } = this.#peer.connection;
    if (!hostKeyChecking) return true;
    try {
      this.#context.hostKeys.check(host, port, key);
      this.#hostKey = key;
      return true;
    } catch (error) {
      this.#refusal = error instanceof ToposcopeError ? withDevice(error, this.#peer.name) : error;
      return false;
    }
  }

  #onHandshake(): void {
    if (this.#phase !== 'handshake') return;
    this.#phase = 'login';
    const { host, port } = this.#peer.connection;
    this.#remembered = this.#hostKey && this.#remember(host, port, this.#hostKey);
    this.#remembered?.catch((error) => this.#fail(error));
  }

  async #remember(host: string, port: number, key: Buffer): Promise<void> {
    try {
      await this.#context.hostKeys.remember(host, port, key);
    } catch (error) {
      throw error instanceof ToposcopeError ? withDevice(error, this.#peer.name) : error;
    }
  }

  /** The time of the login begins when something is shown: until then others may be proving the credential. */
  async #mayShow(what: Shown): Promise<boolean> {
    await this.#remembered;
    clearTimeout(this.#timer);
    const allowed = await this.#login.enter(what, this.#context.signal);
    if (this.#settled) return false;
    this.#startTimer((ms) => loginTimeout(this.#peer, ms));
    if (allowed) this.#context.onCredential?.();
    return allowed;
  }

  #refused(reason: string): ToposcopeError {
    const fault = this.#credential.keysLeftOut > 0 ? authFailedByKeys : authFailed;
    return fault(this.#peer, reason);
  }

  #notTried(): ToposcopeError {
    return notTried(this.#peer, this.#login.refusals ?? []);
  }

  #onReady(): void {
    this.#login.settle('accepted');
    Promise.resolve(this.#remembered).then(
      () => this.#succeed(),
      (failure) => this.#fail(failure),
    );
  }

  #succeed(): void {
    if (this.#settled) return;
    this.#settle();
    const serverIdent = (this.#client as Client & { readonly _remoteVer?: string })._remoteVer;
    this.#resolve({
      client: this.#client,
      road: this.#road,
      serverIdent: serverIdent === undefined ? null : `SSH-2.0-${serverIdent}`,
    });
  }

  #fail(error: unknown): void {
    if (this.#settled) return;
    this.#settle();
    this.#login.settle(outcomeOf(error, 'DEVICE_AUTH_FAILED'));
    this.#client.end();
    if (isConnecting(this.#road)) this.#road.destroy();
    else this.#road.destroySoon();
    this.#reject(error);
  }

  #settle(): void {
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#context.signal.removeEventListener('abort', this.#onAbort);
  }

  #startTimer(fault: (ms: number) => ToposcopeError): void {
    const ms = this.#context.connectTimeoutMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fail(fault(ms)), ms);
  }

  /** The only place where ssh2 tells what the other side has to offer. */
  #noteOffer(text: string): void {
    if (this.#phase !== 'handshake' || !text.startsWith('Handshake: (remote)')) return;
    const list = /^Handshake: \(remote\) [^:]+: (.*)$/.exec(text)?.[1];
    if (list !== undefined) this.#offered = list.split(',').filter((name) => name !== '');
  }

  #classify(error: SshError): ToposcopeError {
    const timeoutMs = this.#context.connectTimeoutMs;
    const { length: keys } = this.#credential.keys;
    return classifySshError(this.#peer, { error, phase: this.#phase, offered: this.#offered, timeoutMs, keys });
  }
}
