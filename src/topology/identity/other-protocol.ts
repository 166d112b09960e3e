// LLDP and CDP on one port tell of one system: where one of them names it in full and the other only begins its name (IOS
// cuts LLDP names in its brief table, CDP names it prints whole), what the one proves holds for the other.
import { ownKey } from '../ends.ts';
import { groupBy } from '../group-by.ts';
import type { Survey } from '../survey.ts';
import { resolvePort } from './ports.ts';
import type { Opinion } from './reciprocity.ts';

/** Settles ambiguous names, and says whether it did. A switch between the two may let pass one protocol only: both must name the same far port. */
export function settleByOtherProtocol(opinions: readonly Opinion[], survey: Survey): boolean {
  const ambiguous = opinions.filter(({ hearing, verdict }) => verdict.kind === 'ambiguous' && hearing.port !== null);
  if (ambiguous.length === 0) return false;
  const byEnd = groupBy(opinions, ({ hearing }) => ownKey(hearing));
  for (const opinion of ambiguous) {
    const [other, ...more] = (byEnd.get(ownKey(opinion.hearing)) ?? []).filter((one) => one !== opinion);
    if (other === undefined || more.length > 0 || other.hearing.protocol === opinion.hearing.protocol) continue;
    const device = other.verdict.kind === 'known' ? other.verdict.device : null;
    if (device === null || opinion.verdict.kind !== 'ambiguous' || !opinion.verdict.candidates.includes(device))
      continue;
    const owner = survey.get(device) ?? null;
    const ports = [resolvePort(opinion.hearing, owner), resolvePort(other.hearing, owner)];
    if (ports[0] === null || ports[0] !== ports[1]) continue;
    opinion.verdict = { kind: 'known', device, rule: 'LLDP and CDP on one port' };
  }
  return ambiguous.some(({ verdict }) => verdict.kind === 'known');
}
