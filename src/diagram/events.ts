// What a picture of changes tells of each link: its own change, that of its bundle, or its half of a swap.
import { type Bundle, type LinkChange, linkChanges } from '../model/index.ts';
import type { DiagramInput } from './picture-model.ts';

/** The ends of one cable of a change, now and before. */
export type Cable = Pick<LinkChange, 'link' | 'a' | 'b' | 'before'>;

export interface Told {
  /** Lines that tell the same event are counted once. */
  readonly event: string;
  readonly kind: LinkChange['kind'];
  readonly cause: string;
  readonly cable: Cable;
}

/** Link id → what is told of it. A change of a bundle as a whole is told at each member that has none of its own. */
export function toldByLink(input: DiagramInput): ReadonlyMap<string, Told> {
  const told = new Map<string, Told>();
  const bundles = bundlesById(input);
  const ofBundles: [Bundle, Told][] = [];
  linkChanges(input.snapshot).forEach((change, index) => {
    const { kind, cause, partner } = change;
    const one = { event: `c${index}`, kind, cause };
    const bundle = bundles.get(change.link);
    if (bundle) ofBundles.push([bundle, { ...one, cable: change }]);
    else told.set(change.link, { ...one, cable: change });
    if (partner) told.set(partner.link, { ...one, cable: partner });
  });
  for (const [{ members }, one] of ofBundles) {
    for (const member of members) if (!told.has(member)) told.set(member, one);
  }
  return told;
}

function bundlesById({ snapshot, before }: DiagramInput): ReadonlyMap<string, Bundle> {
  const links = new Set([...(before?.links ?? []), ...snapshot.links].map(({ id }) => id));
  const bundles = [...(before?.bundles ?? []), ...snapshot.bundles].filter(({ id }) => !links.has(id));
  return new Map(bundles.map((bundle) => [bundle.id, bundle]));
}

/** Link id → the bundle that counts it among its members. */
export function bundleOfLink({ snapshot, before }: DiagramInput): ReadonlyMap<string, Bundle> {
  const now = new Map(snapshot.bundles.map((bundle) => [bundle.id, bundle]));
  const was = (before?.bundles ?? []).map((bundle) => ({ ...(now.get(bundle.id) ?? bundle), members: bundle.members }));
  return new Map([...was, ...snapshot.bundles].flatMap((bundle) => bundle.members.map((id) => [id, bundle] as const)));
}
