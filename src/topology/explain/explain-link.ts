// What is known of one link besides its claims, in sentences: how it was joined, what ails it, and its bundle.
import type { Bundle, LinkEnd, Snapshot, SnapshotLink } from '../../model/index.ts';
import { LINK_RULES } from '../identity/rules.ts';

export interface ExplainedBundle extends Pick<Bundle, 'id' | 'protocol' | 'state' | 'reasons'> {
  readonly members: readonly { readonly link: string; readonly state: string }[];
}

/** The bundle that the link is a member of; null for none. */
export function explainBundle({ bundle, id }: SnapshotLink, snapshot: Snapshot): ExplainedBundle | null {
  const found =
    snapshot.bundles.find((one) => one.id === bundle) ?? snapshot.bundles.find(({ members }) => members.includes(id));
  if (!found) return null;
  const states = new Map(
    snapshot.links.map((link) => [link.id, link.settling ? `${link.state}, settling` : link.state]),
  );
  const members = found.members.map((member) => ({ link: member, state: states.get(member) ?? 'gone' }));
  return { id: found.id, protocol: found.protocol, state: found.state, reasons: found.reasons, members };
}

/** What neither its reason nor its claims say. Snapshots of earlier versions tell no rule. */
export function describeLink(link: SnapshotLink, bundle: ExplainedBundle | null): string[] {
  return [
    ...(link.rule === '' ? [] : [`joined by the rule "${link.rule}": ${sentenceOf(link.rule)}`]),
    ...(link.ageing === null ? [] : [ageingNote(link.ageing)]),
    ...(link.fault === null ? [] : [FAULTS[link.fault]]),
    ...link.incoherent.map(({ message }) => message),
    ...(bundle === null ? [] : bundleNotes(bundle, link)),
  ];
}

function sentenceOf(rule: string): string {
  return Object.entries<string>(LINK_RULES).find(([name]) => name === rule)?.[1] ?? 'not known to this version';
}

const FAULTS: Readonly<Record<NonNullable<SnapshotLink['fault']>, string>> = {
  'admin-down': 'a port of it is shut down by configuration',
  'line-down': 'a port of it has no carrier',
  silent: 'its ports are up, and yet nothing is heard',
};

function ageingNote({ device, remainingSeconds }: NonNullable<SnapshotLink['ageing']>): string {
  return `advertisements to ${device} have stopped arriving: its claim ages out in ${remainingSeconds} s`;
}

function bundleNotes({ id, protocol, state, reasons, members }: ExplainedBundle, link: SnapshotLink): string[] {
  const why = reasons.length > 0 ? `: ${reasons.join('; ')}` : '';
  const others = members.filter((member) => member.link !== link.id);
  const beside = others.map((member) => `${member.link} (${member.state})`).join(', ');
  return [
    `member of bundle ${id} (${protocol ?? 'protocol not read'}), which is ${state}${why}`,
    ...(others.length > 0 ? [`beside ${beside}`] : []),
  ];
}

interface BundleSubject {
  readonly id: string;
  readonly ends: readonly LinkEnd[];
  readonly links: readonly SnapshotLink[];
}

/** The LAG that is called so, with the links that are its members. */
export function findBundle(snapshot: Snapshot, reference: string): BundleSubject | null {
  const bundle = snapshot.bundles.find(({ id }) => id === reference);
  if (!bundle) return null;
  const members = new Set(bundle.members);
  const links = snapshot.links.filter((link) => members.has(link.id) || link.bundle === bundle.id);
  return { id: bundle.id, ends: [bundle.a, bundle.b], links };
}
