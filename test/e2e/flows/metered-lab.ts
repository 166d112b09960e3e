// A lab that carries traffic and exports flows, its snapshot as toposcope takes it, and what `flows load` makes of both.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadCaptures, loadProject } from '../../../src/app/index.ts';
import { captureHeader, capturePacket, type Lab, type LabOptions, startLab } from '../../../src/lab/index.ts';
import type { DirectionLoad, LinkLoads, Snapshot } from '../../../src/model/index.ts';
import { FIVE_ROUTERS } from '../../lab/five-routers.ts';
import { CLOCK_RATE, labProject, take, temporaryFolder } from '../support.ts';

/** 2026-09-21T14:13:00Z, a whole minute. */
export const START = 1_789_999_980_000;
const MINUTE = 60_000;

export interface MeteredLab {
  readonly lab: Lab;
  readonly snapshot: Snapshot;
  readonly folder: string;
  /** Datagrams of these times as a capture, in the folder. */
  capture(fromMs: number, toMs: number): Promise<string>;
  /** Loads of the minute in the middle of three. */
  middleMinute(): Promise<{ loads: LinkLoads; truth: ReadonlyMap<string, Carried> }>;
  close(): Promise<void>;
}

export interface Carried {
  readonly bytes: number;
  readonly packets: number;
}

/** The five routers where no topology is given; one of one's own must have LLDP on. */
export async function meteredLab({ topology, ...options }: Partial<LabOptions>): Promise<MeteredLab> {
  const folder = await temporaryFolder();
  const lab = await startLab({
    ...{ topology: topology ?? FIVE_ROUTERS, basePort: 'free', timeScale: CLOCK_RATE, trafficStartMs: START },
    ...options,
  });
  const close = async () => {
    await lab.close();
    await folder.remove();
  };
  try {
    const project = topology === undefined ? await labProject(lab, folder.path) : await ownProject(lab, folder.path);
    const snapshot = await take(project, folder.path, { baseline: true });
    const capture = async (fromMs: number, toMs: number) => {
      const path = join(folder.path, 'flows.pcap');
      const datagrams = [...lab.traffic.datagrams(fromMs, toMs, { flush: true })].sort((a, b) => a.sentMs - b.sentMs);
      await writeFile(path, Buffer.concat([captureHeader(), ...datagrams.map(capturePacket)]));
      return path;
    };
    const middleMinute = async () => {
      const path = await capture(START, START + 3 * MINUTE);
      const { loads } = await loadCaptures({
        ...{
          files: [path],
          snapshot,
          windowSeconds: 60,
          endMs: START + 2 * MINUTE,
          talkers: 0,
          ports: null,
          filter: null,
        },
        onProblem: ({ message }) => {
          throw new Error(message);
        },
      });
      const truth = lab.traffic.truth(START + MINUTE, START + 2 * MINUTE);
      return {
        loads,
        truth: new Map(truth.map(({ link, side, bytes, packets }) => [`${link} ${side}`, { bytes, packets }])),
      };
    };
    return { lab, snapshot, folder: folder.path, capture, middleMinute, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Inventory and settings of a lab, written into a folder. */
export async function writeProject(
  lab: Lab,
  folder: string,
  settings = '',
): Promise<{ inventory: string; config: string }> {
  const login =
    'ansible_network_os=ios ansible_user=cisco ansible_ssh_pass=cisco ansible_become=yes ansible_become_method=enable ansible_become_password=cisco';
  const hosts = lab.devices.map(
    ({ name, host, port }) => `${name} ansible_host=${host} ansible_port=${port} ${login}\n`,
  );
  const [inventory, config] = [join(folder, 'hosts'), join(folder, 'toposcope.yml')];
  await writeFile(inventory, hosts.join(''));
  const common = `host_keys: accept-new\nknown_hosts: [${join(folder, 'known_hosts')}]\nplain_secrets: allow\n`;
  await writeFile(config, common + settings);
  return { inventory, config };
}

const ownProject = async (lab: Lab, folder: string) => loadProject(await writeProject(lab, folder));

export interface MeasuredSide extends DirectionLoad {
  readonly key: string;
  readonly isBundle: boolean;
}

/** Every link and direction, by `id side` as the truth has them. */
export function sidesOf({ links }: LinkLoads): MeasuredSide[] {
  return links.flatMap(({ link, members, aToB, bToA }) => [
    { ...aToB, key: `${link} 0`, isBundle: members.length > 0 },
    { ...bToA, key: `${link} 1`, isBundle: members.length > 0 },
  ]);
}
