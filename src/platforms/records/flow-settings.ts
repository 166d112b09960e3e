// Where flows go and how they are sampled, from whatever command tells a part of it: exporters, samplers, ports, timeouts.
import type { ParsedRecord } from '../../model/index.ts';
import type { TableParser } from '../table-parser.ts';
import { linesOf, numberOf, portFields, type TemplateRow, textOf } from './row-values.ts';

/**
 * Every folder that begins with `flow_` is read for `DeviceFacts.flowExport`. One template row may tell any of
 *   an exporter: DESTINATION, DESTINATION_PORT, PROTOCOL (`netflow-v9`, `9`, `ipfix`, `sflow`), VRF, SOURCE;
 *   a sampler:   RATE (one in RATE), MODE (`random`, `deterministic`), SAMPLER (its name), PORT where it holds for one port only;
 *   a port:      PORT with DIRECTION (a list or words: `input`, `egress`, `both`), SAMPLER;
 *   timeouts:    ACTIVE_TIMEOUT, INACTIVE_TIMEOUT in seconds.
 * A row without any of these says that nothing is exported.
 */
export const FLOW_SETTINGS: TableParser = {
  folder: 'flow_export',
  typed: ['show ip flow export'],
  template: 'cisco_ios_show_ip_flow_export',
  mayBeSilent: true,
  volatile: [/^ +(\d+ (?:flows|export packets) .*)$/],
  toRecord,
};

/** One more command that tells a part of it. It prints nothing where nothing of the kind is configured. */
export function flowTable(
  folder: string,
  command: string,
  template: string,
  volatile: readonly RegExp[] = [],
): TableParser {
  return { ...FLOW_SETTINGS, folder, typed: [command], template, volatile };
}

/** `show sflow`: the same columns; a port without a direction is sampled as packets come in. */
export const SFLOW_SETTINGS: TableParser = {
  ...FLOW_SETTINGS,
  volatile: [],
  folder: 'flow_sflow',
  typed: ['show sflow'],
  template: 'arista_eos_show_sflow',
  toRecord: (row) => toRecord({ DIRECTION: 'ingress', ...row, PROTOCOL: 'sflow' }),
};

function toRecord(row: TemplateRow): ParsedRecord {
  const directions = linesOf(row, 'DIRECTION').join(' ');
  return {
    protocol: protocolOf(textOf(row, 'PROTOCOL')),
    destination: textOf(row, 'DESTINATION'),
    destinationPort: numberOf(row, 'DESTINATION_PORT'),
    vrf: textOf(row, 'VRF'),
    source: textOf(row, 'SOURCE'),
    ...portFields('port', textOf(row, 'PORT')),
    ingress: /\b(?:in|input|ingress|rx|both)/i.test(directions),
    egress: /\b(?:out|output|egress|tx|both)/i.test(directions),
    sampler: textOf(row, 'SAMPLER'),
    rate: numberOf(row, 'RATE'),
    mode: modeOf(textOf(row, 'MODE')),
    activeTimeoutSeconds: numberOf(row, 'ACTIVE_TIMEOUT'),
    inactiveTimeoutSeconds: numberOf(row, 'INACTIVE_TIMEOUT'),
  };
}

/** `v5`, `NetFlow Version 9`, `netflow-v9`, `IPFIX (Version 10)`, `sFlow`; null where the version is not said. */
function protocolOf(text: string | null): string | null {
  if (text === null) return null;
  if (/sflow/i.test(text)) return 'sflow5';
  if (/ipfix|\b(?:v|version )?10\b/i.test(text)) return 'ipfix';
  const version = /(?:^|v|version\s*|\s|-)([59])\b/i.exec(text)?.[1];
  return version === undefined ? null : `netflow${version}`;
}

function modeOf(text: string | null): 'random' | 'deterministic' | null {
  if (text === null) return null;
  return /random/i.test(text) ? 'random' : /determ|fixed|systematic/i.test(text) ? 'deterministic' : null;
}
