// What became of LAGs: a member that no longer carries, one that carries again, and bundles that say more than their links.
import {
  type Bundle,
  formatEnd,
  type LinkEnd,
  linkId,
  type Snapshot,
  type SnapshotDevice,
  type SnapshotLink,
} from '../../model/index.ts';
import { groupBy } from '../group-by.ts';
import { type Comparison, type Placed, rename } from './same.ts';

/** A link that both snapshots have. */
export interface Pair {
  readonly was: SnapshotLink;
  readonly is: SnapshotLink;
}

/** A bundle that both snapshots have, and that one of them finds in trouble. */
interface Turn {
  readonly key: string;
  readonly was: Bundle;
  readonly is: Bundle;
}

export interface Turned {
  readonly kind: 'degraded' | 'restored' | 'mismatch';
  /** The member; the bundle itself where no link of its own tells. */
  readonly subject: Pick<SnapshotLink, 'id' | 'a' | 'b'>;
  readonly cause: string;
  readonly evidence: readonly string[];
}

/** The bundles of two snapshots under one set of names. */
export class BundleBook {
  readonly #comparison: Comparison;
  /** Link id → key of the bundle that counts it among its members. */
  readonly #keysBefore: ReadonlyMap<string, string>;
  readonly #keysAfter: ReadonlyMap<string, string>;
  /** Those of the later snapshot, by key. */
  readonly #bundles: ReadonlyMap<string, Bundle>;
  readonly #turns: ReadonlyMap<string, Turn>;
  #membersAfter: ReadonlyMap<string, readonly SnapshotLink[]> | null = null;

  constructor(comparison: Comparison) {
    const { before, after, oldNames, newNames } = comparison;
    this.#comparison = comparison;
    this.#keysBefore = keysOfMembers(before, oldNames);
    this.#keysAfter = keysOfMembers(after, newNames);
    this.#bundles = new Map(after.bundles.map((bundle) => [keyOfBundle(bundle, newNames), bundle]));
    this.#turns = new Map(
      before.bundles.flatMap((was): [string, Turn][] => {
        const key = keyOfBundle(was, oldNames);
        const is = this.#bundles.get(key);
        return is && (isTroubled(was) || isTroubled(is)) ? [[key, { key, was, is }]] : [];
      }),
    );
  }

  /** The bundle that the link was a member of, in the names of the comparison; null for none. */
  keyBefore({ id, bundle }: SnapshotLink): string | null {
    return this.#keysBefore.get(id) ?? bundle;
  }

  keyAfter({ id, bundle }: SnapshotLink): string | null {
    return this.#keysAfter.get(id) ?? bundle;
  }

  /** Whether other links carry on the bundle of a link that is gone. */
  stands(gone: SnapshotLink): boolean {
    const key = this.keyBefore(gone);
    if (key === null) return false;
    this.#membersAfter ??= groupBy(this.#comparison.after.links, (link) => this.keyAfter(link) ?? '');
    return (this.#membersAfter.get(key) ?? []).some((link) => carries(link, this.#comparison.devicesAfter));
  }

  /** How the bundle that a link was a member of stands without it, as far as its owners say. */
  standingWithout(gone: SnapshotLink): string {
    const key = this.keyBefore(gone) ?? '';
    const isCounted = this.#bundles.get(key)?.state === 'whole';
    return `its bundle ${key} stands${isCounted ? ', and its ends still count the member in' : ' with fewer members'}`;
  }

  /** Whether a link that came makes a bundle whole that was in trouble, or had lost sight of it. */
  isHealedBy({ link, key: id }: Placed): boolean {
    const key = this.keyAfter(link);
    if (key === null || this.#bundles.get(key)?.state !== 'whole') return false;
    const turn = this.#turns.get(key);
    return this.#keysBefore.get(id) === key || (turn !== undefined && isTroubled(turn.was));
  }

  /**
   * Members that stopped or began to carry while their link is heard, and bundles in other trouble than their links tell.
   * `told`: keys of bundles whose members have changes, or doubts, of their own.
   */
  turns(pairs: readonly Pair[], told: ReadonlySet<string>): Turned[] {
    if (this.#turns.size === 0) return [];
    const spoken = new Set(told);
    const members = pairs.flatMap((pair): Turned[] => {
      const turned = this.#turnOf(pair);
      if (turned === null) return [];
      for (const key of [this.keyBefore(pair.was), this.keyAfter(pair.is)]) if (key !== null) spoken.add(key);
      return [turned];
    });
    const silent = [...this.#turns.values()].filter(({ key }) => !spoken.has(key));
    return [...members, ...silent.flatMap(turnOfBundle)];
  }

  #turnOf({ was, is }: Pair): Turned | null {
    const [keyWas, keyIs] = [this.keyBefore(was), this.keyAfter(is)];
    const [left, joined] = [keyWas, keyIs].map((key) => (key === null ? undefined : this.#turns.get(key)));
    const carried = left !== undefined && carries(was, this.#comparison.devicesBefore);
    const carriesNow = joined !== undefined && carries(is, this.#comparison.devicesAfter);
    if (carried && isTroubled(left.is) && !(carriesNow && left === joined)) {
      const reasons = troublesOf(is, this.#comparison.devicesAfter);
      const why = reasons.length > 0 ? reasons.join(' and ') : `it is no member of ${left.is.id} any more`;
      return { kind: 'degraded', subject: is, cause: `${why}; ${standing(left.is)}`, evidence: left.is.reasons };
    }
    if (carriesNow && isTroubled(joined.was) && !(carried && left === joined)) {
      const cause = `it carries again; ${standing(joined.is)}`;
      return { kind: 'restored', subject: is, cause, evidence: joined.was.reasons };
    }
    return null;
  }
}

function keysOfMembers({ bundles }: Snapshot, names: ReadonlyMap<string, string>): Map<string, string> {
  const keys = new Map<string, string>();
  for (const bundle of bundles) {
    const key = keyOfBundle(bundle, names);
    for (const member of bundle.members) keys.set(member, key);
  }
  return keys;
}

function keyOfBundle({ id, a, b }: Bundle, names: ReadonlyMap<string, string>): string {
  return names.has(a.device) || names.has(b.device) ? linkId(rename(a, names), rename(b, names)) : id;
}

function isTroubled({ state }: Bundle): boolean {
  return state === 'degraded' || state === 'lost' || state === 'mismatch';
}

/** `its bundle r1:Port-channel1--r2:Port-channel7 is degraded`. */
function standing({ id, state }: Bundle): string {
  return `its bundle ${id} is ${state === 'whole' ? 'whole again' : state}`;
}

function turnOfBundle({ was, is }: Turn): Turned[] {
  if (was.state === is.state) return [];
  const cause = is.reasons.join('; ');
  if (is.state === 'whole')
    return [{ kind: 'restored', subject: is, cause: 'the bundle is whole again', evidence: was.reasons }];
  if (is.state === 'mismatch') return [{ kind: 'mismatch', subject: is, cause, evidence: is.reasons }];
  const fell = was.state === 'whole' && isTroubled(is);
  return fell ? [{ kind: 'degraded', subject: is, cause, evidence: is.reasons }] : [];
}

function carries(link: SnapshotLink, devices: ReadonlyMap<string, SnapshotDevice>): boolean {
  return troublesOf(link, devices).length === 0;
}

/** `r1:GigabitEthernet0/2 is suspended`, for each end that its owner keeps out of the bundle. A hot standby is not. */
function troublesOf({ a, b }: SnapshotLink, devices: ReadonlyMap<string, SnapshotDevice>): string[] {
  return [a, b].flatMap((end: LinkEnd) => {
    const port = devices.get(end.device)?.ports.find(({ name }) => name === end.port);
    const isOut = port?.bundleState === 'suspended' || port?.bundleState === 'down';
    return isOut ? [`${formatEnd(end)} is ${port.bundleState === 'down' ? 'down in its bundle' : 'suspended'}`] : [];
  });
}
