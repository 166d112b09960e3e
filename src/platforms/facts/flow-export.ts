// Where a device sends flow records and how it samples, joined from every command that tells a part of it.
import { canonicalPortName, comparePortNames, type FlowExport, type ParsedRecord } from '../../model/index.ts';
import { type ParsedAnswers, recordsOf } from './parsed-answers.ts';
import { booleanIn, numberIn, stringIn } from './record-values.ts';

/** NetFlow's classic port: what IOS and XR print nothing about where none was configured. */
const DEFAULT_PORTS = { netflow5: 2055, netflow9: 2055, ipfix: 4739, sflow5: 6343 } as const;

/** Null where no command about flows was answered. Exporters and samplers as printed, each once; ports by name. */
export function readFlowExport(answers: ParsedAnswers): FlowExport | null {
  const tables = [...answers.byFolder].filter(([folder]) => folder.startsWith('flow_'));
  const told = tables.some(([, all]) => all.some(({ result }) => result.outcome !== 'invalid'));
  if (!told) return null;
  const records = tables.flatMap(([folder]) => recordsOf(answers, folder));
  return {
    exporters: unique(records.flatMap(toExporter)),
    samplers: unique(records.flatMap(toSampler)),
    ports: joinPorts(records),
    activeTimeoutSeconds: firstNumber(records, 'activeTimeoutSeconds'),
    inactiveTimeoutSeconds: firstNumber(records, 'inactiveTimeoutSeconds'),
  };
}

function toExporter(record: ParsedRecord): FlowExport['exporters'][number][] {
  const destination = stringIn(record, 'destination');
  if (destination === null) return [];
  const protocol = protocolIn(record);
  return [
    {
      protocol,
      destination,
      port: numberIn(record, 'destinationPort') ?? DEFAULT_PORTS[protocol],
      vrf: stringIn(record, 'vrf'),
      source: stringIn(record, 'source'),
    },
  ];
}

/** Version 9 is what every OS exports where nothing else was configured. */
function protocolIn(record: ParsedRecord): keyof typeof DEFAULT_PORTS {
  const protocol = stringIn(record, 'protocol');
  return protocol === 'netflow5' || protocol === 'ipfix' || protocol === 'sflow5' ? protocol : 'netflow9';
}

function toSampler(record: ParsedRecord): FlowExport['samplers'][number][] {
  const rate = numberIn(record, 'rate');
  if (rate === null || rate < 1) return [];
  const port = stringIn(record, 'port');
  const mode = stringIn(record, 'mode');
  return [
    {
      name: stringIn(record, 'sampler'),
      port: port === null ? null : canonicalPortName(port),
      rate,
      mode: mode === 'random' || mode === 'deterministic' ? mode : null,
    },
  ];
}

/** A port may be told once a direction, or once a monitor. */
function joinPorts(records: readonly ParsedRecord[]): FlowExport['ports'] {
  const ports = new Map<string, FlowExport['ports'][number]>();
  for (const record of records) {
    const [ingress, egress] = [booleanIn(record, 'ingress') === true, booleanIn(record, 'egress') === true];
    const port = canonicalPortName(stringIn(record, 'port') ?? '');
    if (port === '' || !(ingress || egress)) continue;
    const known = ports.get(port);
    ports.set(port, {
      port,
      ingress: ingress || known?.ingress === true,
      egress: egress || known?.egress === true,
      sampler: stringIn(record, 'sampler') ?? known?.sampler ?? null,
    });
  }
  return [...ports.values()].sort((one, other) => comparePortNames(one.port, other.port));
}

function firstNumber(records: readonly ParsedRecord[], field: string): number | null {
  return records.map((record) => numberIn(record, field)).find((value) => value !== null) ?? null;
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
