// Loads to draw: a builder for tests, and the networks of test/diagram/networks.ts with traffic.
import type { DirectionLoad, LinkLoad, LinkLoads, Snapshot } from '../../src/model/index.ts';

/** A rate in bit/s; or that and more; null: nobody reports this direction. */
export type Rate = number | null | (Partial<DirectionLoad> & { readonly bps: number });

export const SECONDS = 300;

/** One direction of a link of that capacity, seen alike by both ends, in packets of 1000 octets. */
export function direction(rate: Rate, capacityBps: number | null): DirectionLoad {
  const evidence = { ingressFar: null, egressNear: null, counters: null };
  const nothing = { ...{ packets: null, utilisation: null, source: null }, interval: null, evidence, notes: [] };
  if (rate === null) return { bytes: null, bps: null, coverage: 0, ...nothing };
  const { bps, ...more } = typeof rate === 'number' ? { bps: rate } : rate;
  const bytes = (bps * SECONDS) / 8;
  const packets = bytes / 1000;
  const onTheWire = ((bytes + 20 * packets) * 8) / SECONDS;
  return {
    ...nothing,
    ...{ bytes, packets, bps, coverage: 1, source: 'ingress-far' },
    utilisation: capacityBps === null ? null : onTheWire / capacityBps,
    evidence: { ingressFar: bytes, egressNear: bytes, counters: null },
    ...more,
  };
}

/** ± that share of the figure. */
export function sampled(bps: number, share: number): Rate {
  const bytes = (bps * SECONDS) / 8;
  return { bps, interval: { low: bytes * (1 - share), high: bytes * (1 + share) } };
}

export function load(
  link: string,
  rates: readonly [Rate, Rate],
  capacityBps: number | null,
  more: Partial<LinkLoad> = {},
): LinkLoad {
  const [aToB, bToA] = [direction(rates[0], capacityBps), direction(rates[1], capacityBps)];
  return { link, capacityBps, aToB, bToA, bundle: null, members: [], ...more };
}

/** Part of a link id, or of a bundle's → rates from `a` to `b` and back. Links that no part names have no entry. */
export function loadsOf(
  snapshot: Snapshot,
  rates: Readonly<Record<string, readonly [Rate, Rate]>>,
  more: Partial<LinkLoads> & { readonly capacityBps?: number | null } = {},
): LinkLoads {
  const { capacityBps, ...rest } = more;
  const speeds = new Map(snapshot.links.map(({ id, speedBps }) => [id, speedBps]));
  const bundleOf = new Map(
    snapshot.bundles.flatMap(({ id, members }) => members.map((member) => [member, id] as const)),
  );
  const own = snapshot.links.flatMap(({ id, speedBps }) => {
    const found = Object.entries(rates).find(([part]) => id.includes(part));
    const capacity = capacityBps === undefined ? speedBps : capacityBps;
    return found ? [load(id, found[1], capacity, { bundle: bundleOf.get(id) ?? null })] : [];
  });
  const bundles = snapshot.bundles.flatMap(({ id, members }) => {
    const found = Object.entries(rates).find(([part]) => id.includes(part));
    const capacity = members.reduce((sum, member) => sum + (speeds.get(member) ?? 0), 0);
    return found ? [load(id, found[1], capacity === 0 ? null : capacity, { members })] : [];
  });
  return {
    window: { from: '2026-11-21T10:40:00.000Z', to: '2026-11-21T10:45:00.000Z', seconds: SECONDS },
    snapshot: snapshot.id,
    links: [...own, ...bundles].sort((one, other) => (one.link < other.link ? -1 : 1)),
    unattributed: { bytes: 0, packets: 0, reasons: {} },
    exporters: [],
    ...rest,
  };
}

/** A repeatable rate for every direction of every link, from idle to nearly full: as a busy network has them. */
export function busyLoads(snapshot: Snapshot, more: Partial<LinkLoads> = {}): LinkLoads {
  let seed = 7;
  const next = (): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed / 2147483648;
  };
  const rate = (speed: number): number => Math.round(speed * next() ** 2.2 * 0.97);
  const rates = snapshot.links.map(({ id, speedBps }) => [id, [rate(speedBps ?? 1e9), rate(speedBps ?? 1e9)]] as const);
  return loadsOf(snapshot, Object.fromEntries(rates), more);
}
