// What a device says about its flow export: classic (`show ip flow …`) and flexible (`show flow …`, `show sampler`).
import type { PortConfiguration } from '../configuration.ts';
import type { BlockKind, FlowBlock } from '../flow/flow-blocks.ts';
import type { VirtualDevice } from '../virtual-device.ts';
import { type Command, printLines } from './command.ts';

/** `  Label:      value`, the value at column 28. */
function field(indent: number, label: string, value: string): string {
  return `${' '.repeat(indent)}${label}:`.padEnd(28) + value;
}

function addressOf(device: VirtualDevice, port: string | null): string {
  return (port === null ? null : device.port(port)?.address?.ip) ?? '0.0.0.0';
}

function renderExport(device: VirtualDevice): string[] {
  const { flow } = device.configuration;
  const version = flow.exportVersion.split(' ')[0];
  const details = flow.destinations.flatMap(({ address, port, vrf }, i) => [
    `  VRF ID : ${vrf ?? 'Default'}`,
    ...(flow.exportSource === null
      ? []
      : [`    Source(${i + 1})       ${addressOf(device, flow.exportSource)} (${flow.exportSource})`]),
    `    Destination(${i + 1})  ${address} (${port}) `,
  ]);
  return [
    `Flow export v${version} is ${flow.destinations.length > 0 ? 'enabled' : 'disabled'} for main cache`,
    ...(details.length > 0 ? ['  Export source and destination details : ', ...details] : []),
    `  Version ${version} flow records`,
    '  0 flows exported in 0 udp datagrams',
    '  0 flows failed due to lack of export packet',
    '  0 export packets were sent up to process level',
    '  0 export packets were dropped due to no fib',
    '  0 export packets were dropped due to adjacency issues',
    '  0 export packets were dropped due to fragmentation failures',
    '  0 export packets were dropped due to encapsulation fixup failures',
  ];
}

function renderFlowPort({ name, flowIngress, flowEgress }: PortConfiguration): string[] {
  if (!flowIngress && !flowEgress) return [];
  return [name, ...(flowIngress ? ['  ip flow ingress'] : []), ...(flowEgress ? ['  ip flow egress'] : [])];
}

const PROTOCOLS: Readonly<Record<string, string>> = {
  'netflow-v5': 'NetFlow Version 5',
  'netflow-v9': 'NetFlow Version 9',
  ipfix: 'IPFIX (Version 10)',
};

function renderExporter(block: FlowBlock, device: VirtualDevice): string[] {
  const [destination, , vrf] = (block.value('destination') ?? 'Not set').split(' ');
  const source = block.value('source');
  return [
    `Flow Exporter ${block.name}:`,
    field(2, 'Description', block.value('description') ?? 'User defined'),
    field(2, 'Export protocol', PROTOCOLS[block.value('export-protocol') ?? 'netflow-v9'] ?? ''),
    '  Transport Configuration:',
    field(4, 'Destination IP address', destination ?? ''),
    ...(vrf === undefined ? [] : [field(4, 'VRF label', vrf)]),
    field(4, 'Source IP address', addressOf(device, source)),
    ...(source === null ? [] : [field(4, 'Source Interface', source)]),
    field(4, 'Transport Protocol', 'UDP'),
    field(4, 'Destination Port', block.value('transport udp') ?? '9995'),
    field(4, 'Source Port', '52345'),
    field(4, 'DSCP', `0x${Number(block.value('dscp') ?? 0).toString(16)}`),
    field(4, 'TTL', block.value('ttl') ?? '255'),
    field(4, 'Output Features', 'Not Used'),
    '',
  ];
}

function renderMonitor(block: FlowBlock): string[] {
  const entries = block.value('cache entries') ?? '4096';
  return [
    `Flow Monitor ${block.name}:`,
    field(2, 'Description', block.value('description') ?? 'User defined'),
    field(2, 'Flow Record', block.value('record') ?? 'not configured'),
    ...block.values('exporter').map((name) => field(2, 'Flow Exporter', name)),
    '  Cache:',
    field(4, 'Type', 'normal (Platform cache)'),
    field(4, 'Status', block.value('record') === null ? 'not allocated' : 'allocated'),
    field(4, 'Size', `${entries} entries`),
    field(4, 'Inactive Timeout', `${block.value('cache timeout inactive') ?? '15'} secs`),
    field(4, 'Active Timeout', `${block.value('cache timeout active') ?? '1800'} secs`),
    '',
  ];
}

function renderSampler(block: FlowBlock, device: VirtualDevice): string[] {
  const [, type = 'random', rate = '1'] = /^(\w+) 1 out-of (\d+)/.exec(block.value('mode') ?? '') ?? [];
  const users = device.ports.flatMap((port) =>
    port.flowMonitors
      .filter(({ sampler }) => sampler === block.name)
      .map((use) => `    flow monitor ${use.monitor} (ip,${port.short},${capital(use.direction)}) 0 out of 0`),
  );
  return [
    `Sampler ${block.name}:`,
    '  ID:             1',
    '  export ID:      0',
    `  Description:    ${block.value('description') ?? 'User defined'}`,
    `  Type:           ${type}`,
    `  Rate:           1 out of ${rate}`,
    '  Samples:        0',
    '  Requests:       0',
    `  Users (${users.length}):`,
    ...users,
    '',
  ];
}

function renderMonitoredPort({ name, flowMonitors }: PortConfiguration): string[] {
  if (flowMonitors.length === 0) return [];
  return [
    `Interface ${name}`,
    ...flowMonitors.flatMap(({ monitor, sampler, direction }) => [
      `  FNF:  monitor:         ${monitor}`,
      `        direction:       ${capital(direction)}`,
      `        traffic(ip):     ${sampler === null ? 'on' : `sampler ${sampler}`}`,
    ]),
    '',
  ];
}

function capital(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}

/** `show flow exporter` and the like: every block of a kind, or the one that is named. */
function showBlocks(kind: BlockKind, render: (block: FlowBlock, device: VirtualDevice) => string[]): Command {
  return {
    patterns: [`show ${kind}`, `show ${kind} <word>`, `show ${kind} name <word>`],
    mode: 'exec',
    run: ({ device }, [name]) => {
      const blocks = device.configuration.flow.blocks(kind).filter((one) => name === undefined || one.name === name);
      return printLines(blocks.flatMap((one) => render(one, device)));
    },
  };
}

function showPorts(command: string, render: (port: PortConfiguration) => string[]): Command {
  return {
    patterns: [command, `${command} <interface>`],
    mode: 'exec',
    run: ({ device }, [name]) =>
      printLines(device.ports.filter((port) => name === undefined || port.name === name).flatMap(render)),
  };
}

export const showFlowCommands: readonly Command[] = [
  { patterns: ['show ip flow export'], mode: 'exec', run: ({ device }) => printLines(renderExport(device)) },
  showPorts('show ip flow interface', renderFlowPort),
  showPorts('show flow interface', renderMonitoredPort),
  showBlocks('flow exporter', renderExporter),
  showBlocks('flow monitor', renderMonitor),
  showBlocks('sampler', renderSampler),
  showBlocks('flow record', (block) => [
    `flow record ${block.name}:`,
    `  Description:        ${block.value('description') ?? 'User defined'}`,
    '  No. of users:       0',
    '  Total field space:  0 bytes',
    '  Fields:',
    ...block.lines().map((line) => `    ${line}`),
    '',
  ]),
];
