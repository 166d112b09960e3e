// Settles every hearing: which device it means and which of that device's ports. Excluded ports are left out first,
// self-links become problems.
import { formatEnd, type SnapshotProblem } from '../../model/index.ts';
import { gatherHearings, type Hearing, type Settled, settleAs, type Unsettled } from '../claims.ts';
import type { TopologyInput } from '../input.ts';
import { ambiguousNeighbor, selfLink } from '../problems.ts';
import type { Survey } from '../survey.ts';
import { isOtherChassis, recognise, UNKNOWN, type Verdict } from './identity.ts';
import { type IdentityIndex, indexIdentities } from './identity-index.ts';
import { settleByBeginning } from './name-beginnings.ts';
import { nameKey, printable } from './names.ts';
import { settleByOtherProtocol } from './other-protocol.ts';
import { resolvePort } from './ports.ts';
import { namesInPrevious } from './previous-names.ts';
import { type Opinion, settleByReciprocity } from './reciprocity.ts';
import { AMBIGUOUS_RULE, isGuess, UNMANAGED_RULE } from './rules.ts';
import { groupStubs, type Stub } from './stubs.ts';

export interface Settlement {
  readonly hearings: readonly Settled[];
  /** Systems outside the inventory that are heard, by name. */
  readonly stubs: ReadonlyMap<string, Stub>;
  readonly problems: readonly SnapshotProblem[];
}

export function settleHearings(input: TopologyInput, survey: Survey): Settlement {
  const heard = gatherHearings(survey, input.takenAt, input.previous).filter(
    (one) => one.port === null || !input.excludePort(one.by, one.port),
  );
  const opinions = judge(heard, indexIdentities(survey, input.domains, heard), input);
  const stubs = stubsOf(opinions, survey, input);
  const farOf = new Map(stubs.flatMap((stub) => stub.hearings.map((hearing) => [hearing, stub.name] as const)));
  const hearings: Settled[] = [];
  const problems: SnapshotProblem[] = [];
  for (const { hearing, verdict } of opinions) {
    const one = settle(hearing, verdict, farOf, survey);
    if (one.farPort !== null && input.excludePort(one.far, one.farPort)) continue;
    if (verdict.kind === 'ambiguous') {
      problems.push(ambiguousNeighbor(one.by, placeOf(one), nameOf(one), verdict.candidates, one.far));
    }
    if (one.far === one.by) problems.push(selfLink(one.by, placeOf(one), one.farPort, one.rule));
    else hearings.push(one);
  }
  return { hearings, stubs: new Map(stubs.map((stub) => [stub.name, stub])), problems };
}

/** Strongest rules first; each looks only at what those before it could not settle. */
function judge(hearings: readonly Unsettled[], index: IdentityIndex, { previous }: TopologyInput): Opinion[] {
  const opinions = hearings.map((hearing): Opinion => ({ hearing, verdict: firstVerdict(hearing, index) }));
  doubtSeveralDomains(opinions);
  if (opinions.every(({ verdict }) => verdict.kind === 'known')) return opinions;
  settleByReciprocity(opinions, index);
  if (settleByOtherProtocol(opinions, index.survey)) settleByReciprocity(opinions, index);
  if (previous !== null) settleByPrevious(opinions, namesInPrevious(previous, index.survey));
  settleByBeginning(opinions, index);
  return opinions;
}

/** A claim carried over means what it meant, as long as that device is in the inventory. */
function firstVerdict(hearing: Hearing, index: IdentityIndex): Verdict {
  const { remembered } = hearing;
  if (remembered !== null && !isGuess(remembered.rule) && index.survey.has(remembered.device)) {
    return { kind: 'known', device: remembered.device, rule: remembered.rule };
  }
  const verdict = recognise(hearing, index);
  return isNamesake(hearing, verdict, index) ? UNKNOWN : verdict;
}

/** It has the listener's own name but another chassis: a stranger with an equal name, not a cable plugged into itself. */
function isNamesake(hearing: Hearing, verdict: Verdict, index: IdentityIndex): boolean {
  if (verdict.kind === 'unknown') return false;
  const isSelf = verdict.kind === 'known' ? verdict.device === hearing.by : verdict.candidates.join() === hearing.by;
  return isSelf && isOtherChassis(hearing, index.survey.get(hearing.by), index);
}

/** `r6.a.example` and `r6.b.example` cannot both be `r6`: a first label that is heard in two domains means nobody. */
function doubtSeveralDomains(opinions: readonly Opinion[]): void {
  const short = opinions.filter(
    ({ verdict }) => verdict.kind === 'known' && verdict.rule === 'first label of the name',
  );
  const names = new Map<string, Set<string>>();
  for (const { hearing, verdict } of short) {
    if (verdict.kind !== 'known') continue;
    names.set(verdict.device, (names.get(verdict.device) ?? new Set()).add(nameKey(hearing.systemName ?? '')));
  }
  for (const opinion of short) {
    const device = opinion.verdict.kind === 'known' ? opinion.verdict.device : '';
    if ((names.get(device)?.size ?? 0) > 1) opinion.verdict = { kind: 'ambiguous', candidates: [device] };
  }
}

/** Nothing else tells: the device that was known by this name, unless it now calls itself otherwise. */
function settleByPrevious(opinions: readonly Opinion[], names: ReadonlyMap<string, readonly string[]>): void {
  for (const opinion of opinions) {
    const { hearing, verdict } = opinion;
    const text = hearing.systemName ?? hearing.chassisId;
    if (verdict.kind === 'known' || text === null) continue;
    const known = names.get(nameKey(text)) ?? [];
    const fits = known.filter((device) => verdict.kind !== 'ambiguous' || verdict.candidates.includes(device));
    const [device] = fits;
    if (fits.length === 1 && device !== undefined)
      opinion.verdict = { kind: 'known', device, rule: 'previous snapshot' };
  }
}

function stubsOf(opinions: readonly Opinion[], survey: Survey, { domains, previous }: TopologyInput): Stub[] {
  const unsettled = opinions.filter(({ verdict }) => verdict.kind !== 'known');
  // What may be one device only, and is not, is one stranger of that name wherever it is heard.
  const several = unsettled.filter(({ verdict }) => verdict.kind === 'ambiguous' && verdict.candidates.length > 1);
  const ambiguous = new Set(several.map(({ hearing }) => hearing));
  const context = { taken: new Set(survey.keys()), ambiguous, domains, previous };
  return groupStubs(
    unsettled.map(({ hearing }) => hearing),
    context,
  );
}

function settle(hearing: Unsettled, verdict: Verdict, stubs: ReadonlyMap<Hearing, string>, survey: Survey): Settled {
  const far = verdict.kind === 'known' ? verdict.device : (stubs.get(hearing) ?? 'unnamed');
  const { remembered } = hearing;
  const isCarried = remembered !== null && remembered.device === far;
  const farPort = isCarried ? remembered.port : resolvePort(hearing, survey.get(far) ?? null);
  if (verdict.kind === 'known') return settleAs(hearing, far, farPort, verdict.rule);
  return settleAs(hearing, far, farPort, verdict.kind === 'ambiguous' ? AMBIGUOUS_RULE : UNMANAGED_RULE);
}

function placeOf(hearing: Hearing): string {
  return formatEnd({ device: hearing.by, port: hearing.port });
}

function nameOf(hearing: Hearing): string {
  return printable(hearing.systemName ?? hearing.chassisId ?? '');
}
