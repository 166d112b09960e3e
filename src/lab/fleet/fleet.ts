// Hundreds of virtual devices in one process, for tests and benchmarks: a generated campus that only answers questions.
import { createManualClock } from '../clock.ts';
import type { Fault } from '../faults.ts';
import { generateHostKey } from '../host-keys.ts';
import { type Lab, type LabDevice, runLab } from '../lab.ts';
import { LabNetwork } from '../lab-network.ts';
import type { LabTopology } from '../lab-topology.ts';
import type { VirtualDevice } from '../virtual-device.ts';
import { generateCampus } from './campus.ts';
import { AnswerBook, CannedShell } from './canned-shell.ts';

/**
 * Cheap on both sides: P-256 is our choice, X25519 that of others; the CTR cipher and SHA-2 are for clients that know no GCM,
 * such as Paramiko.
 */
const FAST_ALGORITHMS = {
  kex: ['ecdh-sha2-nistp256', 'curve25519-sha256', 'curve25519-sha256@libssh.org'],
  cipher: ['aes128-gcm@openssh.com', 'aes128-ctr'],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-256'],
} satisfies LabAlgorithms;

type LabAlgorithms = NonNullable<Parameters<typeof runLab>[1]['algorithms']>;

export interface FleetOptions {
  /** How many devices. */
  readonly devices: number;
  /** Names that share their first 20 characters, see `generateCampus`. */
  readonly longNames?: boolean;
  readonly credentials?: LabTopology['credentials'];
  /** `free` (as without it) takes any free ports of 127.0.0.1; else this port and the following ones. */
  readonly basePort?: number | 'free';
  /** How a device misbehaves from the start, by its index and name. */
  faultOf?(index: number, name: string): Fault | null;
  /** Commands whose answers are computed before the fleet opens; others are computed when they are first asked. */
  readonly prepare?: readonly string[];
}

/**
 * Starts a campus (see `generateCampus`) whose devices share one host key and whose clock stands still. What they answer is
 * computed once, so a visit costs this process little more than its cryptography. They have no configuration mode and no pager.
 */
export async function startFleet(options: FleetOptions): Promise<Lab> {
  const topology = generateCampus(options.devices, options.credentials, { longNames: options.longNames ?? false });
  const network = new LabNetwork(topology, createManualClock(new Date()));
  const books = new Map([...network.devices.values()].map((device) => [device, new AnswerBook(device)]));
  const book = (device: VirtualDevice) => books.get(device) ?? new AnswerBook(device);
  for (const one of books.values()) for (const line of options.prepare ?? []) one.find(line);
  network.onChange(() => {
    for (const one of books.values()) one.forget();
  });
  const lab = await runLab(network, {
    topology,
    basePort: options.basePort ?? 'free',
    sharedHostKey: generateHostKey('ed25519'),
    algorithms: FAST_ALGORITHMS,
    createShell: (device, shell) => new CannedShell(book(device), shell),
  });
  await misbehave(lab.devices, options, lab);
  return lab;
}

async function misbehave(devices: readonly LabDevice[], { faultOf }: FleetOptions, lab: Lab): Promise<void> {
  for (const [index, { name }] of devices.entries()) {
    const fault = faultOf?.(index, name) ?? null;
    if (fault !== null) await lab.fault(name, fault);
  }
}
