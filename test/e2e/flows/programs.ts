// Programs of others that tests want: what is missing, running them to their end, and running them until they are not needed any more.
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Why what needs these programs is skipped; null where all are there. */
export function whyNot(...programs: readonly string[]): string | null {
  const missing = programs.filter((program) => spawnSync('which', [program], { env: PATHS }).status !== 0);
  return missing.length === 0 ? null : `skipped: no ${missing.join(', no ')}`;
}

/** For the title of what may be skipped. */
export const because = (reason: string | null) => (reason === null ? '' : ` (${reason})`);

/** Daemons are in sbin; all times are UTC; hooks of the test runner are none of their business. */
export const PATHS: NodeJS.ProcessEnv = {
  PATH: `${process.env.PATH}:/usr/sbin:/sbin`,
  HOME: process.env.HOME,
  TZ: 'UTC',
  LC_ALL: 'C',
};

/** What it printed. Rejects with all it said where it fails. */
export async function output(program: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run(program, args, { env: PATHS, maxBuffer: 1 << 29 });
  return stdout;
}

export interface Daemon {
  readonly child: ChildProcess;
  /** All it has said so far. */
  said(): string;
  /** Resolves when what it said matches. Rejects when it ends before that. */
  says(pattern: RegExp): Promise<void>;
  /** Sends the signal, and SIGKILL to who does not obey it within five seconds. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export function start(program: string, ...args: readonly string[]): Daemon {
  const child = spawn(program, args, { env: PATHS, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  let isOver = false;
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      log += String(error);
      isOver = true;
      resolve();
    });
    child.once('exit', () => {
      isOver = true;
      resolve();
    });
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
  }
  return {
    child,
    said: () => log,
    async says(pattern) {
      await until(() => {
        if (pattern.test(log)) return true;
        if (isOver) throw new Error(`${program} ended: ${log}`);
        return false;
      }, `${program} says ${pattern}`);
    },
    async stop(signal = 'SIGTERM') {
      if (isOver) return;
      child.kill(signal);
      const hard = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(hard);
    },
  };
}

const PATIENCE_MS = 60_000;

/** Asks again and again. Rejects when its patience is over, a minute where nothing is said. */
export async function until(
  test: () => boolean | Promise<boolean>,
  what: string,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await test())) {
    if (performance.now() > deadline) throw new Error(`it did not come true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
