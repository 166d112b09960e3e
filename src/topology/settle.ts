// Settles every hearing: which device it means and which of that device's ports. Excluded ports are left out first,
// self-links become problems.
import { compareText, formatEnd, normaliseMac, type SnapshotProblem } from '../model/index.ts';
import { gatherHearings, type Hearing, type Settled } from './claims.ts';
import { recognise, type Verdict } from './identity.ts';
import { chassisKey, type IdentityIndex, indexIdentities } from './identity-index.ts';
import type { TopologyInput } from './input.ts';
import { settleByBeginning } from './name-beginnings.ts';
import { nameKey, printable } from './names.ts';
import { resolvePort } from './ports.ts';
import { ambiguousNeighbor, selfLink } from './problems.ts';
import { settleByReciprocity, type Verdicts } from './reciprocity.ts';
import { AMBIGUOUS_RULE, type Rule, UNMANAGED_RULE } from './rules.ts';
import { groupStubs, type Stub } from './stubs.ts';
import type { Survey } from './survey.ts';

export interface Settlement {
  readonly hearings: readonly Settled[];
  /** Systems outside the inventory that are heard, by name. */
  readonly stubs: ReadonlyMap<string, Stub>;
  readonly problems: readonly SnapshotProblem[];
}

export function settleHearings(input: TopologyInput, survey: Survey): Settlement {
  const all = inOrder(gatherHearings(survey, input.takenAt, input.previous));
  const heard = all.filter((one) => one.port === null || !input.excludePort(one.by, one.port));
  const verdicts = judge(heard, indexIdentities(survey, input.domains), input);
  const stubs = stubsOf(verdicts, survey, input);
  const farOf = new Map(stubs.flatMap((stub) => stub.hearings.map((hearing) => [hearing, stub.name] as const)));
  const settled = [...verdicts].map(([hearing, verdict]) => settle(hearing, verdict, farOf.get(hearing), survey));
  const kept = settled.filter((one) => one.farPort === null || !input.excludePort(one.far, one.farPort));
  return {
    hearings: kept.filter((one) => one.far !== one.by),
    stubs: new Map(stubs.map((stub) => [stub.name, stub])),
    problems: problemsOf(kept, verdicts),
  };
}

/** The order of the input never matters. */
function inOrder(hearings: readonly Hearing[]): Hearing[] {
  const keyed = hearings.map((hearing) => ({ hearing, key: sortKey(hearing) }));
  return keyed.sort((a, b) => compareText(a.key, b.key)).map(({ hearing }) => hearing);
}

function sortKey(one: Hearing): string {
  const { by, port, protocol, systemName, chassisId, portId, portDescription, at, command } = one;
  return JSON.stringify([by, port, protocol, systemName, chassisId, portId, portDescription, at, command]);
}

function judge(hearings: readonly Hearing[], index: IdentityIndex, input: TopologyInput): Verdicts {
  const verdicts: Verdicts = new Map(hearings.map((hearing) => [hearing, firstVerdict(hearing, index)]));
  settleByReciprocity(verdicts, index);
  for (const [hearing, verdict] of verdicts) {
    if (verdict.kind === 'known') continue;
    const known = fromPrevious(hearing, verdict, index.survey, input);
    if (known !== null) verdicts.set(hearing, { kind: 'known', device: known, rule: 'previous snapshot' });
  }
  settleByBeginning(verdicts, index);
  return verdicts;
}

/** A claim carried over means what it meant, as long as that device is in the inventory. */
function firstVerdict(hearing: Hearing, index: IdentityIndex): Verdict {
  const { remembered } = hearing;
  if (remembered !== null && index.survey.has(remembered.device)) {
    return { kind: 'known', device: remembered.device, rule: remembered.rule };
  }
  const verdict = recognise(hearing, index);
  return verdict.kind === 'known' && isNamesake(hearing, verdict, index.survey) ? { kind: 'unknown' } : verdict;
}

/** It has the listener's own name but another chassis: a stranger with an equal name, not a cable plugged into itself. */
function isNamesake(hearing: Hearing, verdict: { device: string; rule: string }, survey: Survey): boolean {
  if (verdict.device !== hearing.by || verdict.rule === 'chassis id') return false;
  const own = normaliseMac(survey.get(hearing.by)?.chassisId ?? '');
  const heard = normaliseMac(hearing.chassisId ?? '');
  return own !== null && heard !== null && own !== heard;
}

/** Must be made anew each time: a device that has told its hostname since then is no longer guessed at. */
const GUESS: Rule = 'beginning of the inventory name';

/** Last resort: the device that was known by this name, unless it now calls itself otherwise. */
function fromPrevious(hearing: Hearing, verdict: Verdict, survey: Survey, input: TopologyInput): string | null {
  const text = hearing.systemName ?? hearing.chassisId;
  if (text === null || input.previous === null) return null;
  const known = input.previous.devices.filter((before) => {
    const now = survey.get(before.name)?.device;
    if (!before.managed || now === undefined) return false;
    const hostname = now.facts?.hostname ?? null;
    const same = hostname === null || before.hostname === null || nameKey(hostname) === nameKey(before.hostname);
    return same && before.identity.some((one) => one.rule !== GUESS && nameKey(one.alias) === nameKey(text));
  });
  const fits = known.filter(({ name }) => verdict.kind !== 'ambiguous' || verdict.candidates.includes(name));
  return fits.length === 1 ? (fits[0]?.name ?? null) : null;
}

function stubsOf(verdicts: Verdicts, survey: Survey, { domains, previous }: TopologyInput): Stub[] {
  const unsettled = [...verdicts].filter(([, verdict]) => verdict.kind !== 'known');
  const ambiguous = unsettled.filter(([, verdict]) => verdict.kind === 'ambiguous').map(([hearing]) => hearing);
  const context = { taken: new Set(survey.keys()), ambiguous: new Set(ambiguous), domains, previous };
  return groupStubs(
    unsettled.map(([hearing]) => hearing),
    context,
  );
}

function settle(hearing: Hearing, verdict: Verdict, stub: string | undefined, survey: Survey): Settled {
  const far = verdict.kind === 'known' ? verdict.device : (stub ?? 'unnamed');
  const { remembered } = hearing;
  const carried = remembered !== null && remembered.device === far;
  const farPort = carried ? remembered.port : resolvePort(hearing, survey.get(far) ?? null);
  if (verdict.kind === 'known') return { ...hearing, far, farPort, rule: verdict.rule };
  return { ...hearing, far, farPort, rule: verdict.kind === 'ambiguous' ? AMBIGUOUS_RULE : UNMANAGED_RULE };
}

function problemsOf(settled: readonly Settled[], verdicts: Verdicts): SnapshotProblem[] {
  const ambiguous = [...verdicts].flatMap(([hearing, verdict]) => {
    if (verdict.kind !== 'ambiguous') return [];
    const far = settled.find((one) => one.by === hearing.by && one.port === hearing.port && sameSystem(one, hearing));
    if (far === undefined) return [];
    return [ambiguousNeighbor(hearing.by, placeOf(hearing), nameOf(hearing), verdict.candidates, far.far)];
  });
  const selves = settled.filter((one) => one.far === one.by);
  return [...ambiguous, ...selves.map((one) => selfLink(one.by, placeOf(one), one.farPort, one.rule))];
}

function sameSystem(a: Hearing, b: Hearing): boolean {
  return a.systemName === b.systemName && chassisKey(a.chassisId ?? '') === chassisKey(b.chassisId ?? '');
}

function placeOf(hearing: Hearing): string {
  return formatEnd({ device: hearing.by, port: hearing.port });
}

function nameOf(hearing: Hearing): string {
  return printable(hearing.systemName ?? hearing.chassisId ?? '');
}
