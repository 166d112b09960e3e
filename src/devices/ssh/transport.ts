// Terminals over SSH, for one run: keys, guard and jump hosts are shared by its visits.
import { ToposcopeError } from '../../model/index.ts';
import type { CredentialGuard } from '../credential-guard.ts';
import { jumpLost, notTried } from '../faults.ts';
import type { Transport, TransportContext, VisitOptions, VisitTarget } from '../types.ts';
import { connectSsh } from './connect.ts';
import { loadCredential } from './credential.ts';
import { GuardedLogin } from './guarded-login.ts';
import { JumpHosts, type OpenJump } from './jump-hosts.ts';
import { KeyChain } from './key-chain.ts';
import { closeConnection, openSocket } from './road.ts';
import { openTerminal } from './terminal.ts';

/** How long a jump host may take to close its end. */
const JUMP_GRACE_MS = 500;

type SshOptions = Pick<VisitOptions, 'connectTimeoutMs' | 'hostKeys' | 'retries' | 'retryDelayMs' | 'readFile'>;

export class SshTransports {
  readonly #options: SshOptions;
  readonly #guard: CredentialGuard;
  readonly #keyChain: KeyChain;
  readonly #jumps: JumpHosts;

  constructor(options: SshOptions, guard: CredentialGuard) {
    const { connectTimeoutMs, hostKeys, retries = 0, retryDelayMs = 1000 } = options;
    this.#options = options;
    this.#guard = guard;
    this.#keyChain = new KeyChain(options.readFile?.bind(options));
    this.#jumps = new JumpHosts({ connectTimeoutMs, hostKeys, guard, keyChain: this.#keyChain, retries, retryDelayMs });
  }

  /** A TransportFactory. */
  async open(target: VisitTarget, context: TransportContext): Promise<Transport> {
    const { connection } = target;
    const loaded = await loadCredential(target, connection, this.#keyChain);
    const credential = { ...loaded, user: loaded.user + loginSuffix(target) };
    const refusedBy = new GuardedLogin(this.#guard, target, credential).refusals;
    if (refusedBy) throw notTried(target, refusedBy);
    const passage = connection.jumps.length === 0 ? null : await this.#jumps.pass(target, context.signal);
    const road = passage?.road ?? openSocket(connection.host, connection.port);
    const explain = (error: unknown) => explainLoss(error, passage?.jump ?? null);
    const { connectTimeoutMs, hostKeys } = this.#options;
    try {
      const guard = this.#guard;
      const ssh = await connectSsh(target, credential, road, { ...context, connectTimeoutMs, hostKeys, guard });
      const stream = await openTerminal(target, ssh, { timeoutMs: connectTimeoutMs, signal: context.signal });
      const close = (graceMs: number) => closeConnection(ssh.client, road, graceMs);
      return { stream, serverIdent: ssh.serverIdent, explain, close };
    } catch (error) {
      road.destroySoon();
      throw explain(error);
    }
  }

  async close(): Promise<void> {
    await this.#jumps.close(JUMP_GRACE_MS);
  }
}

/** RouterOS takes terminal settings behind the user name; `auto` does not know yet whether it is one. */
function loginSuffix({ platform }: VisitTarget): string {
  return platform === 'auto' ? '' : platform.dialect.loginSuffix;
}

/** A device whose jump host is gone looks as if it had closed the connection itself. */
function explainLoss(error: unknown, jump: OpenJump | null): unknown {
  const isLoss = error instanceof ToposcopeError && error.code === 'DEVICE_CONNECTION_LOST';
  return isLoss && jump?.isLost ? jumpLost(error, jump.peer) : error;
}
