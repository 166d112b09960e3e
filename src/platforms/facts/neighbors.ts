// Neighbour claims of one device from its LLDP and CDP tables.
import type { Neighbor, ParsedRecord, ParseResult } from '../../model/index.ts';
import { canonicalPortName, normaliseMac } from '../../model/index.ts';
import {
  isNameTruncated,
  localInterfaceOf,
  type MergedNeighbor,
  type MergedTables,
  mergeTables,
} from '../lldp-merge.ts';
import { numberIn, stringIn, stringsIn } from '../record-values.ts';
import { readCdp } from './cdp-neighbors.ts';
import type { NeighborFacts } from './neighbor-facts.ts';
import { lastAnswer, type ParsedAnswer, type ParsedAnswers } from './parsed-answers.ts';

const NO_ANSWER: ParseResult = { outcome: 'empty', records: [], problems: [] };

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
  const detail = lastAnswer(answers, 'lldp_neighbors_detail', 'lldp_entry', 'lldp_neighbors_if_detail');
  const merged = mergeAnswers(brief, detail);
  if (merged === null) return { neighbors: [], outcome: 'missing', problems: [] };
  const neighbors = merged.neighbors.map((neighbor) => toLldpNeighbor(neighbor, brief, detail));
  return { neighbors, outcome: merged.outcome, problems: merged.problems };
}

/** One table alone is as good as it is; both must agree. */
function mergeAnswers(brief: ParsedAnswer | null, detail: ParsedAnswer | null): MergedTables | null {
  if (brief && detail) return mergeTables(brief.result, detail.result);
  const only = brief ?? detail;
  if (only === null) return null;
  const neighbors = mergeTables(brief?.result ?? NO_ANSWER, detail?.result ?? NO_ANSWER).neighbors;
  return { outcome: only.result.outcome, problems: only.result.problems, neighbors };
}

function toLldpNeighbor(
  merged: MergedNeighbor,
  briefAnswer: ParsedAnswer | null,
  detailAnswer: ParsedAnswer | null,
): Neighbor {
  const { brief, detail } = merged;
  const identity = detail === null ? identityOfRow(brief) : identityOfBlock(detail);
  const local = localInterfaceOf(merged);
  return {
    protocol: 'lldp',
    localPort: typeof local === 'string' ? canonicalPortName(local) : null,
    systemName: identity.name,
    nameTruncated: identity.name !== null && isNameTruncated(merged),
    chassisId: identity.chassisId,
    portId: stringIn(detail ?? brief, 'portId'),
    portDescription: stringIn(detail, 'portDescription'),
    systemDescription: stringIn(detail, 'systemDescription'),
    capabilities: capabilitiesOf(merged),
    managementAddresses: stringsIn(detail, 'managementAddresses'),
    holdSeconds: numberIn(brief, 'holdTime') ?? numberIn(detail, 'holdTime'),
    remainingSeconds: numberIn(detail, 'timeRemaining'),
    command: (detail === null ? briefAnswer?.command : detailAnswer?.command) ?? '',
  };
}

function identityOfBlock(detail: ParsedRecord) {
  return { name: stringIn(detail, 'systemName'), chassisId: stringIn(detail, 'chassisId') };
}

/** Where no name is advertised the Device ID column shows the chassis id: a MAC or an IP address, or says so in words. */
function identityOfRow(brief: ParsedRecord | null) {
  const shown = stringIn(brief, 'deviceId');
  if (shown === null || shown === 'not advertised') return { name: null, chassisId: null };
  const isChassis = normaliseMac(shown) !== null || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(shown);
  return isChassis ? { name: null, chassisId: shown } : { name: shown, chassisId: null };
}

/** Enabled ones first: a switch that could route says so in its system capabilities. */
function capabilitiesOf({ brief, detail }: MergedNeighbor): string[] {
  const lists = [stringsIn(detail, 'enabledCapabilities'), stringsIn(brief, 'capabilities')];
  return lists.find((list) => list.length > 0) ?? stringsIn(detail, 'systemCapabilities');
}
