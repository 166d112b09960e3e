// Recognises systems by what their neighbours say: the unresolved name heard by X on port p as port q is device D if
// D's own claim on q names X with port p. Needed where no hostname was learnt, and to tell equal names apart.
import type { Hearing, Unsettled } from '../claims.ts';
import { endKey, ownKey } from '../ends.ts';
import { groupBy } from '../group-by.ts';
import type { Survey } from '../survey.ts';
import type { Verdict } from './identity.ts';
import type { IdentityIndex } from './identity-index.ts';
import { firstLabel, nameKey } from './names.ts';
import { resolvePort } from './ports.ts';

/** What is thought of a hearing so far. */
export interface Opinion {
  readonly hearing: Unsettled;
  verdict: Verdict;
}

interface Knowledge {
  readonly survey: Survey;
  /** Opinions by the end that hears. */
  readonly table: ReadonlyMap<string, readonly Opinion[]>;
  /** The port that a hearing means, should it mean this device. */
  portOf(hearing: Hearing, device: string): string | null;
  /** Claims that may answer a hearing, as opinions stand. */
  readonly answers: Map<Opinion, readonly Opinion[]>;
}

/** Settles what it can, again and again while that helps: each name found may prove another. */
export function settleByReciprocity(opinions: readonly Opinion[], { survey }: IdentityIndex): void {
  const table = groupBy(opinions, ({ hearing }) => ownKey(hearing));
  const knowledge = { survey, table, portOf: resolver(survey), answers: new Map<Opinion, readonly Opinion[]>() };
  let open = opinions.filter(({ verdict }) => verdict.kind !== 'known');
  for (let before = open.length + 1; open.length < before && open.length > 0; ) {
    before = open.length;
    knowledge.answers.clear();
    settleAmbiguous(open, knowledge);
    settleUnknown(open, opinions, knowledge);
    open = open.filter(({ verdict }) => verdict.kind !== 'known');
  }
}

/** A name may mean hundreds of devices: those whose ports nobody told differ by their platform only. */
function resolver(survey: Survey): Knowledge['portOf'] {
  const known = new Map<Hearing, Map<string, string | null>>();
  return (hearing, device) => {
    const owner = survey.get(device) ?? null;
    if (owner === null || owner.ports.length > 0) return resolvePort(hearing, owner);
    const platform = owner.device.platform ?? '';
    const found = known.get(hearing) ?? new Map<string, string | null>();
    if (!found.has(platform)) known.set(hearing, found.set(platform, resolvePort(hearing, owner)));
    return found.get(platform) ?? null;
  };
}

/** Each claim for itself: of the devices it may mean, the one whose own claim points back. */
function settleAmbiguous(open: readonly Opinion[], knowledge: Knowledge): void {
  const settled = open.flatMap((opinion) => {
    const device = onlyAnswer(opinion, knowledge);
    return device === null ? [] : [[opinion, device] as const];
  });
  for (const [opinion, device] of settled) opinion.verdict = { kind: 'known', device, rule: 'reciprocity' };
}

/**
 * An answer whose own meaning is known decides. Where the answer is as ambiguous as the question, the two must fit nobody
 * else, and not both could be meant for a device that is silent: it was not read, or its port is up and hears nothing.
 */
function onlyAnswer(opinion: Opinion, knowledge: Knowledge): string | null {
  const answers = answersTo(opinion, knowledge);
  const proven = distinctSpeakers(answers.filter(({ verdict }) => verdict.kind === 'known'));
  if (proven.length > 0) return proven.length === 1 ? (proven[0] ?? null) : null;
  const [device, ...others] = distinctSpeakers(answers);
  const [answer] = answers;
  if (device === undefined || others.length > 0 || answer === undefined) return null;
  if (distinctSpeakers(answersTo(answer, knowledge)).length !== 1) return null;
  const couldBeSilent = hasSilent(opinion, device, knowledge) && hasSilent(answer, opinion.hearing.by, knowledge);
  return couldBeSilent ? null : device;
}

function distinctSpeakers(opinions: readonly Opinion[]): string[] {
  return [...new Set(opinions.map(({ hearing }) => hearing.by))];
}

function answersTo(opinion: Opinion, knowledge: Knowledge): readonly Opinion[] {
  const found = knowledge.answers.get(opinion) ?? findAnswers(opinion, knowledge);
  knowledge.answers.set(opinion, found);
  return found;
}

/** Claims of the candidates, on the port that was heard, that may mean the listener and name its port. */
function findAnswers({ hearing, verdict }: Opinion, { table, portOf }: Knowledge): Opinion[] {
  if (verdict.kind !== 'ambiguous' || hearing.port === null) return [];
  const answers: Opinion[] = [];
  for (const device of verdict.candidates) {
    const port = device === hearing.by ? null : portOf(hearing, device);
    const heard = port === null ? undefined : table.get(endKey({ device, port }));
    for (const one of heard ?? []) {
      if (portOf(one.hearing, hearing.by) === hearing.port && mayMean(one.verdict, hearing.by)) answers.push(one);
    }
  }
  return answers;
}

function mayMean(verdict: Verdict, device: string): boolean {
  if (verdict.kind === 'known') return verdict.device === device;
  return verdict.kind === 'ambiguous' && verdict.candidates.includes(device);
}

/** Whether a candidate besides the one found could be meant and does not say so. */
function hasSilent({ hearing, verdict }: Opinion, found: string, { survey, table, portOf }: Knowledge): boolean {
  if (verdict.kind !== 'ambiguous') return false;
  return verdict.candidates.some((device) => {
    const owner = survey.get(device);
    if (device === found || device === hearing.by || owner === undefined) return false;
    const port = portOf(hearing, device);
    if (port === null || table.has(endKey({ device, port }))) return false;
    return !owner.standing.provesAbsence || owner.ports.some((one) => one.name === port && one.operUp === true);
  });
}

/** A name for all its claims, and only if every witness agrees and nobody else would become the same device. */
function settleUnknown(open: readonly Opinion[], opinions: readonly Opinion[], knowledge: Knowledge): void {
  const unknown = open.filter(({ hearing, verdict }) => verdict.kind === 'unknown' && hearing.systemName !== null);
  if (unknown.length === 0) return;
  const pointers = pointersByEnd(opinions, knowledge);
  const proposals = new Map<string, Set<string>>();
  for (const { hearing } of unknown) {
    const name = nameKey(hearing.systemName ?? '');
    for (const device of witnesses(hearing, pointers, knowledge)) {
      proposals.set(name, (proposals.get(name) ?? new Set()).add(device));
    }
  }
  const settled = agreed(proposals);
  for (const opinion of unknown) {
    const device = settled.get(nameKey(opinion.hearing.systemName ?? '')) ?? null;
    if (device !== null) opinion.verdict = { kind: 'known', device, rule: 'reciprocity' };
  }
}

/** Claims of devices without a known hostname, by the end they say they hear. */
function pointersByEnd(opinions: readonly Opinion[], { survey, portOf }: Knowledge): Map<string, Hearing[]> {
  const pointers = new Map<string, Hearing[]>();
  for (const { hearing, verdict } of opinions) {
    if (verdict.kind !== 'known' || survey.get(hearing.by)?.hostname !== null) continue;
    const port = portOf(hearing, verdict.device);
    if (port === null) continue;
    const key = endKey({ device: verdict.device, port });
    const known = pointers.get(key);
    if (known) known.push(hearing);
    else pointers.set(key, [hearing]);
  }
  return pointers;
}

/** Over a port on which each side hears one system: nothing else is known. */
function witnesses(hearing: Hearing, pointers: ReadonlyMap<string, Hearing[]>, { table, portOf }: Knowledge): string[] {
  if (!hearsOneSystem(table.get(ownKey(hearing)))) return [];
  const back = (pointers.get(ownKey(hearing)) ?? []).filter((one) => {
    const port = one.by === hearing.by ? null : portOf(hearing, one.by);
    return port !== null && one.port === port && hearsOneSystem(table.get(ownKey(one)));
  });
  return back.map(({ by }) => by);
}

function hearsOneSystem(opinions: readonly Opinion[] = []): boolean {
  const labels = opinions.map(({ hearing }) =>
    nameKey(firstLabel(hearing.systemName ?? '') ?? hearing.systemName ?? ''),
  );
  return new Set(labels).size === 1;
}

/** Name → device, for names with one device, and devices that no other name claims. */
function agreed(proposals: ReadonlyMap<string, ReadonlySet<string>>): Map<string, string> {
  const labels = new Map<string, Set<string>>();
  for (const [name, devices] of proposals) {
    for (const device of devices) labels.set(device, (labels.get(device) ?? new Set()).add(firstLabel(name) ?? name));
  }
  const single = [...proposals].flatMap(([name, devices]) => {
    const [device] = devices;
    return devices.size === 1 && device !== undefined ? [[name, device] as const] : [];
  });
  return new Map(single.filter(([, device]) => labels.get(device)?.size === 1));
}
