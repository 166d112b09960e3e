// What changed from one snapshot to another, by the rules of truth: a link is lost only if a device that used to claim it
// was read and no longer does (ARCHITECTURE.md, rule of truth 1).
import { compareText, type LinkChange, type LinkEnd, type Snapshot, type SnapshotLink } from '../../model/index.ts';
import { readWhole } from '../survey.ts';
import { causeOfAddition, causeOfLoss, causeOfMove, evidenceOfClaims, evidenceOfLoss, isHeard } from './causes.ts';
import { type Moved, pairMoves } from './moves.ts';
import { correspond, type Placed, place } from './same.ts';
import { absorb } from './segments.ts';

/** Two snapshots and the links that only one of them has. */
interface Difference {
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly gone: readonly Placed[];
  readonly come: readonly Placed[];
}

/**
 * Sorted by link id. Neither the order of the lists nor the times matter; a snapshot against itself gives none. Links
 * that turn unverified, or back, are no change; nor is a link that appears while it is still settling one-way.
 */
export function diffSnapshots(before: Snapshot, after: Snapshot): LinkChange[] {
  const names = correspond(before, after);
  const old = new Map(before.links.map((link) => place(link, null)).map((placed) => [placed.key, placed]));
  const now = new Map(after.links.map((link) => place(link, names)).map((placed) => [placed.key, placed]));
  const common = [...now.values()].flatMap((placed) => {
    const was = old.get(placed.key);
    return was ? [{ was: was.link, is: placed.link }] : [];
  });
  const gone = [...old.values()].filter(({ key }) => !now.has(key));
  const come = [...now.values()].filter(({ key }) => !old.has(key));
  const rest = { before, after, ...absorb({ before, after, gone: byId(gone), come: byId(come) }) };
  const moves = pairMoves(rest);
  const changes = [
    ...common.flatMap(({ was, is }) => compareStates(was, is)),
    ...moves.pairs.map((pair) => moved(pair, before, after)),
    ...lostLinks({ ...rest, gone: moves.gone }),
    ...moves.come.map(({ link }) => added(link, before, after)),
  ];
  return changes.sort((x, y) => compareText(x.link, y.link) || compareText(x.kind, y.kind));
}

function byId(links: readonly Placed[]): Placed[] {
  return [...links].sort((x, y) => compareText(x.link.id, y.link.id));
}

function compareStates(was: SnapshotLink, is: SnapshotLink): LinkChange[] {
  if (isAlarm(is) && !isAlarm(was)) {
    return [change('one-way', is, is.reason ?? 'heard in one direction only', evidenceOfClaims(is))];
  }
  if (isAlarm(was) && is.state === 'confirmed') {
    return [
      change(
        'restored',
        is,
        `both ends hear each other again; before: ${was.reason ?? was.state}`,
        evidenceOfClaims(is),
      ),
    ];
  }
  return [];
}

/** A one-way link, or one whose ends contradict each other, once it is judged. */
function isAlarm(link: SnapshotLink): boolean {
  return (link.state === 'one-way' || link.state === 'mismatch') && !link.settling;
}

function moved({ kind, was, is }: Moved, before: Snapshot, after: Snapshot): LinkChange {
  const evidence = [...evidenceOfLoss(was.link, before, after), ...evidenceOfClaims(is.link)];
  const ends = { link: was.link.id, a: was.link.a, b: was.link.b };
  return { ...change(kind, is.link, causeOfMove(was.link, is.link, kind), evidence), before: ends };
}

function lostLinks({ before, after, gone }: Difference): LinkChange[] {
  return gone.flatMap(({ link }) => {
    if (!isProvenGone(link, after)) return [];
    const kind = bundleStands(link, after) ? 'degraded' : 'lost';
    return [change(kind, link, causeOfLoss(link, kind, after), evidenceOfLoss(link, before, after))];
  });
}

/**
 * Someone who claimed it was read and no longer does, and no device at its ends had to be left out: of a device that
 * could not be read nothing is lost. What only the inventory said is gone when the inventory no longer says it.
 */
function isProvenGone(link: SnapshotLink, after: Snapshot): boolean {
  const claimers = new Set(link.claims.filter(isHeard).map(({ by }) => by));
  if (claimers.size === 0) return link.state === 'declared';
  const devices = new Map(after.devices.map((device) => [device.name, device]));
  const ends = new Set([link.a.device, link.b.device, ...(link.segment === null ? claimers : [])]);
  const unread = [...ends].some((end) => devices.get(end)?.managed && !readWhole(after, devices.get(end)));
  return !unread && [...claimers].some((device) => readWhole(after, devices.get(device)));
}

function bundleStands(link: SnapshotLink, after: Snapshot): boolean {
  return link.bundle !== null && after.links.some(({ bundle }) => bundle === link.bundle);
}

function added(link: SnapshotLink, before: Snapshot, after: Snapshot): LinkChange {
  return change('added', link, causeOfAddition(link, before, after), evidenceOfClaims(link));
}

function change(kind: LinkChange['kind'], link: SnapshotLink, cause: string, evidence: string[]): LinkChange {
  const copy = ({ device, port }: LinkEnd): LinkEnd => ({ device, port });
  return {
    kind,
    link: link.id,
    a: copy(link.a),
    b: copy(link.b),
    before: null,
    partner: null,
    fault: null,
    cause,
    evidence,
  };
}
