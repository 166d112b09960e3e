// All answers of one visit → what they say about the device. Any subset of answers will do; what was not asked is null.
import type { Answer, DeviceFacts, LldpSettings, ParsedRecord, Problem } from '../model/index.ts';
import { readEndpoints } from './facts/endpoints.ts';
import { readFlowExport } from './facts/flow-export.ts';
import { hostnameFromPrompts } from './facts/hostname.ts';
import { readIdentity } from './facts/identity.ts';
import { readNeighbors } from './facts/neighbors.ts';
import { lastAnswer, type ParsedAnswers, parseAnswers } from './facts/parsed-answers.ts';
import { readPorts } from './facts/ports.ts';
import { booleanIn, numberIn } from './facts/record-values.ts';
import { parseCommand } from './parse-command.ts';
import type { Platform, Templates } from './platform.ts';
import { resolveCommand } from './register.ts';

/** Tables whose problems `readNeighbors` reports, because two of them are read as one. */
const NEIGHBOR_FOLDERS = /^(?:lldp_neighbors|lldp_entry|cdp_)/;

/** Tables with fields of `show lldp`; only the first exists on IOS. */
const LLDP_FOLDERS = ['lldp', 'lldp_timers', 'lldp_local'];

/** Never throws on any answer. Problems name the command, not the device: the caller knows which device it asked. */
export function interpretAnswers(platform: Platform, answers: readonly Answer[], templates: Templates): DeviceFacts {
  const parsed = parseAnswers(platform, answers, templates);
  const identity = readIdentity(parsed);
  const neighbors = readNeighbors(parsed);
  const givenAt = new Map(answers.map(({ command, takenAt }) => [command, takenAt]));
  const problems = [...parsed.problems, ...otherProblems(parsed), ...neighbors.problems];
  const lldp = lldpSettings(LLDP_FOLDERS.flatMap((folder) => lastAnswer(parsed, folder)?.result.records ?? []));
  const isOff = lldp?.enabled === false;
  return {
    ...identity,
    hostname: identity.hostname ?? hostnameFromPrompts(platform.dialect, answers),
    domain: null,
    flowExport: readFlowExport(parsed),
    endpoints: readEndpoints(parsed),
    lldp,
    ports: readPorts(parsed),
    neighbors: neighbors.neighbors.map((one) => ({ ...one, takenAt: givenAt.get(one.command) || null })),
    neighborsOutcome: isOff && neighbors.outcome === 'invalid' ? 'disabled' : neighbors.outcome,
    problems: problems.filter((problem) => !isToBeExpected(platform, problem, isOff)),
  };
}

/** A device need not know what was asked for what it might add; nor, while LLDP is off, the commands of LLDP. */
function isToBeExpected(platform: Platform, { code, command = '' }: Problem, isLldpOff: boolean): boolean {
  if (code !== 'DEVICE_COMMAND_REJECTED') return false;
  if (isLldpOff && resolveCommand(platform, command)?.startsWith('lldp')) return true;
  return [...platform.optional, ...platform.endpoints].includes(command);
}

/** Whether LLDP runs, and its timers; null where the answer does not say. */
export function readLldpStatus(platform: Platform, raw: string, templates: Templates): LldpSettings | null {
  return lldpSettings(parseCommand(platform, platform.lldpStatusCommand, [raw], templates).records);
}

/** Some OSes tell the state in one command and the timers in another. */
function lldpSettings(records: readonly ParsedRecord[]): LldpSettings | null {
  const enabled = records.map((record) => booleanIn(record, 'enabled')).find((value) => value !== null);
  if (enabled === undefined) return null;
  const timer = (field: string) =>
    records.map((record) => numberIn(record, field)).find((value) => value !== null) ?? null;
  return { enabled, intervalSeconds: timer('helloInterval'), holdSeconds: timer('holdTime') };
}

function otherProblems(parsed: ParsedAnswers): Problem[] {
  return [...parsed.byFolder]
    .filter(([folder]) => !NEIGHBOR_FOLDERS.test(folder))
    .flatMap(([, answers]) => answers.at(-1)?.result.problems ?? []);
}
