// What a snapshot says that can hold for a while: the state of each link, each claim, and how each device answered.
import { hash } from 'node:crypto';
import {
  type Claim,
  formatEnd,
  type HistoryInterval,
  type LinkEnd,
  type Snapshot,
  type SnapshotDevice,
  type SnapshotLink,
  shortPortName,
} from '../model/index.ts';

/** It goes on holding while the fingerprint is the same. */
export interface Held {
  readonly what: HistoryInterval['what'];
  readonly subject: string;
  readonly a: LinkEnd;
  readonly b: LinkEnd | null;
  readonly fingerprint: string;
  readonly evidence: string | null;
  /** Made only for what is new. */
  readonly text: () => string;
}

/** Two that cannot be told apart are one. */
export function heldIn(snapshot: Snapshot): Held[] {
  const all = [
    ...snapshot.links.flatMap((link) => [heldState(link), ...link.claims.map((claim) => heldClaim(link, claim))]),
    ...snapshot.devices.map(heldDevice),
  ];
  return [...new Map(all.map((held) => [held.fingerprint, held])).values()];
}

function heldState(link: SnapshotLink): Held {
  const { id, a, b, state, settling, reason } = link;
  return {
    ...{ what: 'link', subject: id, a, b, evidence: null },
    fingerprint: fingerprintOf('link', id, state, settling, withoutTimes(reason ?? '')),
    text: () => `${state}${settling ? ', settling' : ''}${reason === null ? '' : `: ${reason}`}`,
  };
}

function heldClaim({ id, a, b }: SnapshotLink, claim: Claim): Held {
  const { by, port, protocol, systemName, chassisId, portId, portDescription, holdSeconds, command, rule } = claim;
  return {
    ...{ what: 'claim', subject: id, a, b, evidence: claim.evidence },
    fingerprint: fingerprintOf(
      ...(['claim', id, by, port, protocol, systemName, chassisId] as const),
      ...([portId, portDescription, holdSeconds, command, rule] as const),
    ),
    text: () => claimText(claim),
  };
}

/** `r1:Gi0/1 hears r6 Gi0/1 by LLDP`. */
function claimText({ by, port, protocol, systemName, chassisId, portId }: Claim): string {
  const place = formatEnd({ device: by, port: port === null ? null : shortPortName(port) });
  if (protocol === 'declared') return `${place}: declared in the settings`;
  const far = [systemName ?? chassisId ?? 'a system without a name', portId === null ? null : shortPortName(portId)];
  return `${place} hears ${far.filter((part) => part !== null).join(' ')} by ${protocol.toUpperCase()}`;
}

function heldDevice({ name, managed, poll, hostname, version }: SnapshotDevice): Held {
  const status = poll?.status ?? (managed ? 'not polled' : 'not in the inventory');
  return {
    ...{ what: 'device', subject: name, a: { device: name, port: null }, b: null, evidence: null },
    fingerprint: fingerprintOf('device', name, status, hostname, version),
    text: () =>
      [status, hostname === null ? null : `calls itself ${hostname}`, version === null ? null : `version ${version}`]
        .filter((part) => part !== null)
        .join(', '),
  };
}

/** `… is from 2026-11-21T10:00:00Z, 15 min ago` says the same at every poll, but for the times. */
function withoutTimes(reason: string): string {
  return reason.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>').replace(/\d+ (?:ms|s|min|h|d)\b/g, '<time>');
}

function fingerprintOf(...parts: readonly (string | number | boolean | null)[]): string {
  return hash('sha1', JSON.stringify(parts), 'base64');
}
