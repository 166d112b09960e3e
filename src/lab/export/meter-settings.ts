// A device's flow configuration as its metering obeys it: caches, who exports them, and what each port gives them. Plain data.
import type { PortConfiguration } from '../configuration.ts';
import type { FlowBlock } from '../flow/flow-blocks.ts';
import type { Receiver } from '../notify/receiver.ts';
import type { VirtualDevice } from '../virtual-device.ts';

export interface SamplerSettings {
  readonly id: number;
  readonly name: string;
  readonly mode: 'deterministic' | 'random';
  /** One packet in so many. */
  readonly rate: number;
}

/** A use of a cache by a port and direction. */
export interface PortUse {
  readonly port: string;
  readonly direction: 'ingress' | 'egress';
  /** Of `MeterSettings.caches`. */
  readonly cache: number;
  readonly sampler: SamplerSettings | null;
}

export interface ExporterSettings {
  readonly protocol: 'netflow5' | 'netflow9' | 'ipfix';
  readonly destination: Receiver;
  /** Where its datagrams come from. */
  readonly source: string;
  readonly templateSeconds: number;
  /** Of the options; null: not sent. */
  readonly interfaceTableSeconds: number | null;
  readonly samplerTableSeconds: number | null;
}

export interface CacheSettings {
  /** Lines of a flow record; null: NetFlow's own seven keys and direction, as classic NetFlow has them. */
  readonly record: readonly string[] | null;
  readonly activeSeconds: number;
  readonly inactiveSeconds: number;
  /** Classic NetFlow ends a flow when TCP does. */
  readonly endsWithTcp: boolean;
  readonly exporters: readonly ExporterSettings[];
}

/** sFlow, which IOS does not configure: the lab does. */
export interface SflowSettings {
  /** One packet in so many. */
  readonly rate: number;
  readonly pollingSeconds: number;
  readonly destination: Receiver;
  readonly agent: string;
}

export interface MeterSettings {
  readonly caches: readonly CacheSettings[];
  readonly uses: readonly PortUse[];
  readonly sflow: SflowSettings | null;
}

/** Where datagrams go and come from, whatever the configuration says. */
export interface ExportPlace {
  /** Null: where the configuration says. */
  readonly flowsTo: Receiver | null;
  /** The device's own address, where its configuration names no source. */
  readonly address: string;
}

const OPTION_SECONDS = 600;
/** `ip flow-export template timeout-rate`, minutes. */
const CLASSIC_TEMPLATE_SECONDS = 30 * 60;

export function readMeterSettings(device: VirtualDevice, place: ExportPlace): Omit<MeterSettings, 'sflow'> {
  const classic = readClassic(device, place);
  const { flow } = device.configuration;
  const monitors = flow.blocks('flow monitor');
  const samplers = flow.blocks('sampler').map(readSampler);
  const caches = [...(classic === null ? [] : [classic]), ...monitors.map((one) => readMonitor(device, one, place))];
  const first = classic === null ? 0 : 1;
  const uses = device.ports.flatMap((port) => [
    ...(classic === null ? [] : classicUses(port)),
    ...port.flowMonitors.flatMap(({ monitor, sampler, direction }): PortUse[] => {
      const index = monitors.findIndex(({ name }) => name === monitor);
      const found = samplers.find(({ name }) => name === sampler) ?? null;
      const side = direction === 'input' ? 'ingress' : 'egress';
      return index < 0 ? [] : [{ port: port.name, direction: side, cache: first + index, sampler: found }];
    }),
  ]);
  return { caches, uses };
}

function classicUses({ name: port, flowIngress, flowEgress }: PortConfiguration): PortUse[] {
  const use = (direction: PortUse['direction']) => ({ port, direction, cache: 0, sampler: null });
  return [...(flowIngress ? [use('ingress')] : []), ...(flowEgress ? [use('egress')] : [])];
}

/** Null where no port feeds it, or nobody would get it. */
function readClassic(device: VirtualDevice, place: ExportPlace): CacheSettings | null {
  const { flow } = device.configuration;
  const [version] = flow.exportVersion.split(' ');
  const protocol = version === '9' ? 'netflow9' : 'netflow5';
  const destinations = flow.destinations.map(({ address, port }) => ({ host: address, port }));
  const source = sourceOf(device, flow.exportSource, place);
  const options = { interfaceTableSeconds: null, samplerTableSeconds: null };
  const exporters = receivers(destinations, place).map((destination): ExporterSettings => {
    return { protocol, destination, source, templateSeconds: CLASSIC_TEMPLATE_SECONDS, ...options };
  });
  const isFed = device.ports.some(({ flowIngress, flowEgress }) => flowIngress || flowEgress);
  if (!isFed || exporters.length === 0) return null;
  const { activeMinutes, inactiveSeconds } = flow;
  return { record: null, activeSeconds: activeMinutes * 60, inactiveSeconds, endsWithTcp: true, exporters };
}

function receivers(configured: readonly Receiver[], { flowsTo }: ExportPlace): readonly Receiver[] {
  return flowsTo !== null && configured.length > 0 ? [flowsTo] : configured;
}

function readMonitor(device: VirtualDevice, monitor: FlowBlock, place: ExportPlace): CacheSettings {
  const record = monitor.value('record');
  const named = record === null ? null : device.configuration.flow.block('flow record', record);
  const exporters = monitor.values('exporter').flatMap((name) => readExporter(device, name, place));
  return {
    record: named?.lines() ?? null,
    activeSeconds: Number(monitor.value('cache timeout active') ?? 1800),
    inactiveSeconds: Number(monitor.value('cache timeout inactive') ?? 15),
    endsWithTcp: false,
    exporters: record === null ? [] : exporters,
  };
}

function readExporter(device: VirtualDevice, name: string, place: ExportPlace): ExporterSettings[] {
  const block = device.configuration.flow.block('flow exporter', name);
  const [host] = block?.value('destination')?.split(' ') ?? [];
  if (!block || host === undefined) return [];
  const configured = { host, port: Number(block.value('transport udp') ?? 9995) };
  const protocol = block.value('export-protocol')?.replace('netflow-v', 'netflow') ?? 'netflow9';
  const option = (table: string) => {
    const line = block.lines().find((one) => one.startsWith(`option ${table}`));
    return line === undefined ? null : Number(/timeout (\d+)/.exec(line)?.[1] ?? OPTION_SECONDS);
  };
  return receivers([configured], place).map((destination) => ({
    protocol: protocol as ExporterSettings['protocol'],
    destination,
    source: sourceOf(device, block.value('source'), place),
    templateSeconds: Number(block.value('template data timeout') ?? 600),
    interfaceTableSeconds: option('interface-table'),
    samplerTableSeconds: option('sampler-table'),
  }));
}

function readSampler(block: FlowBlock, index: number): SamplerSettings {
  const [, mode, rate = '1'] = /^(\w+) 1 out-of (\d+)/.exec(block.value('mode') ?? '') ?? [];
  return { id: index + 1, name: block.name, mode: mode === 'random' ? 'random' : 'deterministic', rate: Number(rate) };
}

function sourceOf(device: VirtualDevice, port: string | null, { address }: ExportPlace): string {
  const named = port === null ? undefined : device.port(port);
  return named?.address?.ip ?? address;
}
