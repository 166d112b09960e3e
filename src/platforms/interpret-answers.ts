// All answers of one visit → what they say about the device. Any subset of answers will do; what was not asked is null.
import type { Answer, DeviceFacts, LldpSettings, ParsedRecord, ParseResult, Problem } from '../model/index.ts';
import { hostnameFromPrompts } from './facts/hostname.ts';
import { readNeighbors } from './facts/neighbors.ts';
import { lastAnswer, type ParsedAnswers, parseAnswers, recordsOf } from './facts/parsed-answers.ts';
import { readPorts } from './facts/ports.ts';
import { parseCommand } from './parse-command.ts';
import type { Platform, Templates } from './platform.ts';
import { booleanIn, numberIn, stringIn, stringsIn } from './record-values.ts';

/** Tables whose problems `readNeighbors` reports, because two of them are read as one. */
const NEIGHBOR_FOLDERS = /^(?:lldp_neighbors|lldp_entry|cdp_)/;

/** Never throws on any answer. Problems name the command, not the device: the caller knows which device it asked. */
export function interpretAnswers(platform: Platform, answers: readonly Answer[], templates: Templates): DeviceFacts {
  const parsed = parseAnswers(platform, answers, templates);
  const version = recordsOf(parsed, 'version')[0];
  const neighbors = readNeighbors(parsed);
  return {
    hostname: stringIn(version, 'hostname') ?? hostnameFromPrompts(answers),
    domain: null,
    model: stringIn(version, 'chassis') ?? stringsIn(version, 'models')[0] ?? null,
    version: stringIn(version, 'version'),
    serial: stringIn(version, 'chassisSerial') ?? stringsIn(version, 'serials')[0] ?? null,
    chassisId: stringIn(version, 'baseMac'),
    uptimeSeconds: null,
    flowExport: null,
    endpoints: [],
    lldp: lldpSettings(lastAnswer(parsed, 'lldp')?.result ?? null),
    ports: readPorts(parsed),
    neighbors: neighbors.neighbors,
    neighborsOutcome: neighbors.outcome,
    problems: [...parsed.problems, ...otherProblems(parsed), ...neighbors.problems],
  };
}

/** Whether LLDP runs, and its timers; null where the answer does not say. */
export function readLldpStatus(platform: Platform, raw: string, templates: Templates): LldpSettings | null {
  return lldpSettings(parseCommand(platform, platform.lldpStatusCommand, [raw], templates));
}

function lldpSettings(result: ParseResult | null): LldpSettings | null {
  const record: ParsedRecord | undefined = result?.records[0];
  const enabled = booleanIn(record, 'enabled');
  if (enabled === null) return null;
  return {
    enabled,
    intervalSeconds: numberIn(record, 'helloInterval'),
    holdSeconds: numberIn(record, 'holdTime'),
  };
}

function otherProblems(parsed: ParsedAnswers): Problem[] {
  return [...parsed.byFolder]
    .filter(([folder]) => !NEIGHBOR_FOLDERS.test(folder))
    .flatMap(([, answers]) => answers.at(-1)?.result.problems ?? []);
}
