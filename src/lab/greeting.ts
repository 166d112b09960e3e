// What stands before the first prompt: the message of the day, and what some devices ask or refuse at login.
import type { CommandSession } from './commands/command.ts';
import type { FaultSet } from './faults.ts';
import type { Terminal } from './terminal.ts';

/** Lines that look like prompts and are none. */
const PROMPT_LIKE_BANNER = [
  '##########################################',
  '#  Owned by ACME > Networks              #',
  '#  authorised staff only: press no keys> #',
  '##########################################',
  'Router#',
  'switch>',
].join('\n');

interface Greeter extends CommandSession {
  readonly terminal: Terminal;
  /** Shows the open question, or the prompt. */
  prompt(): void;
}

export function greet(motd: string | undefined, faults: FaultSet, session: Greeter): void {
  const banner = faults.has('prompt-like-banner') ? PROMPT_LIKE_BANNER : motd;
  session.terminal.write(banner === undefined ? '\n' : `\n${banner.trimEnd()}\n\n`);
  if (faults.has('invalid-autocommand')) {
    session.terminal.write('Line has invalid autocommand "show lldp neighbors"\n');
    session.close();
    return;
  }
  if (faults.has('login-key')) {
    session.terminal.waitForKey('Press any key to continue', () => session.prompt());
    return;
  }
  if (faults.has('login-question')) askForConsent(session);
  session.prompt();
}

/** Enter alone is no answer; anything but a yes ends the session. */
function askForConsent(session: Greeter): void {
  session.ask('Do you accept these terms? [Y/N]:', { echo: true }, (typed) => {
    if (typed === '') askForConsent(session);
    else if (!/^y/i.test(typed)) session.close();
    return '';
  });
}
