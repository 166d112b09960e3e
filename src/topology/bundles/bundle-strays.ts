// Members of one LAG that lead to different places. With multi-chassis LAGs (MLAG, vPC, VSX) they do so rightly, to a LAG
// on each chassis, and LACP bundles them, because both chassis speak as one system. Elsewhere a member was miscabled.
import { compareText, type LinkEnd, shortPortName } from '../../model/index.ts';
import { endKey } from '../ends.ts';
import { groupBy } from '../group-by.ts';
import type { Scene } from '../links/states.ts';
import { type Member, shortEnd } from './bundle-members.ts';
import type { Pair } from './bundle-pairs.ts';
import { arePortsRead, type Lags } from './lags.ts';

/** A miscabled member counts for the bundle that most of its LAG's members make; that one is contradicted by it. */
export function mergeStrays(pairs: readonly Pair[], lags: Lags, scene: Scene): Pair[] {
  const contradictions = new Map<string, string[]>();
  const strays = new Map<string, Pair>();
  const apartBefore = new Set(scene.previous?.bundles.filter(({ state }) => state !== 'mismatch').map(({ id }) => id));
  const context = { lags, scene, apartBefore };
  for (const [, group] of byLag(pairs)) {
    const [main, ...others] = [...group].sort(
      (x, y) => heardMembers(y.pair).length - heardMembers(x.pair).length || compareText(x.pair.id, y.pair.id),
    );
    for (const { pair, lag } of main ? others : []) {
      if (!main || !isStray(pair, lag, main.pair, context)) continue;
      strays.set(pair.id, main.pair);
      const told = heardMembers(pair).map((member) => strayReason(member, lag, farOf(main.pair, lag)));
      contradictions.set(main.pair.id, [...(contradictions.get(main.pair.id) ?? []), ...told]);
    }
  }
  const mains = new Set([...strays.values()].map(({ id }) => id));
  const members = groupBy([...strays], ([, main]) => main.id);
  const kept = pairs.filter(({ id }) => !strays.has(id) || mains.has(id));
  const byId = new Map(pairs.map((pair) => [pair.id, pair]));
  return kept.map((pair) => ({
    ...pair,
    members: [...pair.members, ...(members.get(pair.id) ?? []).flatMap(([id]) => byId.get(id)?.members ?? [])],
    contradictions: (contradictions.get(pair.id) ?? []).sort(compareText),
  }));
}

/** Pairs by each LAG that takes part in several. */
function byLag(pairs: readonly Pair[]): [string, { pair: Pair; lag: LinkEnd }[]][] {
  const sides = pairs.flatMap((pair) =>
    [pair.a, pair.b].filter(({ port }) => port !== null).map((lag) => ({ pair, lag })),
  );
  return [...groupBy(sides, ({ lag }) => endKey(lag))].filter(([, group]) => group.length > 1);
}

function farOf({ a, b }: Pair, lag: LinkEnd): LinkEnd {
  return endKey(a) === endKey(lag) ? b : a;
}

/** Of an older cable that nobody hears any more nothing is said. */
function heardMembers({ members }: Pair): Member[] {
  return members.filter(({ link }) => link !== null);
}

interface Context {
  readonly lags: Lags;
  readonly scene: Scene;
  /** Ids of bundles that stood apart in the previous snapshot. */
  readonly apartBefore: ReadonlySet<string>;
}

/**
 * What stood apart before without contradiction is a multi-chassis LAG, whatever has become of it. A network card of a
 * server advertises a chassis id of its own. Of a device that was not read nothing is concluded.
 */
function isStray(pair: Pair, lag: LinkEnd, main: Pair, { lags, scene, apartBefore }: Context): boolean {
  const far = farOf(pair, lag);
  const heard = heardMembers(pair);
  if (heard.length === 0 || !arePortsRead(scene.survey, lag.device)) return false;
  if (far.device === farOf(main, lag).device) return true;
  const nature = scene.natures.get(far.device)?.kind ?? 'device';
  if (nature !== 'device') return false;
  if (apartBefore.has(pair.id)) return false;
  if (far.port === null && lags.tells(far.device)) return true;
  return !heard.every((member) => isAgreed(member, lags));
}

/** Its ends agreed to bundle it, which static LAGs do not do. */
function isAgreed({ ends }: Member, lags: Lags): boolean {
  const ports = ends.map((end) => lags.portAt(end)).filter((port) => port !== null);
  const isHeldBack = ports.some(
    ({ bundleState, bundleProtocol }) => bundleState === 'suspended' || bundleProtocol === 'static',
  );
  return !isHeldBack && ports.some(({ bundleState }) => bundleState === 'bundled');
}

/** `r1:Gi0/2 of Po1 leads to r3:Gi0/5, others of it to r2:Po7`. */
function strayReason({ ends }: Member, lag: LinkEnd, main: LinkEnd): string {
  const own = ends.find(({ device }) => device === lag.device) ?? lag;
  const far = ends.find(({ device }) => device !== lag.device) ?? main;
  return `${shortEnd(own)} of ${shortPortName(lag.port ?? '')} leads to ${shortEnd(far)}, others of it to ${shortEnd(main)}`;
}
