// From the first prompt to a privileged one. The password is shown once, and only where others have not refused it.
import type { Secret } from '../../model/index.ts';
import type { CredentialGuard, LoginOutcome } from '../credential-guard.ts';
import { credentialIdentity, GuardedCredential, outcomeOf } from '../guarded-credential.ts';
import type { VisitTarget } from '../types.ts';
import type { CommandLine } from './command-line.ts';
import { enableFailed, enableNotTried } from './session-faults.ts';

export interface EnableContext {
  readonly target: VisitTarget;
  readonly guard: CredentialGuard;
  /** Ends the wait for leave to show the password. */
  readonly signal: AbortSignal;
}

/** Does nothing where the OS has no such mode, or the prompt is privileged already. Throws DEVICE_ENABLE_FAILED. */
export async function enable(line: CommandLine, { target, guard, signal }: EnableContext): Promise<void> {
  if (line.dialect.enable === null || isPrivileged(line)) return;
  const password = enablePassword(target);
  if (password === null) return await become(line, target, () => null);
  const credential = new GuardedCredential(guard, enableIdentity(target, password), target);
  line.activity = 'waiting for others to prove the enable password';
  // Not at the question: IOS gives it up after 30 s, and the password would be typed at a prompt, for all to see.
  if (!(await credential.enter(signal))) throw enableNotTried(target, credential.refusals ?? []);
  let isShown = false;
  let outcome: LoginOutcome = 'withdrawn';
  const show = () => {
    isShown = true;
    return password;
  };
  try {
    await become(line, target, show);
    if (isShown) outcome = 'accepted';
  } catch (error) {
    if (isShown) outcome = outcomeOf(error, 'DEVICE_ENABLE_FAILED');
    throw error;
  } finally {
    credential.leave(outcome);
  }
}

/** A second `Password:` is the refusal. */
async function become(line: CommandLine, target: VisitTarget, show: () => Secret | null): Promise<void> {
  const { enable } = line.dialect;
  if (enable === null) return;
  const question = enable.passwordPrompt;
  let { end } = await line.exchange(enable.command, { echo: enable.command, question });
  if (end === 'question') {
    const password = show();
    if (password === null) throw enableFailed(target, 'a password is asked for and none is set');
    end = (await line.exchange(password.reveal(), { echo: null, question, activity: enable.command })).end;
    if (end === 'question') throw enableFailed(target, 'the password was refused');
  }
  if (!isPrivileged(line)) throw enableFailed(target, `refused "${enable.command}"`);
}

function isPrivileged({ promptLine, dialect }: CommandLine): boolean {
  return promptLine.search(dialect.privilegedPrompt) >= 0;
}

/** An empty one is none: typing Enter at the question would count as a wrong password. */
function enablePassword({ connection }: VisitTarget): Secret | null {
  return connection.becomePassword?.reveal() ? connection.becomePassword : null;
}

/** With the user: where AAA checks it, a wrong one counts against the account. */
function enableIdentity({ connection }: VisitTarget, password: Secret): string {
  return credentialIdentity(['enable', connection.user, password.reveal()]);
}
