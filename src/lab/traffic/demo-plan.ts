// Traffic to look at: web, backup, names, telephony and routing between whatever hosts a lab has.
import type { LabTopology } from '../lab-topology.ts';
import { createRandom } from './random.ts';
import { TrafficPlan, type TrafficPlanInput } from './traffic-plan.ts';

type ConversationInput = TrafficPlanInput['conversations'][number];

interface Pair {
  readonly client: string;
  readonly server: string;
}

/** The packets of a page asked for and sent, as a small web server and its visitor exchange them. */
const PAGE_REQUEST = [60, 52, 195, 52, 52, 52];
const PAGE_ANSWER = [60, 52, 206, 603, 52];
const SERVER_PORT = 8000;

/** The same seed gives the same traffic. */
export function demoPlan(topology: LabTopology, seed = 1): TrafficPlan {
  const random = createRandom(`demo ${seed}`);
  const pairs = pairsOf(topology);
  // What fills one uplink is shared among all who use it.
  const share = pairs.length > 1 ? 0.5 / pairs.length : 1;
  const conversations = pairs.flatMap((pair, i) => [
    ...visits(pair, i),
    ...downloads(pair, i, share, random),
    ...backup(pair, i, share),
    ...calls(pair, i),
    ...names(pair, i),
  ]);
  return TrafficPlan.parse({ name: 'demo', conversations: [...conversations, ...routing(topology)] });
}

const MOST_PLACES = 12;

/** Each host with the next one; where there are less than two, stubs and some devices with the first and the last device. */
function pairsOf({ hosts, stubs, devices }: LabTopology): Pair[] {
  if (hosts.length > 1) return hosts.slice(1).map((server, i) => ({ client: hosts[i] ?? server, server }));
  const names = Object.keys(devices);
  const each = Math.ceil(names.length / MOST_PLACES);
  const some = names.filter((_, i) => i % each === 0);
  return [...hosts, ...Object.keys(stubs), ...some].flatMap((client, i) => {
    const server = names.at(i % 2 === 0 ? -1 : 0);
    return server === undefined || server === client ? [] : [{ client, server }];
  });
}

/** A page every five seconds, and somebody behind the client who looks more often. */
function visits({ client, server }: Pair, index: number): ConversationInput[] {
  const visit = (name: string, from: ConversationInput['from'], everySeconds: number): ConversationInput => ({
    name: `${name}-${index}`,
    from,
    to: server,
    toPort: SERVER_PORT,
    everySeconds,
    forward: { packetsPerSecond: 200, sizes: PAGE_REQUEST, packets: PAGE_REQUEST.length },
    back: { packetsPerSecond: 200, sizes: PAGE_ANSWER, packets: PAGE_ANSWER.length, afterMs: 2 },
  });
  const behind = (host: number) => ({ at: client, address: `10.1.${index}.${host}` });
  return [
    visit('page', client, 5),
    ...[11, 12, 13, 14, 15, 16].map((host) => visit(`pages-${host}`, behind(host), 0.5 + host / 10)),
  ];
}

/** Downloads of some megabytes by several machines, again and again, at their own pace. */
function downloads({ client, server }: Pair, index: number, share: number, random: () => number): ConversationInput[] {
  return Array.from({ length: 24 }, (_, i): ConversationInput => {
    const packetsPerSecond = Math.ceil((800 + random() * 4200) * share);
    const seconds = 6 + Math.floor(random() * 40);
    return {
      name: `download-${index}-${i}`,
      from: { at: client, address: `10.1.${index}.${20 + i}` },
      to: server,
      toPort: 443,
      seconds,
      everySeconds: seconds + Math.ceil(random() * 12),
      forward: { packetsPerSecond: packetsPerSecond / 2, sizes: [52] },
      back: { packetsPerSecond, sizes: [1500, 1500, 1500, 1500, 1500, 1500, 1500, 640], afterMs: 8 },
    };
  });
}

/** It has always been running and never ends: longer than any window. */
function backup({ client, server }: Pair, index: number, share: number): ConversationInput[] {
  const packetsPerSecond = Math.ceil(16_000 * share);
  return [
    {
      name: `backup-${index}`,
      from: { at: client, address: `10.1.${index}.9` },
      fromPort: 51_873,
      to: server,
      toPort: 873,
      tos: 8,
      forward: { packetsPerSecond, sizes: [1500] },
      back: { packetsPerSecond: packetsPerSecond / 2, sizes: [52] },
    },
  ];
}

/** Telephone calls in both directions: 50 small packets a second each, expedited forwarding. */
function calls({ client, server }: Pair, index: number): ConversationInput[] {
  return Array.from({ length: 16 }, (_, i): ConversationInput => {
    const call = { packetsPerSecond: 50, sizes: [200] };
    return {
      name: `call-${index}-${i}`,
      from: { at: client, address: `10.2.${index}.${10 + i}` },
      fromPort: 16_384 + 2 * i,
      to: { at: server, address: `10.3.${index}.${10 + i}` },
      toPort: 16_384 + 2 * i,
      protocol: 'udp',
      tos: 184,
      ...(i % 2 === 0 ? {} : { seconds: 45, everySeconds: 60 + i }),
      forward: call,
      back: call,
    };
  });
}

/** Names asked for, one packet each way. */
function names({ client, server }: Pair, index: number): ConversationInput[] {
  return [31, 32, 33, 34].map((host) => ({
    name: `dns-${index}-${host}`,
    from: { at: client, address: `10.1.${index}.${host}` },
    to: server,
    toPort: 53,
    protocol: 'udp',
    everySeconds: host / 40,
    forward: { packetsPerSecond: 1, sizes: [64 + host], packets: 1 },
    back: { packetsPerSecond: 1, sizes: [120 + host], packets: 1 },
  }));
}

/** What routers say to each other: a keepalive of BGP every half minute. */
function routing({ devices, hosts }: LabTopology): ConversationInput[] {
  const [from, to] = [Object.keys(devices).at(-1), Object.keys(devices).at(-2)];
  if (from === undefined || to === undefined || hosts.length === 0) return [];
  return [
    {
      name: 'bgp',
      from,
      fromPort: 44_779,
      to,
      toPort: 179,
      tos: 192,
      forward: { packetsPerSecond: 1 / 30, sizes: [59] },
      back: { packetsPerSecond: 1 / 30, sizes: [59] },
    },
  ];
}
