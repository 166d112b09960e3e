// Our client in a process of its own: visits every device it is told of on standard input, and says what that cost.
import { text } from 'node:stream/consumers';
import { type Conversation, openKnownHosts, type VisitTarget, visitDevices } from '../../src/devices/index.ts';
import { findPlatform } from '../../src/platforms/index.ts';
import { COMMANDS } from './fleet-commands.ts';
import { checkVisits, HeldVisits } from './held-visits.ts';
import type { Place } from './place.ts';
import { toTarget } from './place.ts';

interface Order {
  readonly places: readonly Place[];
  readonly parallel: number;
  /** Keep all of them open at the same time, to weigh them. */
  readonly hold: boolean;
}

const { places, parallel, hold }: Order = JSON.parse(await text(process.stdin));
const platform = findPlatform('cisco_ios');
if (!platform) throw new Error('no platform cisco_ios');
const targets: VisitTarget[] = places.map((place) => toTarget(place, platform));
const options = {
  ...{ concurrency: parallel, connectTimeoutMs: 30_000, commandTimeoutMs: 30_000, visitTimeoutMs: 120_000 },
  hostKeys: await openKnownHosts(['/nonexistent/known_hosts'], 'strict'),
};
console.log(JSON.stringify(hold ? await weigh() : [await measure(), await measure()]));

/** A first hundred is opened before, and kept: compiled code and what every process needs is no connection's. */
async function weigh(): Promise<{ kilobytes: number }> {
  const [first, others] = [new HeldVisits(targets.slice(0, 100), options), new HeldVisits(targets.slice(100), options)];
  await first.open();
  const before = residentBytes();
  await others.open();
  const kilobytes = (residentBytes() - before) / 1024 / (targets.length - 100);
  await Promise.all([first.leave(), others.leave()]);
  return { kilobytes };
}

function residentBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss;
}

/** The first time V8 compiles on the way; the second time it has. */
async function measure(): Promise<{ wallMs: number; cpuMs: number }> {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  checkVisits(await visitDevices(targets, ask, options));
  const wallMs = performance.now() - startedAt;
  const cpu = process.cpuUsage(cpuBefore);
  return { wallMs, cpuMs: (cpu.user + cpu.system) / 1000 };
}

async function ask(session: Parameters<Conversation>[0]) {
  for (const command of COMMANDS) await session.run(command);
  return { changed: false };
}
