// Where declared links belong: to the cable they mean, to the segment both their ends are on, or to themselves.
import type { LinkEnd } from '../../model/index.ts';
import { groupBy } from '../group-by.ts';
import { type Declared, means } from './declared.ts';
import type { Cable } from './links.ts';
import type { Medium } from './segments.ts';

export interface Plan {
  readonly cables: readonly { cable: Cable; declared: Declared[] }[];
  readonly members: readonly { medium: Medium; member: LinkEnd; declared: Declared[] }[];
  readonly alone: readonly Declared[];
}

/** A declared link joins the first cable it can mean, or the segment both its ends are on; else it stands alone. */
export function assignDeclared(
  declared: readonly Declared[],
  cables: readonly Cable[],
  media: readonly Medium[],
): Plan {
  const planned = cables.map((cable) => ({ cable, declared: [] as Declared[] }));
  const members = media.flatMap((medium) =>
    medium.members.map((member) => ({ medium, member, declared: [] as Declared[] })),
  );
  if (declared.length === 0) return { cables: planned, members, alone: [] };
  const between = groupBy(planned, ({ cable }) => pairKey(cable.a, cable.b));
  const onDevice = groupBy(members, ({ member }) => member.device);
  const alone: Declared[] = [];
  for (const one of declared) {
    const cable = between.get(pairKey(one.a, one.b))?.find((plan) => means(one, plan.cable));
    const far = onDevice.get(one.b.device)?.find(({ member }) => fits(one.b, member));
    const near = onDevice
      .get(one.a.device)
      ?.find(({ medium, member }) => medium === far?.medium && fits(one.a, member));
    const home = cable ?? near;
    if (home) home.declared.push(one);
    else alone.push(one);
  }
  return { cables: planned, members, alone };
}

/** Ends are in the order of devices on both sides. */
function pairKey(a: LinkEnd, b: LinkEnd): string {
  return JSON.stringify([a.device, b.device]);
}

function fits(declared: LinkEnd, end: LinkEnd): boolean {
  return declared.device === end.device && (declared.port === null || declared.port === end.port);
}
