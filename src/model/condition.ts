// A condition is one thing that is wrong in the network, as polls have judged it; incidents are made of conditions that share a cause.
import { z } from 'zod';
import { INCIDENT_KINDS } from './incident.ts';

const Text = z.string().nullable();

export const Condition = z.object({
  /** Family and subject; unique in a book. */
  key: z.string(),
  family: z.enum(['bundle', 'device', 'link', 'moved', 'replaced', 'swapped']),
  /** Device, link id or bundle id. */
  subject: z.string(),
  /** What its incident is called where it has one of its own. */
  kind: z.enum(INCIDENT_KINDS),
  severity: z.enum(['info', 'warning', 'critical']),
  /** Devices it happens at, sorted. `managed` are those of the inventory, which are polled. */
  devices: z.array(z.string()),
  managed: z.array(z.string()),
  /** For links; empty otherwise. */
  ends: z.array(z.object({ device: z.string(), port: Text })),
  /** Links it is about. */
  links: z.array(z.string()),
  bundle: Text,
  cause: z.string(),
  evidence: z.array(z.string()),
  /** Proven by a poll. Otherwise a suspicion: ageing, or told by an event only. */
  firm: z.boolean(),
  /** False while nobody who could tell was polled. */
  known: z.boolean(),
  /** What is known since speaks for its end and does not prove it: it waits, and grows no graver by its age. */
  hopeful: z.boolean().default(false),
  since: z.string(),
  /** Last time it was known not to be so; null where it never was. */
  lastGood: Text,
  /** Last time it was judged, and the snapshot that did. */
  seenAt: z.string(),
  firstSnapshot: z.string(),
  lastSnapshot: z.string(),
  /** What would have to be again for it to be undone: link ids joined by a space, or a chassis id. */
  before: Text,
  /** For devices: how the poll failed, and the jump host that could not be passed. */
  poll: z.object({ status: z.string(), jump: Text }).nullable(),
  holdSeconds: z.number(),
  /** A person has closed its incident: it stays quiet until it has been well in between. */
  closed: z.boolean(),
});
export type Condition = z.infer<typeof Condition>;

/** The latest comings and goings of a condition, or of the carrier of a port as its own messages tell. */
export const Pulse = z.object({
  /** Key of a condition, or `port r1:GigabitEthernet0/1`. */
  key: z.string(),
  /** Whether it was down, or wrong, after the latest. */
  down: z.boolean(),
  /** Oldest first; bounded. */
  at: z.array(z.string()),
});
export type Pulse = z.infer<typeof Pulse>;
