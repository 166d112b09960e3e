// Our client in a process of its own: visits every device it is told of on standard input, and says what that cost.
import { text } from 'node:stream/consumers';
import { type Conversation, openKnownHosts, type VisitTarget, visitDevices } from '../../src/devices/index.ts';
import { findPlatform } from '../../src/platforms/index.ts';
import { COMMANDS } from './fleet-commands.ts';
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
await visitDevices(targets.slice(0, 5), ask, options);

globalThis.gc?.();
const before = process.memoryUsage().rss;
const gate = hold ? openGate(targets.length) : null;
const conversation: Conversation =
  gate === null
    ? ask
    : async (session) => {
        await session.run('show lldp');
        await gate.wait();
        return { changed: false };
      };
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
const visits = await visitDevices(targets, conversation, options);
const wallMs = performance.now() - startedAt;
const cpu = process.cpuUsage(cpuBefore);
const failed = visits.find(({ poll }) => poll.status !== 'ok');
if (failed) throw new Error(`a visit failed: ${failed.poll.message}`);
const bytes = visits.reduce((sum, { answers }) => sum + answers.reduce((all, { raw }) => all + raw.length, 0), 0);
const kilobytes = gate === null ? null : (gate.rss() - before) / 1024 / targets.length;
console.log(JSON.stringify({ wallMs, cpuMs: (cpu.user + cpu.system) / 1000, bytes, kilobytes }));

async function ask(session: Parameters<Conversation>[0]) {
  for (const command of COMMANDS) await session.run(command);
  return { changed: false };
}

/** Opens when so many have come; weighs the process then. */
function openGate(count: number) {
  let arrived = 0;
  let rss = 0;
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    rss: () => rss,
    wait: async () => {
      arrived++;
      if (arrived === count) {
        globalThis.gc?.();
        rss = process.memoryUsage().rss;
        open();
      }
      await opened;
    },
  };
}
