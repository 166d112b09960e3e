// Switching flow export on at every router port, as an operator would type it.
import { comparePortNames, ToposcopeError } from '../../model/index.ts';
import type { PortConfiguration } from '../configuration.ts';
import { parseReceiver, type Receiver } from '../notify/receiver.ts';
import { parentPort } from '../sub-interfaces.ts';

export const FLOW_SETUP_PROTOCOLS = ['5', '9', '10', 'sflow'] as const;
export type FlowSetupProtocol = (typeof FLOW_SETUP_PROTOCOLS)[number];

/** How all devices of a lab are set up before it begins. */
export interface FlowSetup {
  /** NetFlow 5 or 9, IPFIX (10), or sFlow, which IOS has no commands for: nothing of it is in the configuration. */
  readonly protocol: FlowSetupProtocol;
  /** `HOST:PORT`; 127.0.0.1 and 2055 (sFlow: 6343) without it. */
  readonly destination?: string;
  /** One packet in so many; 1 is every packet. */
  readonly sampling?: number;
  readonly samplingMode?: 'random' | 'deterministic';
  /** Which packets of a port: both, as in the source's example, where nothing is said. sFlow samples what comes in. */
  readonly directions?: 'ingress' | 'egress' | 'both';
  readonly activeSeconds?: number;
  readonly inactiveSeconds?: number;
  /** Of sFlow's counters. */
  readonly pollingSeconds?: number;
}

export const DEFAULT_POLLING_SECONDS = 20;
const DEFAULT_ACTIVE_SECONDS = 60;
const DEFAULT_INACTIVE_SECONDS = 15;
/** What fits into NetFlow v5's header; IOS takes no more either. */
const MOST_SAMPLING = 16_383;

/** Throws CONFIG_INVALID_VALUE. */
export function destinationOf({ destination, protocol }: FlowSetup): Receiver {
  return parseReceiver(destination ?? `127.0.0.1:${protocol === 'sflow' ? 6343 : 2055}`);
}

/**
 * What is typed in configuration mode. `own` is the device's loopback address, which its datagrams come from: a free Loopback gets it.
 * Classic NetFlow for version 5 without sampling; else Flexible NetFlow.
 */
export function flowSetupLines(ports: readonly PortConfiguration[], own: string, setup: FlowSetup): string[] {
  const loopback = freeLoopback(ports);
  const address = [`interface ${loopback}`, `ip address ${own} 255.255.255.255`];
  if (setup.protocol === 'sflow') return [...address, 'exit'];
  const { sampling = 1 } = setup;
  if (!Number.isInteger(sampling) || sampling < 1 || sampling > MOST_SAMPLING) {
    throw new ToposcopeError('CONFIG_INVALID_VALUE', `one packet in ${sampling} cannot be sampled`, {
      hint: `name a whole number from 1 to ${MOST_SAMPLING}`,
    });
  }
  const lines = setup.protocol === '5' && sampling === 1 ? classicLines : flexibleLines;
  return [
    ...address,
    'exit',
    ...lines(
      ports.filter((port) => isMetered(port, ports)),
      loopback,
      setup,
    ),
  ];
}

/** Those that route: no members of bundles, no parents of sub-interfaces, nothing that is shut. */
function isMetered(port: PortConfiguration, ports: readonly PortConfiguration[]): boolean {
  const isParent = ports.some((one) => parentPort(one.name) === port.name);
  return port.adminUp && port.channelGroup === null && !isParent && !port.name.startsWith('Loopback');
}

function freeLoopback(ports: readonly PortConfiguration[]): string {
  const taken = ports
    .filter(({ name }) => name.startsWith('Loopback'))
    .sort((a, b) => comparePortNames(a.name, b.name));
  let number = 0;
  for (const { name } of taken) if (name === `Loopback${number}`) number += 1;
  return `Loopback${number}`;
}

type SetupLines = (ports: readonly PortConfiguration[], loopback: string, setup: FlowSetup) => string[];

const classicLines: SetupLines = (ports, loopback, setup) => {
  const { host, port } = destinationOf(setup);
  const { activeSeconds = DEFAULT_ACTIVE_SECONDS, inactiveSeconds = DEFAULT_INACTIVE_SECONDS } = setup;
  return [
    `ip flow-cache timeout active ${Math.max(1, Math.round(activeSeconds / 60))}`,
    `ip flow-cache timeout inactive ${inactiveSeconds}`,
    `ip flow-export source ${loopback}`,
    'ip flow-export version 5',
    `ip flow-export destination ${host} ${port}`,
    ...ports.flatMap(({ name }) => [
      `interface ${name}`,
      ...directionsOf(setup).map((direction) => `ip flow ${direction}`),
      'exit',
    ]),
  ];
};

const EXPORT_PROTOCOLS = { '5': 'netflow-v5', '9': 'netflow-v9', '10': 'ipfix' } as const;

const flexibleLines: SetupLines = (ports, loopback, setup) => {
  const { protocol, sampling = 1, samplingMode = 'random' } = setup;
  if (protocol === 'sflow') return [];
  const { host, port } = destinationOf(setup);
  const { activeSeconds = DEFAULT_ACTIVE_SECONDS, inactiveSeconds = DEFAULT_INACTIVE_SECONDS } = setup;
  const sampler = sampling > 1 ? 'sampler LAB ' : '';
  return [
    ...(protocol === '5' ? [] : recordLines(protocol)),
    'flow exporter LAB',
    `destination ${host}`,
    `source ${loopback}`,
    `transport udp ${port}`,
    `export-protocol ${EXPORT_PROTOCOLS[protocol]}`,
    ...(protocol === '5' ? [] : ['template data timeout 60', 'option interface-table timeout 300']),
    ...(protocol === '5' || sampling === 1 ? [] : ['option sampler-table timeout 60']),
    'exit',
    'flow monitor LAB',
    'exporter LAB',
    `cache timeout inactive ${inactiveSeconds}`,
    `cache timeout active ${activeSeconds}`,
    `record ${protocol === '5' ? 'netflow ipv4 original-input' : 'LAB'}`,
    'exit',
    ...(sampling > 1 ? ['sampler LAB', `mode ${samplingMode} 1 out-of ${sampling}`, 'exit'] : []),
    ...ports.flatMap(({ name }) => [
      `interface ${name}`,
      ...directionsOf(setup).map((direction) => {
        return `ip flow monitor LAB ${sampler}${direction === 'ingress' ? 'input' : 'output'}`;
      }),
      'exit',
    ]),
  ];
};

/** The direction is a key: without it both sides of a router would be counted in one flow. IPFIX tells times of day. */
function recordLines(protocol: '9' | '10'): string[] {
  const clock = protocol === '10' ? 'absolute' : 'sys-uptime';
  return [
    'flow record LAB',
    'match ipv4 tos',
    'match ipv4 protocol',
    'match ipv4 source address',
    'match ipv4 destination address',
    'match transport source-port',
    'match transport destination-port',
    'match interface input',
    'match interface output',
    'match flow direction',
    'match flow sampler',
    'collect transport tcp flags',
    'collect counter bytes long',
    'collect counter packets long',
    `collect timestamp ${clock} first`,
    `collect timestamp ${clock} last`,
    'exit',
  ];
}

function directionsOf({ directions = 'both' }: FlowSetup): readonly ('ingress' | 'egress')[] {
  return directions === 'both' ? ['ingress', 'egress'] : [directions];
}
