// The facts that a change rests on, each a sentence: who said what, when, and what was asked since.
import { type Claim, formatEnd, type LinkEnd, type SnapshotLink } from '../../model/index.ts';
import { compareClaims } from '../devices.ts';
import { isHeard } from './causes.ts';
import { type Comparison, deviceNow, isReadNow, type Placed } from './same.ts';

/** One sentence per claim of the link. */
export function evidenceOfClaims(link: SnapshotLink): string[] {
  return [...link.claims].sort(compareClaims).map(describeClaim);
}

function describeClaim(claim: Claim): string {
  const place = formatEnd({ device: claim.by, port: claim.port });
  if (claim.protocol === 'declared')
    return `the inventory declares ${place} to ${claim.systemName ?? ''} ${claim.portId ?? ''}`.trim();
  const heard = [claim.systemName ?? claim.chassisId ?? 'a system without a name', claim.portId]
    .filter(Boolean)
    .join(' ');
  return `${place} heard ${heard} by ${claim.protocol.toUpperCase()} ("${claim.command}", ${claim.at})`;
}

/** Who claimed it, who was asked since, and what their ports said. */
export function evidenceOfLoss({ link, ends }: Placed, comparison: Comparison): string[] {
  const { before, after } = comparison;
  const sorted = [...link.claims].sort(compareClaims).filter(isHeard);
  const claimers = new Map(sorted.map((claim) => [claim.by, claim]));
  const asked = [...claimers].map(([by, claim]) => {
    const name = deviceNow(comparison, by)?.name ?? by;
    return isReadNow(comparison, by)
      ? `${name} answered "${claim.command}" at ${after.takenAt} without it`
      : `${name} could not be read at ${after.takenAt}`;
  });
  const known = link.claims.length > 0 ? evidenceOfClaims(link) : [`${link.id} was in ${before.id}`];
  return [...known, ...asked, ...ends.flatMap((end) => portEvidence(end, comparison))];
}

function portEvidence(end: LinkEnd, comparison: Comparison): string[] {
  const device = deviceNow(comparison, end.device);
  const port = device?.ports.find(({ name }) => name === end.port);
  if (!port || (port.adminUp === null && port.operUp === null)) return [];
  const admin = port.adminUp === false ? 'administratively down' : 'not shut down';
  const line = port.operUp === null ? '' : `, line protocol ${port.operUp ? 'up' : 'down'}`;
  return [`${device?.name ?? end.device} ${port.name} was ${admin}${line} at ${comparison.after.takenAt}`];
}
