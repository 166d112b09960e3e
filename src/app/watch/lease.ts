// Who looks after incidents and messages: one process at a time. One that dies is followed by the next when its time is up, or at
// once where it can be seen that it is gone.
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { type StateKeeper, ToposcopeError } from '../../model/index.ts';

const KIND = 'lease';
const KEY = 'watch';
const SECONDS = 30;

interface LeaseEntry {
  readonly owner: string;
  /** ISO 8601 UTC. */
  readonly until: string;
  /** The process, where the system tells enough to know it again. */
  readonly process?: ProcessMark | null;
}

interface ProcessMark {
  readonly pid: number;
  /** Where that number means the same process: one boot of one machine, and one container of it. */
  readonly space: string;
  /** When it began, in ticks since the boot: numbers are used again. */
  readonly start: string;
}

/** `toposcope serve, process 4711 on host`. */
export function ownerName(role: string): string {
  return `${role}, process ${process.pid} on ${hostname()}`;
}

/** Null where it could be had; else who has it. */
export async function takeLease(keeper: StateKeeper, owner: string, now: Date): Promise<string | null> {
  const held = await readLease(keeper);
  if (held !== undefined && held.owner !== owner && held.until > now.toISOString() && !isGone(held)) return held.owner;
  const until = new Date(now.getTime() + SECONDS * 1000).toISOString();
  const value: LeaseEntry = { owner, until, process: markOf(process.pid) };
  const put = [{ kind: KIND, key: KEY, value }];
  try {
    await keeper.commit({ expect: [{ kind: KIND, key: KEY, value: held }], put });
    return null;
  } catch (error) {
    if (!isConflict(error)) throw error;
    return (await readLease(keeper))?.owner ?? 'another process';
  }
}

/** For the owner only; of anybody else's lease nothing happens. */
export async function dropLease(keeper: StateKeeper, owner: string): Promise<void> {
  const held = await readLease(keeper);
  if (held?.owner !== owner) return;
  await keeper.commit({ drop: [{ kind: KIND, key: KEY }] });
}

/** How often a lease must be taken again to be kept. */
export const RENEW_MS = (SECONDS * 1000) / 3;

export function isConflict(error: unknown): boolean {
  return error instanceof ToposcopeError && error.code === 'STORE_CONFLICT';
}

async function readLease(keeper: StateKeeper): Promise<LeaseEntry | undefined> {
  const value = (await keeper.state(KIND)).get(KEY);
  const { owner, until } = Object(value) as Partial<LeaseEntry>;
  return typeof owner === 'string' && typeof until === 'string' ? (value as LeaseEntry) : undefined;
}

/** Killed, on this machine. Of a process elsewhere nobody can tell. */
function isGone({ process: owner }: LeaseEntry): boolean {
  if (!owner || owner.space !== processSpace()) return false;
  return markOf(owner.pid)?.start !== owner.start;
}

/** Null where there is no such process, or none that runs. The fields of `stat` are told in proc(5). */
function markOf(pid: number): ProcessMark | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state = 'X', start] = [fields[0], fields[19]];
    const space = processSpace();
    return space === null || start === undefined || /[ZX]/i.test(state) ? null : { pid, space, start };
  } catch {
    return null;
  }
}

function processSpace(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}
