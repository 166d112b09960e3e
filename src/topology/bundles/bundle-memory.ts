// Members that a bundle had in the previous snapshot. NX-OS deletes a member from its LAG when the member goes down
// (librenms#19621), so that a LAG that looks whole may miss one.
import type { Bundle, LinkEnd, SnapshotLink } from '../../model/index.ts';
import { endKey } from '../ends.ts';
import type { Scene } from '../links/states.ts';
import type { Member } from './bundle-members.ts';
import { arePortsRead, type Lags } from './lags.ts';

export interface Remembered {
  /** The LAGs it joined. */
  readonly a: LinkEnd;
  readonly b: LinkEnd;
  readonly member: Member;
  readonly id: string;
}

/** Members of before that are still expected, with their links of now where they have one. */
export function rememberMembers(links: readonly SnapshotLink[], lags: Lags, scene: Scene): Remembered[] {
  const bundles = (scene.previous?.bundles ?? []).filter(
    ({ a, b }) => scene.survey.has(a.device) || scene.survey.has(b.device),
  );
  if (bundles.length === 0) return [];
  const byId = new Map(links.map((link) => [link.id, link]));
  const cabled = new Map(links.flatMap(({ a, b, id }) => [a, b].map((end) => [endKey(end), id] as const)));
  return bundles.flatMap((bundle) =>
    bundle.members.flatMap((id) => {
      const ends = endsOf(id, bundle);
      if (ends === null || isForgotten(ends, id, cabled, lags, scene)) return [];
      return [{ a: bundle.a, b: bundle.b, id, member: { ends, link: byId.get(id) ?? null } }];
    }),
  );
}

/** Ends of a member by its id, which is written like those of its bundle; null for one that led to another device. */
function endsOf(id: string, { a, b }: Bundle): [LinkEnd, LinkEnd] | null {
  const [start, middle] = [`${a.device}:`, `--${b.device}:`];
  const at = id.indexOf(middle, start.length);
  if (!id.startsWith(start) || at === -1) return null;
  return [
    { device: a.device, port: id.slice(start.length, at) },
    { device: b.device, port: id.slice(at + middle.length) },
  ];
}

/**
 * It was taken out on purpose: a port is cabled elsewhere, or neither end configures it in a LAG any more and a port is up
 * or both are shut. A member that dropped out by itself is down at one end at least.
 */
function isForgotten(
  ends: readonly [LinkEnd, LinkEnd],
  id: string,
  cabled: ReadonlyMap<string, string>,
  lags: Lags,
  { survey }: Scene,
): boolean {
  if (ends.some((end) => (cabled.get(endKey(end)) ?? id) !== id)) return true;
  const ports = ends.map((end) => lags.portAt(end));
  const isOut = ends.every(
    ({ device }, i) => !survey.has(device) || (arePortsRead(survey, device) && (ports[i]?.bundle ?? null) === null),
  );
  if (!isOut) return false;
  return ports.some((port) => port?.operUp === true) || ports.every((port) => port === null || port.adminUp === false);
}
