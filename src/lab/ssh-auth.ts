// Who may log in: the lab's one user by password, by keyboard-interactive, and by key where the topology names one.
import { timingSafeEqual } from 'node:crypto';
import ssh2, { type AuthContext, type AuthenticationType, type PublicKeyAuthContext } from 'ssh2';
import type { FaultSet } from './faults.ts';
import type { LabTopology } from './lab-topology.ts';
import type { StatsCounter } from './stats.ts';

type Credentials = LabTopology['credentials'];

/** IOS hangs up after three refused attempts on one connection. */
const MAX_TRIES = 3;

export class Authenticator {
  readonly #credentials: Credentials;
  readonly #faults: FaultSet;
  readonly #stats: StatsCounter;
  readonly #hangUp: () => void;
  #refused = 0;

  constructor(credentials: Credentials, faults: FaultSet, stats: StatsCounter, hangUp: () => void) {
    this.#credentials = credentials;
    this.#faults = faults;
    this.#stats = stats;
    this.#hangUp = hangUp;
  }

  handle(context: AuthContext): void {
    // What was already on its way when the device hung up.
    if (this.#refused >= MAX_TRIES) return;
    const offered = this.#methods();
    if (!offered.includes(context.method)) {
      context.reject(offered);
      return;
    }
    switch (context.method) {
      case 'password':
        this.#judge(context, this.#isUser(context) && context.password === this.#credentials.password);
        break;
      case 'keyboard-interactive':
        context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => {
          this.#judge(context, this.#isUser(context) && answers[0] === this.#credentials.password);
        });
        break;
      case 'publickey':
        this.#judgeKey(context);
        break;
      default:
        context.reject(offered);
    }
  }

  #methods(): AuthenticationType[] {
    if (this.#faults.has('keyboard-interactive-only')) return ['keyboard-interactive'];
    const key: AuthenticationType[] = this.#credentials.publicKey === undefined ? [] : ['publickey'];
    return [...key, 'keyboard-interactive', 'password'];
  }

  #isUser(context: AuthContext): boolean {
    return context.username === this.#credentials.user;
  }

  #judge(context: AuthContext, matches: boolean): void {
    const accepted = matches && !this.#faults.has('reject-auth');
    this.#stats.loginTried(accepted);
    if (accepted) {
      context.accept();
      return;
    }
    // The client waits for a verdict that never comes.
    if (this.#faults.has('silent-auth')) return;
    this.#refused += 1;
    context.reject(this.#methods());
    if (this.#refused >= MAX_TRIES) this.#hangUp();
  }

  /** A key is first shown without a signature: that only asks whether it would do. */
  #judgeKey(context: PublicKeyAuthContext): void {
    const known = ssh2.utils.parseKey(this.#credentials.publicKey ?? '');
    const matches =
      !(known instanceof Error) && this.#isUser(context) && isSameKey(known.getPublicSSH(), context.key.data);
    if (matches && context.signature && context.blob) {
      this.#judge(context, known.verify(context.blob, context.signature, context.hashAlgo) === true);
    } else if (matches && !context.signature) {
      context.accept();
    } else {
      context.reject(this.#methods());
    }
  }
}

function isSameKey(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
