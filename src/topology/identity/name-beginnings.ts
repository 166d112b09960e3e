// The weakest rule, and called a guess: a name nobody else bears is the beginning of one inventory name (`r6` of `r6-edge`),
// and that device was never read. Without it a device that cannot be polled at first would be drawn twice.
import { normaliseMac } from '../../model/index.ts';
import type { Hearing } from '../claims.ts';
import { isOtherChassis } from './identity.ts';
import type { IdentityIndex } from './identity-index.ts';
import { firstLabel, isAddress } from './names.ts';
import type { Opinion } from './reciprocity.ts';

/** One letter is the beginning of too much. */
const SHORTEST_NAME = 2;

interface Guess {
  readonly opinion: Opinion;
  readonly label: string;
  readonly device: string;
}

/**
 * Settles unknown names. Runs last: a name that any other rule understands is never questioned. Where two systems, or a
 * name that was understood before, would become the same device, none does.
 */
export function settleByBeginning(opinions: readonly Opinion[], index: IdentityIndex): void {
  const guesses = opinions.flatMap((opinion): Guess[] => {
    const label = opinion.verdict.kind === 'unknown' ? labelOf(opinion.hearing, index) : null;
    const device = label === null ? null : soleBearer(label, index);
    return label === null || device === null || !mayBe(device, opinion.hearing, index)
      ? []
      : [{ opinion, label, device }];
  });
  if (guesses.length === 0) return;
  const systems = systemsByDevice(opinions, guesses, index);
  for (const { opinion, device } of guesses) {
    const { names, chassis } = systems.get(device) ?? { names: [], chassis: [] };
    if (new Set(names).size > 1 || new Set(chassis).size > 1) continue;
    opinion.verdict = { kind: 'known', device, rule: 'guess: beginning of the inventory name' };
  }
}

interface Systems {
  readonly names: string[];
  readonly chassis: string[];
}

/** Which names and chassis would be that device: those its neighbours know it by already, and those guessed. */
function systemsByDevice(
  opinions: readonly Opinion[],
  guesses: readonly Guess[],
  index: IdentityIndex,
): Map<string, Systems> {
  const systems = new Map<string, Systems>(guesses.map(({ device }) => [device, { names: [], chassis: [] }]));
  for (const { hearing, verdict } of opinions) {
    const known = verdict.kind === 'known' ? systems.get(verdict.device) : undefined;
    const label = known === undefined ? null : labelOf(hearing, index);
    if (label !== null) known?.names.push(label);
  }
  for (const { opinion, label, device } of guesses) {
    systems.get(device)?.names.push(label);
    if (opinion.hearing.chassisId !== null)
      systems.get(device)?.chassis.push(index.chassisKey(opinion.hearing.chassisId));
  }
  return systems;
}

/** The name without a domain that is known; with one that is not, the whole name. */
function labelOf({ systemName, nameTruncated }: Hearing, index: IdentityIndex): string | null {
  if (systemName === null || nameTruncated || isAddress(systemName.trim()) || normaliseMac(systemName)) return null;
  const isForeign = index.domains.length > 0;
  const short = index.withoutDomain(systemName) ?? (isForeign ? null : firstLabel(systemName));
  const label = index.nameKey(short ?? systemName);
  return label.length < SHORTEST_NAME ? null : label;
}

/** The only device of the whole inventory whose name begins so, if it never told what it calls itself. */
function soleBearer(label: string, index: IdentityIndex): string | null {
  const named = index
    .namesFrom(label)
    .filter((one) => one.isInventoryName && /^[-_.]/.test(one.name.slice(label.length)));
  const [only] = named;
  return named.length === 1 && only && index.survey.get(only.device)?.hostname === null ? only.device : null;
}

/** A device whose whole table was read would hear the listener; another chassis is another device. */
function mayBe(device: string, hearing: Hearing, index: IdentityIndex): boolean {
  const owner = index.survey.get(device);
  return device !== hearing.by && owner?.standing.provesAbsence === false && !isOtherChassis(hearing, owner, index);
}
