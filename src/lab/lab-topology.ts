// What a lab is made of: the shape of its topology file. Every key: docs/how-to/lab.md.
import { z } from 'zod';
import { DEFAULT_MTU } from './configuration.ts';
import { Fault } from './faults.ts';
import { STUB_KINDS, STUB_PORTS } from './profiles.ts';

const Cidr = z
  .string()
  .regex(/^\d+\.\d+\.\d+\.\d+\/\d+$/, 'an address with a prefix length is needed, such as 10.0.0.1/30');

const LabInterface = z.strictObject({
  address: Cidr.optional(),
  description: z.string().optional(),
  shutdown: z.boolean().default(false),
  /** Of a Port-channel: the ports bundled in it. */
  members: z.array(z.string()).default([]),
  /** Of a Port-channel: how its members speak LACP; `on` does not. */
  mode: z.enum(['active', 'passive', 'on']).default('active'),
  /** Of a Port-channel: a member whose other end speaks no LACP carries traffic by itself instead of being suspended. */
  standalone: z.boolean().default(false),
  /** Megabits a second, and not negotiated. */
  speed: z.number().int().min(10).max(400_000).optional(),
  duplex: z.enum(['full', 'half']).optional(),
  mtu: z.number().int().min(64).max(9216).default(DEFAULT_MTU),
});

/** `Gi0/1:` alone is an unused port, shut down as a new router has it. */
const InterfaceEntry = z.union([
  z.null().transform(() => LabInterface.parse({ shutdown: true })),
  Cidr.transform((address) => LabInterface.parse({ address })),
  LabInterface,
]);

const LabDeviceSpec = z.strictObject({
  /** What it says of itself in LLDP and CDP. */
  kind: z.enum(['router', 'switch']).default('router'),
  /** What the device calls itself; the inventory name where it is not set. */
  hostname: z.string().optional(),
  sshPort: z.number().int().min(1).max(65535).optional(),
  interfaces: z.record(z.string(), InterfaceEntry),
  /** Whether LLDP already runs when the lab is switched on. */
  lldp: z.boolean().default(false),
  /** Whether CDP already runs when the lab is switched on. */
  cdp: z.boolean().default(false),
  /** Whether it sends lldpRemTablesChange, and how many lab seconds lie between two at least (IEEE 802.1AB-2005: 5 to 3600). */
  lldpNotifications: z.boolean().default(true),
  lldpNotificationInterval: z.number().int().min(5).max(3600).default(5),
  /** 15 logs in straight into privileged mode. */
  privilege: z.union([z.literal(1), z.literal(15)]).default(1),
  banner: z.strictObject({ login: z.string().optional(), motd: z.string().optional() }).default({}),
  /** IOS 12.2 and 15.0 print no `Local Intf:` line in neighbour details. */
  detailWithoutLocalIntf: z.boolean().default(false),
  /** Offer only what IOS 12 to 15.6 offers: SHA-1, CBC, ssh-rsa. */
  legacyAlgorithms: z.boolean().default(false),
  /** Print log lines on every session, `terminal monitor` or not. */
  logToEveryLine: z.boolean().default(false),
  /** How it misbehaves from the start. */
  faults: z.array(Fault).default([]),
  /** Lines typed in configuration mode before the lab begins. */
  configuration: z.array(z.string()).default([]),
  version: z.string().default('15.8(3)M2'),
});

/** What speaks LLDP or CDP and cannot be logged into. It has one port, and a cable names it without that port. */
const LabStub = z.strictObject({
  kind: z.enum(STUB_KINDS),
  /** What it calls itself; its name here where that is not set. */
  hostname: z.string().optional(),
  address: Cidr.optional(),
  lldp: z.boolean().default(true),
  /** Phones and access points speak it unless told otherwise. */
  cdp: z.boolean().optional(),
});

export const LabTopology = z.strictObject({
  name: z.string(),
  domain: z.string(),
  credentials: z.strictObject({
    user: z.string(),
    password: z.string(),
    enableSecret: z.string(),
    /** An OpenSSH public key (`ssh-ed25519 AAAA…`) that may log in too. */
    publicKey: z.string().optional(),
  }),
  devices: z.record(z.string(), LabDeviceSpec),
  hosts: z.array(z.string()).default([]),
  stubs: z.record(z.string(), LabStub).default({}),
  segments: z.array(z.strictObject({ name: z.string(), ends: z.array(z.string()).min(2) })).default([]),
  links: z.array(z.tuple([z.string(), z.string()])).default([]),
});

export type LabTopology = z.infer<typeof LabTopology>;
export type LabDeviceSpec = z.infer<typeof LabDeviceSpec>;
export type LabStub = z.infer<typeof LabStub>;

/** What a stub's virtual device is switched on with. */
export function specOfStub({ kind, hostname, address, lldp, cdp }: LabStub): LabDeviceSpec {
  return LabDeviceSpec.parse({
    ...(hostname === undefined ? {} : { hostname }),
    interfaces: { [STUB_PORTS[kind]]: address ?? {} },
    lldp,
    cdp: cdp ?? kind !== 'host',
  });
}
