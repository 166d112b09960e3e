// A running lab as a project: the operator's inventory, with the addresses and ports that the lab really has.
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Project, TEMPLATE_ROOT } from '../app/index.ts';
import { type Lab, type LabOptions, type LabTopology, parseLabTopology, startLab } from '../lab/index.ts';
import { ToposcopeError } from '../model/index.ts';
import type { Output } from './console.ts';
import { type LabFlowOptions, labFlows } from './lab-flow-options.ts';

/** The lab that `inventory/` describes. */
export const LAB_TOPOLOGY = `${TEMPLATE_ROOT}lab/five-routers.yml`;

/** The working example that comes with the package, for those who run the lab outside a clone. */
export const LAB_INVENTORY = join(TEMPLATE_ROOT, '..', 'inventory');

/** How a lab meets its surroundings, see `LabOptions`. */
export type LabOutward = Pick<LabOptions, 'addresses' | 'syslogTo' | 'trapsTo' | 'community' | 'sendFlows'>;

export interface LabStart extends LabOutward {
  readonly output: string;
  /** A file, or the name of one that is shipped: `lags`. */
  readonly topology: string;
  /** Null: the ports of the topology file, or free ones where those are taken. */
  readonly basePort: number | null;
  readonly clockRate: number;
  readonly flows: LabFlowOptions;
}

export async function bringLabUp(output: Output, start: LabStart): Promise<Lab> {
  const { output: folder, basePort, clockRate, flows, topology: given, ...outward } = start;
  const topology = readTopology(given);
  const options: LabOptions = {
    ...outward,
    ...labFlows(flows, topology),
    topology,
    timeScale: clockRate,
    hostKeyDir: join(folder, 'lab', 'host-keys'),
  };
  if (basePort !== null) return await startLab({ ...options, basePort });
  try {
    return await startLab(options);
  } catch (error) {
    if (!(error instanceof ToposcopeError) || error.code !== 'LAB_PORT_IN_USE') throw error;
    output.say(`${error.message}: taking free ports instead`);
    return await startLab({ ...options, basePort: 'free' });
  }
}

/** A file, or the name of one that is shipped. */
export function readTopology(given: string): LabTopology {
  const shipped = `${TEMPLATE_ROOT}lab/${given}.yml`;
  const file = !existsSync(given) && existsSync(shipped) ? shipped : given;
  return parseLabTopology(readFileSync(file, 'utf8'), file);
}

/** A lab on free ports meets other keys on the same port from run to run; what it knew belongs to the lab before. */
export async function forgetLabKeys(output: string): Promise<string> {
  const knownHosts = join(output, 'lab', 'known_hosts');
  await rm(knownHosts, { force: true });
  return knownHosts;
}

/** The project with each device's host and port replaced by the lab's, and a known_hosts file of the lab's own. */
export async function projectOfLab(project: Project, lab: Lab, output: string): Promise<Project> {
  const knownHosts = await forgetLabKeys(output);
  const places = new Map(lab.devices.map((device) => [device.name, device]));
  const devices = project.inventory.devices.map((device) => {
    const place = places.get(device.name);
    if (!place) return device;
    return { ...device, connection: { ...device.connection, host: place.host, port: place.port } };
  });
  return {
    ...project,
    inventory: { ...project.inventory, devices },
    settings: { ...project.settings, knownHosts: [knownHosts], hostKeys: 'accept-new' },
  };
}

/** The lab as an INI inventory, for `lab up` to print. The passwords are the lab's own, known to everybody. */
export function formatLabInventory(lab: Lab): string {
  const lines = lab.devices.map(({ name, host, port }) => `${name} ansible_host=${host} ansible_port=${port}`);
  const [first] = lab.devices;
  return [
    '[devices]',
    ...lines,
    '',
    '[devices:vars]',
    'ansible_network_os=ios',
    `ansible_user=${first?.user ?? ''}`,
    `ansible_ssh_pass=${first?.password.reveal() ?? ''}`,
    'ansible_become=true',
    'ansible_become_method=enable',
    `ansible_become_password=${first?.enableSecret.reveal() ?? ''}`,
    '',
  ].join('\n');
}

interface SettingsOptions extends Pick<LabFlowOptions, 'flowProtocol'> {
  readonly devices?: number;
  readonly syslog?: string;
  readonly traps?: string;
  readonly community?: string;
  readonly flows?: string;
}

/** The settings that go with `formatLabInventory`: what the lab's protocols cannot tell, and what makes it safe to poll. */
export function formatLabSettings(
  lab: Lab,
  { devices, syslog, traps, community, flows, flowProtocol }: SettingsOptions,
): string {
  const { links } = lab.status();
  const isDevice = (end: string) => end.includes(':');
  const media = links.map(({ a, b }) => (isDevice(a) ? { a, b } : { a: b, b: a })).filter(({ b }) => !isDevice(b));
  // A medium that several ports share is a management LAN here; one with a single port is a host that speaks no LLDP.
  const shared = media.filter(({ b }) => media.filter((link) => link.b === b).length > 1);
  const excluded = shared.map(({ a }) => `  - { device: ${a.split(':')[0]}, port: ${a.split(':')[1]} }`);
  const hosts = media.filter((link) => !shared.includes(link)).map(({ a, b }) => `  - { a: '${a}', b: '${b}' }`);
  return [
    '# Written by `toposcope lab up`, for this lab only.',
    'ensure_lldp: true',
    'host_keys: accept-new',
    'known_hosts: [output/lab/known_hosts]',
    'plain_secrets: allow',
    ...section('exclude_ports', excluded),
    ...section('links', hosts),
    ...section('views', devices === undefined ? [] : CAMPUS_VIEW),
    ...section('events', listeners(syslog, traps, community ?? 'public')),
    ...section('flows', lab.traffic.plan.conversations.length === 0 ? [] : flowListener(flows, flowProtocol)),
    '',
  ].join('\n');
}

/** Where the devices send what they say. */
function listeners(syslog: string | undefined, traps: string | undefined, community: string): string[] {
  const portOf = (place: string) => place.slice(place.lastIndexOf(':') + 1);
  const places = [
    ...(syslog === undefined ? [] : [`  syslog: { udp: ${portOf(syslog)} }`]),
    ...(traps === undefined
      ? []
      : [`  traps: { port: ${portOf(traps)}, communities: [${JSON.stringify(community)}] }`]),
  ];
  return places.length === 0 ? [] : ['  address: 127.0.0.1', ...places];
}

/** Where the devices' flows are heard. */
function flowListener(flows: string | undefined, protocol: LabFlowOptions['flowProtocol']): string[] {
  const port = flows?.slice(flows.lastIndexOf(':') + 1) ?? (protocol === 'sflow' ? '6343' : '2055');
  return [`  listen: ['127.0.0.1:${port}']`];
}

/** A generated campus has two kinds of devices, and is read best as two rows. */
const CAMPUS_VIEW = ['  campus:', '    title: Generated campus', '    ranks: [["*core-*"], ["*leaf-*"]]'];

function section(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${name}:`, ...lines];
}
