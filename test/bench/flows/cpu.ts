// Processor time of other programs, all their children included.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`], { env: { ...process.env, PATH: PATHS } }).status === 0;
}

/** Daemons are in the folders of root. */
const PATHS = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`;

/** Seconds of user and system. `perf` counts processes that nobody waits for, too; without it they are left out. */
export class Stopwatch {
  readonly seesAll: boolean;
  readonly #file: string;

  constructor(folder: string) {
    this.#file = join(folder, 'perf.txt');
    this.seesAll = spawnSync('perf', ['stat', '-x,', '-e', 'task-clock', '-o', this.#file, 'true']).status === 0;
  }

  /** Throws where the command fails. */
  seconds(command: readonly string[]): number {
    const [program, ...args] = this.seesAll
      ? ['perf', 'stat', '-x,', '-e', 'task-clock', '-o', this.#file, '--', ...command]
      : ['bash', '-c', 'TIMEFORMAT="%U %S"; { time "$@" 2>/dev/null; } 3>&1', 'bash', ...command];
    const run = spawnSync(program ?? '', args, {
      encoding: 'utf8',
      maxBuffer: 1 << 30,
      env: { ...process.env, PATH: PATHS },
    });
    if (run.status !== 0) throw new Error(`${command.join(' ')} failed: ${run.stderr}`);
    if (!this.seesAll)
      return run.stderr
        .trim()
        .split(' ')
        .reduce((sum, one) => sum + Number(one), 0);
    const line = readFileSync(this.#file, 'utf8')
      .split('\n')
      .find((one) => one.includes('task-clock'));
    return Number(line?.split(',')[0]) / 1000;
  }
}

/** Of a process that runs, to a hundredth. */
export function secondsSoFar(pid: number): number {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user, system] = rest.split(' ').slice(11, 13).map(Number);
  return ((user ?? 0) + (system ?? 0)) / TICKS;
}

const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
