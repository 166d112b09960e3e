// What is carried over the lab's cables: the shape of a traffic file. Every key: docs/how-to/lab.md.
import { z } from 'zod';

const Port = z.number().int().min(0).max(65_535);

/** IPv4 lengths, header included. Under 46 octets Ethernet pads a frame, which nobody's counters would tell alike. */
const PacketBytes = z.number().int().min(46).max(9198);

/** The packets of one direction: so many a second, evenly; their sizes follow each other and begin anew. */
const Packets = z.strictObject({
  packetsPerSecond: z.number().positive().max(10_000_000),
  sizes: z.array(PacketBytes).min(1).max(64),
  /** Ends after so many packets. */
  packets: z.number().int().min(1).optional(),
});

/**
 * A place is the name of a host, a stub or a device. Without an address, a host has the other one of its cable's network and a
 * device that of its first port; with one, it stands for somebody behind it.
 */
const Place = z.union([
  z.string().transform((at) => ({ at, address: null })),
  z.strictObject({ at: z.string(), address: z.ipv4().nullable().default(null) }),
]);

const Conversation = z
  .strictObject({
    name: z.string(),
    from: Place,
    to: Place,
    protocol: z.enum(['tcp', 'udp', 'icmp']).default('tcp'),
    /** Left out: a port of its own above 49151, another one for each repetition. */
    fromPort: Port.optional(),
    toPort: Port.default(0),
    tos: z.number().int().min(0).max(255).default(0),
    /** Seconds after the beginning of the traffic. Left out: it has always been. */
    startSeconds: z.number().optional(),
    /** Left out: for ever, or as long as its packets last. */
    seconds: z.number().positive().optional(),
    /** It happens again and again, this often. */
    everySeconds: z.number().positive().optional(),
    forward: Packets,
    /** What comes back, where something does, and how many milliseconds later it begins. */
    back: Packets.extend({ afterMs: z.number().min(0).default(1) }).optional(),
  })
  .refine(
    ({ everySeconds, seconds, forward, back }) =>
      everySeconds === undefined ||
      seconds !== undefined ||
      [forward, back].every((one) => one === undefined || one.packets !== undefined),
    'what happens again and again must end: give `seconds`, or `packets` in each direction',
  );

export const TrafficPlan = z.strictObject({
  name: z.string().default('traffic'),
  /** Devices that take one of several equal paths for everything, so that both directions of a conversation go different ways. */
  singlePath: z.array(z.string()).default([]),
  conversations: z.array(Conversation),
});

/** As it is written: what has a default may be left out. */
export type TrafficPlanInput = z.input<typeof TrafficPlan>;
export type TrafficPlan = z.infer<typeof TrafficPlan>;
export type Conversation = z.infer<typeof Conversation>;
export type PlanPlace = Conversation['from'];
