// Who the device is, from every table that tells a part of it.
import type { DeviceFacts, ParsedRecord } from '../../model/index.ts';
import { type ParsedAnswers, recordsOf } from './parsed-answers.ts';
import { stringIn, stringsIn } from './record-values.ts';
import { parseUptime } from './uptime.ts';

/** `version` on every OS; what an OS tells by other commands is in the others, with the same fields. First come, first told. */
const TABLES = ['version', 'system', 'hardware', 'lldp', 'lldp_local'];

type Identity = Pick<DeviceFacts, 'hostname' | 'model' | 'version' | 'serial' | 'chassisId' | 'uptimeSeconds'>;

export function readIdentity(answers: ParsedAnswers): Identity {
  const records = TABLES.flatMap((folder) => recordsOf(answers, folder));
  const uptime = first(records, (record) => stringIn(record, 'uptime'));
  return {
    hostname: first(records, (record) => stringIn(record, 'hostname')),
    model: first(records, (record) => stringIn(record, 'chassis') ?? stringsIn(record, 'models')[0] ?? null),
    version: first(records, (record) => stringIn(record, 'version')),
    serial: first(records, (record) => stringIn(record, 'chassisSerial') ?? stringsIn(record, 'serials')[0] ?? null),
    chassisId: first(records, (record) => stringIn(record, 'baseMac') ?? stringIn(record, 'chassisId')),
    uptimeSeconds: uptime === null ? null : parseUptime(uptime),
  };
}

function first<T>(records: readonly ParsedRecord[], read: (record: ParsedRecord) => T | null): T | null {
  for (const record of records) {
    const value = read(record);
    if (value !== null) return value;
  }
  return null;
}
