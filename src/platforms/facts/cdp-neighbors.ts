// Neighbour claims of CDP. Not part of a visit by default; where the answers hold them, they count.
import { canonicalPortName, type Neighbor, type ParsedRecord } from '../../model/index.ts';
import type { NeighborFacts } from './neighbor-facts.ts';
import { lastAnswer, type ParsedAnswers } from './parsed-answers.ts';
import { numberIn, stringIn, stringsIn } from './record-values.ts';

/** The detail, unless it could not be read and the brief table could. */
export function readCdp(answers: ParsedAnswers): NeighborFacts {
  const detail = lastAnswer(answers, 'cdp_neighbors_detail', 'cdp_entry');
  const brief = lastAnswer(answers, 'cdp_neighbors');
  const isRead =
    detail !== null && (detail.result.outcome === 'ok' || brief === null || brief.result.records.length === 0);
  const answer = isRead ? detail : brief;
  if (answer === null) return { neighbors: [], outcome: 'missing', problems: [] };
  const neighbors = answer.result.records.map((record) => toCdpNeighbor(record, answer.command));
  return { neighbors, outcome: answer.result.outcome, problems: answer.result.problems };
}

/** CDP's hold time counts down: it is the time remaining. */
function toCdpNeighbor(record: ParsedRecord, command: string): Neighbor {
  const local = stringIn(record, 'localInterface');
  const addresses = [...stringsIn(record, 'managementAddresses'), ...stringsIn(record, 'interfaceAddresses')];
  return {
    protocol: 'cdp',
    localPort: local === null ? null : canonicalPortName(local),
    systemName: stringIn(record, 'deviceId'),
    nameTruncated: false,
    chassisId: null,
    portId: stringIn(record, 'portId'),
    portDescription: null,
    systemDescription: stringIn(record, 'version') ?? stringIn(record, 'platform'),
    capabilities: lldpLetters(stringsIn(record, 'capabilities')),
    managementAddresses: [...new Set(addresses)],
    holdSeconds: null,
    remainingSeconds: numberIn(record, 'holdTime'),
    command,
    takenAt: null,
  };
}

/** CDP's letters and words in LLDP's letters, so that one letter means one thing: CDP's `S` is a switch, LLDP's a station. */
const LLDP_LETTERS: readonly (readonly [RegExp, string])[] = [
  [/^(?:R|Router)$/, 'R'],
  [/^(?:T|B|S|Trans-Bridge|Source-Route-Bridge|Switch)$/, 'B'],
  [/^(?:P|Phone)$/i, 'T'],
  [/^(?:r|Repeater)$/, 'P'],
  [/^(?:H|Host)$/, 'S'],
];

function lldpLetters(capabilities: readonly string[]): string[] {
  const letters = capabilities.flatMap((word) => LLDP_LETTERS.find(([pattern]) => pattern.test(word))?.[1] ?? []);
  return [...new Set(letters)];
}
