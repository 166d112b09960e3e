// Judgements that last: a run that asks a few devices only, because one of them said that something changed, does not make
// the rest of the network unknown. What was read lately stands as long as nothing read now speaks against it.
import type { SnapshotLink } from '../../model/index.ts';
import type { Settled } from '../claims.ts';
import type { Survey } from '../survey.ts';

/**
 * The link as it was judged before, where some of its devices were left out of this run but read lately, and all others
 * were read whole and say what they said then. Null where it must be judged anew.
 */
export function lastingLink(
  before: SnapshotLink | undefined,
  ends: readonly string[],
  hearings: readonly Settled[],
  survey: Survey,
): SnapshotLink | null {
  const isLately = (device: string): boolean => survey.get(device)?.standing.readLately === true;
  if (before === undefined || !(ends.some(isLately) || before.claims.some(({ by }) => isLately(by)))) return null;
  const claimed = new Set(before.claims.filter(({ protocol }) => protocol !== 'declared').map(({ by }) => by));
  const devices = [...new Set([...claimed, ...ends])].filter((device) => survey.has(device));
  const claims = new Set(hearings.filter(({ fresh }) => fresh).map(({ by }) => by));
  const saysTheSame = (device: string): boolean =>
    survey.get(device)?.standing.provesAbsence === true && claims.has(device) === claimed.has(device);
  const lasts = devices.some(isLately) && devices.every((device) => isLately(device) || saysTheSame(device));
  return lasts ? before : null;
}
