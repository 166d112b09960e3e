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

/** It goes on holding while the fingerprint is the same. Most do, so that the rest is made only for what is new. */
export interface Held {
  readonly fingerprint: string;
  readonly tell: () => HeldFact;
}

export interface HeldFact {
  readonly what: HistoryInterval['what'];
  readonly subject: string;
  readonly a: LinkEnd;
  readonly b: LinkEnd | null;
  readonly text: string;
  readonly evidence: string | null;
}

/**
 * Two with one fingerprint, such as a claim that is made twice, are one. `standing`: what held of a device until then; of one that was
 * left out of this run it goes on, for nobody asked it.
 */
export function heldIn(snapshot: Snapshot, standing: (device: string) => string | null): Map<string, Held['tell']> {
  const held = new Map<string, Held['tell']>();
  const note = ({ fingerprint, tell }: Held) => held.set(fingerprint, tell);
  for (const link of snapshot.links) {
    note(heldState(link));
    for (const claim of link.claims) note(heldClaim(link, claim));
  }
  for (const device of snapshot.devices) {
    const { fingerprint, tell } = heldDevice(device);
    const isLeftOut = device.poll?.status === 'skipped';
    note({ fingerprint: (isLeftOut ? standing(device.name) : null) ?? fingerprint, tell });
  }
  return held;
}

function heldState(link: SnapshotLink): Held {
  const { id, a, b, state, settling, reason } = link;
  return {
    fingerprint: fingerprintOf('link', id, state, settling, reason === null ? null : withoutTimes(reason)),
    tell() {
      const text = `${state}${settling ? ', settling' : ''}${reason === null ? '' : `: ${reason}`}`;
      return { what: 'link', subject: id, a, b, text, evidence: null };
    },
  };
}

function heldClaim({ id, a, b }: SnapshotLink, claim: Claim): Held {
  const { by, port, protocol, systemName, chassisId, portId, portDescription, holdSeconds, command, rule } = claim;
  const heard = [systemName, chassisId, portId, portDescription, holdSeconds];
  return {
    fingerprint: fingerprintOf('claim', id, by, port, protocol, command, rule, ...heard),
    tell: () => ({ what: 'claim', subject: id, a, b, text: claimText(claim), evidence: claim.evidence }),
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
    fingerprint: fingerprintOf('device', name, status, hostname, version),
    tell() {
      const parts = [status, hostname && `calls itself ${hostname}`, version && `version ${version}`];
      const text = parts.filter(Boolean).join(', ');
      return { what: 'device', subject: name, a: { device: name, port: null }, b: null, text, evidence: null };
    },
  };
}

/** `… is from 2026-11-21T10:00:00Z, 15 min ago` says the same at every poll, but for the times. */
function withoutTimes(reason: string): string {
  return reason.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>').replace(/\d+ (?:ms|s|min|h|d)\b/g, '<time>');
}

function fingerprintOf(...parts: readonly (string | number | boolean | null)[]): string {
  return hash('sha1', parts.join('\n'), 'base64');
}
