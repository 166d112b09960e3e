// Bundles: the LAGs at both ends, their members, and whether they stand. Members are links or ports that are expected to
// be links; one that goes makes a bundle degraded, not lost.
import { type Bundle, compareText, type LinkEnd, linkId, type SnapshotLink } from '../../model/index.ts';
import type { Scene } from '../links/states.ts';
import { judgeMember, type Member, shortEnd, type Verdict } from './bundle-members.ts';
import { findPairs, type Pair } from './bundle-pairs.ts';
import { mergeStrays } from './bundle-strays.ts';
import { arePortsRead, type Lags } from './lags.ts';

/** Sorted by id. `links` are those of this snapshot, with their states. */
export function findBundles(links: readonly SnapshotLink[], scene: Scene): Bundle[] {
  const { lags } = scene;
  const cables = links.filter((link) => link.segment === null && link.state !== 'declared');
  const pairs = mergeStrays(findPairs(cables, scene), lags, scene);
  return pairs.map((pair) => judgePair(pair, lags, scene)).sort((x, y) => compareText(x.id, y.id));
}

function judgePair({ id, a, b, members, contradictions }: Pair, lags: Lags, scene: Scene): Bundle {
  const verdicts = members.map((member) => judgeMember(member, [a, b], lags, scene.survey));
  const protocols = [a, b].map((lag) => protocolOf(lag, lags));
  const quarrels = [...contradictions, ...disagreements([a, b], protocols, lags)];
  const doubts = [a, b].flatMap((lag) => doubtsOf(lag, scene));
  const troubles = [...quarrels, ...verdicts.flatMap(({ reasons }) => reasons)];
  const state = quarrels.length > 0 ? 'mismatch' : stateOf(verdicts, doubts.length > 0);
  return {
    ...{ id, a: { ...a }, b: { ...b } },
    members: members.flatMap(idOf).sort(compareText),
    protocol: protocols.find((one) => one !== null) ?? null,
    state,
    reasons: [...new Set([...troubles, ...(state === 'unverified' ? doubts : [])])].sort(compareText),
  };
}

function idOf({ ends: [a, b] }: Member): string[] {
  return a && b ? [linkId(a, b)] : [];
}

function stateOf(verdicts: readonly Verdict[], isDoubtful: boolean): Bundle['state'] {
  const count = (state: Verdict['carries']): number => verdicts.filter(({ carries }) => carries === state).length;
  if (count('no') === verdicts.length) return 'lost';
  const working = count('yes') + count('standby');
  if (count('no') > 0 && working > 0) return 'degraded';
  return isDoubtful || working === 0 ? 'unverified' : 'whole';
}

function protocolOf(lag: LinkEnd, lags: Lags): Bundle['protocol'] {
  const told = lags.membersOf(lag).map(({ bundleProtocol }) => bundleProtocol);
  return told.find((protocol) => protocol !== null) ?? null;
}

function disagreements(ends: readonly LinkEnd[], protocols: readonly Bundle['protocol'][], lags: Lags): string[] {
  const [a, b] = protocols;
  const names = ends.map(shortEnd);
  const bare = ends.filter(({ port, device }) => port === null && lags.tells(device));
  const alone = bare.map(
    ({ device }) => `${names.find((name) => name !== device)} leads to ports of ${device} that are in no LAG`,
  );
  if (!a || !b || a === b) return alone;
  return [...alone, `${names[0]} is ${a}, ${names[1]} is ${b}`];
}

/** Why nobody can say that the bundle is whole. */
function doubtsOf({ device, port }: LinkEnd, { survey }: Scene): string[] {
  const known = survey.get(device);
  if (!known) return [`${device} is not in the inventory`];
  const { poll } = known.device;
  const isRead = poll.status === 'ok' || known.standing.readLately;
  if (!isRead) return [`${device} could not be polled (${poll.code ?? poll.status})`];
  if (!arePortsRead(survey, device)) return [`the ports of ${device} were not read`];
  return port === null ? [`${device} does not tell its LAGs`] : [];
}
