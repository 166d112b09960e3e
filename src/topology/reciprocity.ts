// Recognises systems by what their neighbours say: the unresolved name heard by X on port p as port q is device D if
// D's own claim on q names X with port p. Needed where no hostname was learnt, and to tell equal names apart.
import type { Hearing } from './claims.ts';
import { endKey } from './ends.ts';
import { groupBy } from './group-by.ts';
import type { Verdict } from './identity.ts';
import type { IdentityIndex } from './identity-index.ts';
import { firstLabel, nameKey } from './names.ts';
import { resolvePort } from './ports.ts';

export type Verdicts = Map<Hearing, Verdict>;

/** Settles what it can in `verdicts`, again and again while that helps: each name found may prove another. */
export function settleByReciprocity(verdicts: Verdicts, index: IdentityIndex): void {
  for (let changed = true; changed; ) {
    const known = countKnown(verdicts);
    settleAmbiguous(verdicts, index);
    settleUnknown(verdicts, index);
    changed = countKnown(verdicts) > known;
  }
}

function countKnown(verdicts: Verdicts): number {
  return [...verdicts.values()].filter((verdict) => verdict.kind === 'known').length;
}

/** Each claim for itself: of the devices it may mean, the one whose own claim points back. */
function settleAmbiguous(verdicts: Verdicts, index: IdentityIndex): void {
  const table = hearingsByEnd(verdicts);
  const settled = [...verdicts].flatMap(([hearing, verdict]) => {
    if (verdict.kind !== 'ambiguous') return [];
    const back = verdict.candidates.filter((device) => pointsBack(device, hearing, { verdicts, index, table }));
    return back.length === 1 && back[0] !== undefined ? [[hearing, back[0]] as const] : [];
  });
  for (const [hearing, device] of settled) verdicts.set(hearing, { kind: 'known', device, rule: 'reciprocity' });
}

/** A name for all its claims, and only if every witness agrees and nobody else would become the same device. */
function settleUnknown(verdicts: Verdicts, index: IdentityIndex): void {
  const table = hearingsByEnd(verdicts);
  const proposals = new Map<string, Set<string>>();
  for (const [hearing, verdict] of verdicts) {
    if (verdict.kind !== 'unknown' || hearing.systemName === null) continue;
    const found = witness(hearing, { verdicts, index, table });
    const name = nameKey(hearing.systemName);
    for (const device of found) proposals.set(name, (proposals.get(name) ?? new Set()).add(device));
  }
  const settled = agreed(proposals);
  for (const [hearing, verdict] of verdicts) {
    const device = settled.get(nameKey(hearing.systemName ?? ''));
    if (verdict.kind === 'unknown' && device) verdicts.set(hearing, { kind: 'known', device, rule: 'reciprocity' });
  }
}

interface Knowledge {
  readonly verdicts: Verdicts;
  readonly index: IdentityIndex;
  readonly table: ReadonlyMap<string, readonly Hearing[]>;
}

/** Only devices without a known hostname, over a port on which each side hears one system: nothing else is known. */
function witness(hearing: Hearing, knowledge: Knowledge): string[] {
  const { index, table } = knowledge;
  if (!hearsOneSystem(table.get(endKey({ device: hearing.by, port: hearing.port })) ?? [])) return [];
  const nameless = [...index.survey.values()].filter(({ hostname }) => hostname === null);
  return nameless
    .map(({ device }) => device.name)
    .filter((device) => pointsBack(device, hearing, knowledge, hearsOneSystem));
}

function pointsBack(
  device: string,
  hearing: Hearing,
  { verdicts, index, table }: Knowledge,
  accept: (hearings: readonly Hearing[]) => boolean = () => true,
): boolean {
  const port = resolvePort(hearing, index.survey.get(device) ?? null);
  if (device === hearing.by || port === null || hearing.port === null) return false;
  const own = table.get(endKey({ device, port })) ?? [];
  const me = index.survey.get(hearing.by) ?? null;
  const names = own.some((one) => mayMean(verdicts.get(one), hearing.by) && resolvePort(one, me) === hearing.port);
  return names && accept(own);
}

function mayMean(verdict: Verdict | undefined, device: string): boolean {
  if (verdict?.kind === 'known') return verdict.device === device;
  return verdict?.kind === 'ambiguous' && verdict.candidates.includes(device);
}

function hearsOneSystem(hearings: readonly Hearing[]): boolean {
  const labels = hearings.map(({ systemName }) => nameKey(firstLabel(systemName ?? '') ?? systemName ?? ''));
  return new Set(labels).size === 1;
}

/** Name → device, for names with one device, and devices that no other name claims. */
function agreed(proposals: ReadonlyMap<string, ReadonlySet<string>>): Map<string, string> {
  const single = [...proposals].flatMap(([name, devices]) => {
    const [device] = devices;
    return devices.size === 1 && device !== undefined ? [[name, device] as const] : [];
  });
  const labelsOf = (device: string): Set<string> =>
    new Set([...proposals].filter(([, devices]) => devices.has(device)).map(([name]) => firstLabel(name) ?? name));
  return new Map(single.filter(([, device]) => labelsOf(device).size === 1));
}

function hearingsByEnd(verdicts: Verdicts): Map<string, Hearing[]> {
  return groupBy(verdicts.keys(), (hearing) => endKey({ device: hearing.by, port: hearing.port }));
}
