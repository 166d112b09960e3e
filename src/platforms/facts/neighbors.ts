// Neighbour claims of one device from its LLDP and CDP tables.
import type { Neighbor, ParsedRecord, ParseResult } from '../../model/index.ts';
import { canonicalPortName, normaliseMac } from '../../model/index.ts';
import {
  isNameTruncated,
  localInterfaceOf,
  type MergedNeighbor,
  type MergedTables,
  mergeTables,
} from '../records/lldp-merge.ts';
import { readCdp } from './cdp-neighbors.ts';
import type { NeighborFacts } from './neighbor-facts.ts';
import { lastAnswer, type ParsedAnswer, type ParsedAnswers } from './parsed-answers.ts';
import { numberIn, stringIn, stringsIn } from './record-values.ts';

const NO_ANSWER: ParseResult = { outcome: 'empty', records: [], problems: [] };

/** What several answers, read as one, amount to: no row is lost unreported, and one with rows outweighs those without. */
const WORST_FIRST = ['partial', 'invalid', 'disabled', 'ok', 'empty'] as const;

/** LLDP claims, then CDP claims. The outcome is LLDP's where LLDP was asked at all. */
export function readNeighbors(answers: ParsedAnswers): NeighborFacts {
  const lldp = readLldp(answers);
  const cdp = readCdp(answers);
  return {
    neighbors: [...lldp.neighbors, ...cdp.neighbors],
    outcome: lldp.outcome === 'missing' ? cdp.outcome : lldp.outcome,
    problems: [...lldp.problems, ...cdp.problems],
  };
}

function readLldp(answers: ParsedAnswers): NeighborFacts {
  const brief = lastAnswer(answers, 'lldp_neighbors');
  const details = detailAnswers(answers);
  const merged = mergeAnswers(brief, details);
  if (merged === null) return { neighbors: [], outcome: 'missing', problems: [] };
  const neighbors = merged.neighbors.filter(isAdjacent).map((neighbor) => {
    const told = neighbor.detail && details.find(({ result }) => result.records.some((one) => one === neighbor.detail));
    return toLldpNeighbor(neighbor, (told ?? brief)?.command ?? '');
  });
  return { neighbors, outcome: merged.outcome, problems: merged.problems };
}

/** The detail of the whole table; where it can only be had for one port at a time, the last answer for each port. */
function detailAnswers(answers: ParsedAnswers): readonly ParsedAnswer[] {
  const whole = lastAnswer(answers, 'lldp_neighbors_detail', 'lldp_entry');
  if (whole) return [whole];
  const byPort = new Map((answers.byFolder.get('lldp_neighbors_if_detail') ?? []).map((one) => [one.command, one]));
  return [...byPort.values()];
}

/** As if the ports had been told in one answer. Null where none was asked. */
function joinResults(answers: readonly ParsedAnswer[]): ParseResult | null {
  const results = answers.map(({ result }) => result);
  const worst = WORST_FIRST.find((outcome) => results.some((result) => result.outcome === outcome));
  return worst === undefined
    ? null
    : {
        outcome: worst,
        records: results.flatMap((result) => result.records),
        problems: results.flatMap((result) => result.problems),
      };
}

/** One table alone is as good as it is; both must agree. */
function mergeAnswers(brief: ParsedAnswer | null, details: readonly ParsedAnswer[]): MergedTables | null {
  const detail = joinResults(details);
  const detailCommand = details[0]?.command ?? '';
  const merged = mergeTables(brief?.result ?? NO_ANSWER, detail ?? NO_ANSWER, {
    brief: brief?.command ?? '',
    detail: details.length > 1 ? `${detailCommand} …` : detailCommand,
  });
  if (brief && detail) return merged;
  const only = brief?.result ?? detail;
  return only && { outcome: only.outcome, problems: only.problems, neighbors: merged.neighbors };
}

/** RouterOS and lldpd tell in one list what several protocols heard, and by which: those that are neither tell no link here. */
function isAdjacent({ detail }: MergedNeighbor): boolean {
  return ['lldp', 'cdp'].includes(stringIn(detail, 'protocol') ?? 'lldp');
}

function toLldpNeighbor(merged: MergedNeighbor, command: string): Neighbor {
  const { brief, detail } = merged;
  const identity = detail === null ? identityOfRow(brief) : identityOfBlock(detail);
  const local = localInterfaceOf(merged);
  return {
    protocol: stringIn(detail, 'protocol') === 'cdp' ? 'cdp' : 'lldp',
    localPort: typeof local === 'string' ? canonicalPortName(local) : null,
    systemName: identity.name,
    nameTruncated: identity.name !== null && isNameTruncated(merged),
    chassisId: identity.chassisId,
    portId: stringIn(detail ?? brief, 'portId'),
    portDescription: stringIn(detail ?? brief, 'portDescription'),
    systemDescription: stringIn(detail, 'systemDescription'),
    capabilities: capabilitiesOf(merged),
    managementAddresses: stringsIn(detail, 'managementAddresses'),
    holdSeconds: numberIn(brief, 'holdTime') ?? numberIn(detail, 'holdTime'),
    remainingSeconds: numberIn(detail ?? brief, 'timeRemaining'),
    command,
    takenAt: null,
  };
}

function identityOfBlock(detail: ParsedRecord) {
  return { name: stringIn(detail, 'systemName'), chassisId: stringIn(detail, 'chassisId') };
}

/** Where no name is advertised the Device ID column shows the chassis id: a MAC or an IP address, or says so in words. */
function identityOfRow(brief: ParsedRecord | null) {
  const shown = stringIn(brief, 'deviceId');
  const chassisId = stringIn(brief, 'chassisId');
  if (shown === null || shown === 'not advertised') return { name: null, chassisId };
  const isChassis = normaliseMac(shown) !== null || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(shown);
  return isChassis ? { name: null, chassisId: chassisId ?? shown } : { name: shown, chassisId };
}

/** Enabled ones first: a switch that could route says so in its system capabilities. */
function capabilitiesOf({ brief, detail }: MergedNeighbor): string[] {
  const lists = [stringsIn(detail, 'enabledCapabilities'), stringsIn(brief, 'capabilities')];
  return lists.find((list) => list.length > 0) ?? stringsIn(detail, 'systemCapabilities');
}
