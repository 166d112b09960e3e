// A program of the operator's: the message in its environment and as JSON on its stdin. No shell is involved.
import { spawn } from 'node:child_process';
import { type ChannelSettings, ToposcopeError } from '../../model/index.ts';
import { type AlertMessage, type DeliveryResult, failed, rejected } from '../channel.ts';
import { maskSecrets } from '../mask.ts';
import { cutBytes } from '../template/clean-text.ts';
import type { Words } from '../template/words.ts';
import type { OpenChannel } from './context.ts';
import { nothingToClose } from './context.ts';

/** "Try again later", as mail systems read it. @see sysexits.h */
const EX_TEMPFAIL = 75;
const MAX_OUTPUT = 4096;
/** Between asking a program to end and ending it; and for output that a child of it still holds. */
const GRACE_MS = 1000;
/** Of our own environment, which may hold secrets, no more than programs need to run. */
const INHERITED = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'];
/** Linux takes no single variable above 128 KiB. */
const MAX_VARIABLE = 32 * 1024;

export const openExec: OpenChannel = ({ settings, wordsOf }) => {
  const command = requireCommand(settings);
  return {
    name: settings.name,
    deliver(message) {
      const words = wordsOf(message);
      const stdin = JSON.stringify({ ...words.document, title: words.title(), svg: message.svg });
      return run(command, environment(message, words), stdin, settings.timeoutSeconds * 1000);
    },
    close: nothingToClose,
  };
};

/** Exit code 0 is sent, 75 and what never ends is tried again, any other is not. Its whole process group ends with it. */
function run(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  stdin: string,
  timeoutMs: number,
): Promise<DeliveryResult> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, { env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    let late = false;
    const hear = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-MAX_OUTPUT);
    };
    const timer = setTimeout(() => {
      late = true;
      endGroup(child.pid);
    }, timeoutMs);
    const finish = (result: DeliveryResult) => {
      clearTimeout(timer);
      resolve(result);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.stdin.on('error', () => {});
    child.once('error', ({ code }: NodeJS.ErrnoException) => finish(describeStart(code ?? 'unknown')));
    const tell = (code: number | null, signal: string | null) => {
      const reason = late
        ? `was ended after ${timeoutMs / 1000} s`
        : code === null
          ? `ended by ${signal}`
          : `exit code ${code}`;
      finish(judge(code, late, describe(reason, output, args)));
    };
    child.once('close', tell);
    child.once('exit', (code, signal) => setTimeout(() => tell(code, signal), GRACE_MS).unref());
    child.stdin.end(stdin);
  });
}

function judge(code: number | null, late: boolean, text: string): DeliveryResult {
  if (code === 0 && !late) return { kind: 'sent', detail: text };
  return late || code === null || code === EX_TEMPFAIL ? failed(text) : rejected(text);
}

/** The last line it printed says most. Arguments may be secrets. */
function describe(reason: string, output: string, args: readonly string[]): string {
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  return maskSecrets(last.trim() === '' ? reason : `${reason}: ${last}`, args);
}

/** Too many processes or files pass; a program that is not there does not. */
function describeStart(code: string): DeliveryResult {
  const reason = `could not be started: ${code}`;
  return ['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM', 'ETXTBSY'].includes(code) ? failed(reason) : rejected(reason);
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  kill(pid, 'SIGTERM');
  setTimeout(() => kill(pid, 'SIGKILL'), GRACE_MS).unref();
}

function kill(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // Nobody is left in it.
  }
}

/** The first incident is the worst. Lists are parted by blanks. */
function environment(message: AlertMessage, words: Words): NodeJS.ProcessEnv {
  const { id, channel, group, status, occasion, at, severity, firing, resolved, incidents } = words.document;
  const first = incidents[0];
  const inherited = INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const own = {
    ...{
      MESSAGE_ID: id,
      THREAD: message.thread,
      CHANNEL: channel,
      GROUP: group,
      STATUS: status,
      OCCASION: occasion,
      AT: at,
    },
    ...{ TITLE: words.title(), SEVERITY: severity, FIRING: String(firing), RESOLVED: String(resolved) },
    ...(first && {
      ...{ INCIDENT: first.id, FINGERPRINT: first.fingerprint, KIND: first.kind, SUBJECT: first.subject },
      ...{ STAGE: first.stage, DEVICES: first.devices.join(' '), LINKS: first.links.join(' '), CAUSE: first.cause },
      ...{ OPENED_AT: first.openedAt, RESOLVED_AT: first.resolvedAt ?? '', URL: first.url ?? '' },
    }),
  };
  const named = Object.entries(own).map(([name, value]) => [`TOPOSCOPE_${name}`, cutBytes(value, MAX_VARIABLE)]);
  return Object.fromEntries([...inherited, ...named]);
}

function requireCommand({ name, command }: ChannelSettings): readonly string[] {
  if (command && command[0] !== undefined && command[0] !== '') return command;
  throw new ToposcopeError('ALERT_CHANNEL_INVALID', `channel ${name} has no program to run`, {
    hint: 'set `command` to a list of the program and its arguments',
  });
}
