// Links the operator vouches for: joined to the cable that claims show, or links of their own.
import {
  type Claim,
  compareEnds,
  compareText,
  type DeclaredLink,
  type LinkEnd,
  linkId,
  type SnapshotProblem,
} from '../../model/index.ts';
import { isOneEdit } from '../explain/nearest.ts';
import { nameKey } from '../identity/names.ts';
import { attachmentPort, byName } from '../identity/ports.ts';
import { DECLARED_RULE } from '../identity/rules.ts';
import type { Stub } from '../identity/stubs.ts';
import { declaredSelfLink, declaredUnknownDevice, declaredUnknownPort } from '../problems.ts';
import type { Survey } from '../survey.ts';

export interface Declared {
  readonly a: LinkEnd;
  readonly b: LinkEnd;
  readonly speedBps: number | null;
  readonly description: string | null;
  readonly claim: Claim;
}

export interface DeclaredResult {
  readonly links: readonly Declared[];
  readonly problems: readonly SnapshotProblem[];
}

interface Known {
  readonly survey: Survey;
  readonly stubs: ReadonlyMap<string, Stub>;
  readonly takenAt: string;
}

/** Ends settled, sorted, one per cable. A name that nobody bears becomes a device outside the inventory. */
export function settleDeclared(declared: readonly DeclaredLink[], known: Known): DeclaredResult {
  const problems: SnapshotProblem[] = [];
  const links = new Map<string, Declared>();
  for (const link of [...declared].sort(compareDeclared)) {
    const ends = [link.a, link.b].map((end) => settleEnd(end, known, problems)).sort(compareEnds);
    const [a, b] = ends;
    if (!a || !b) continue;
    if (a.device === b.device) problems.push(declaredSelfLink(a.device));
    else links.set(linkId(a, b), { ...link, ...{ a, b }, claim: claimOf(a, b, link, known.takenAt) });
  }
  return { links: [...links.values()], problems };
}

function compareDeclared(x: DeclaredLink, y: DeclaredLink): number {
  return compareText(JSON.stringify([x.a, x.b]), JSON.stringify([y.a, y.b]));
}

function settleEnd(end: LinkEnd, known: Known, problems: SnapshotProblem[]): LinkEnd {
  const device = settleName(end.device, known);
  const owner = known.survey.get(device);
  if (!owner) {
    const nearest = known.stubs.has(device) ? undefined : nearName(device, known.survey);
    if (nearest !== undefined) problems.push(declaredUnknownDevice(device, nearest));
    return { device, port: end.port };
  }
  if (end.port === null || owner.ports.length === 0) return { device, port: end.port };
  const port = byName(end.port, owner.ports);
  if (port === null) problems.push(declaredUnknownPort({ device, port: end.port }));
  return { device, port: attachmentPort(port ?? end.port, owner.ports) };
}

/** Inventory name first, then a name only one device bears, then a system that is heard. */
function settleName(name: string, { survey, stubs }: Known): string {
  if (survey.has(name)) return name;
  const key = nameKey(name);
  const bearers = [...survey.values()].filter(({ device, hostname }) =>
    [device.name, ...device.aliases, hostname ?? ''].some((one) => nameKey(one) === key),
  );
  if (bearers.length === 1 && bearers[0]) return bearers[0].device.name;
  const heard = [...stubs.values()].filter(
    (stub) => nameKey(stub.name) === key || stub.hearings.some((one) => nameKey(one.systemName ?? '') === key),
  );
  return heard.length === 1 && heard[0] ? heard[0].name : name;
}

function nearName(name: string, survey: Survey): string | undefined {
  return [...survey.keys()].sort(compareText).find((known) => isOneEdit(nameKey(known), nameKey(name)));
}

function claimOf(a: LinkEnd, b: LinkEnd, link: DeclaredLink, at: string): Claim {
  return {
    ...{ by: a.device, port: a.port, protocol: 'declared', systemName: b.device, chassisId: null, portId: b.port },
    ...{ portDescription: link.description, holdSeconds: null, remainingSeconds: null, at },
    ...{ command: 'inventory', evidence: null, rule: DECLARED_RULE },
  };
}

/** Whether a declared link means this cable; a port that is not declared fits any. */
export function means(declared: Declared, cable: { readonly a: LinkEnd; readonly b: LinkEnd }): boolean {
  return fits(declared.a, cable.a) && fits(declared.b, cable.b);
}

function fits(declared: LinkEnd, end: LinkEnd): boolean {
  return declared.device === end.device && (declared.port === null || end.port === null || declared.port === end.port);
}
