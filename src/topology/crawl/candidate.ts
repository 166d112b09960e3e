// Something that was heard of and might be visited: the raw material of a crawl.
import type { Neighbor } from '../../model/index.ts';
import { chassisKey } from '../identity/identity-index.ts';
import { isAddress, nameKey, printable, shortName } from '../identity/names.ts';

/** What kind of thing its LLDP or CDP capabilities say it is. */
export type DeviceKind = 'network' | 'phone' | 'access-point' | 'host' | 'unknown';

export interface Candidate {
  /** Short advertised name; null where none is advertised. */
  readonly name: string | null;
  readonly chassisId: string | null;
  /** Management addresses that can be connected to, in the order advertised. */
  readonly addresses: readonly string[];
  readonly kind: DeviceKind;
  /** System description or CDP platform. */
  readonly description: string | null;
  /** How many links it is away from the nearest seed: 1 is a seed's neighbour. */
  readonly depth: number;
  /** Who heard of it, and on which port. */
  readonly via: { readonly device: string; readonly port: string | null } | null;
}

export function toCandidate(
  heard: Neighbor,
  by: { readonly device: string; readonly depth: number },
  domains: readonly string[],
): Candidate {
  const name = heard.systemName === null ? '' : shortName(heard.systemName, domains);
  return {
    name: name === '' ? null : name,
    chassisId: heard.chassisId,
    addresses: heard.managementAddresses.filter(isReachable),
    kind: kindOf(heard.capabilities),
    description: printableOrNull(heard.systemDescription),
    depth: by.depth + 1,
    via: { device: by.device, port: heard.localPort },
  };
}

function printableOrNull(text: string | null): string | null {
  return text === null ? null : printable(text);
}

/** Link-local, loopback and unspecified addresses lead nowhere from here. */
function isReachable(address: string): boolean {
  return isAddress(address) && !/^(?:127\.|169\.254\.|0\.|fe[89ab][0-9a-f]:|::1?$)/i.test(address);
}

/** Letters of IEEE 802.1AB table 8-4 as IOS prints them. Most phones and access points bridge too: those come first. */
function kindOf(capabilities: readonly string[]): DeviceKind {
  const has = (letter: string) => capabilities.includes(letter);
  if (has('T')) return 'phone';
  if (has('W') && !has('R')) return 'access-point';
  if (has('B') || has('R')) return 'network';
  return has('S') ? 'host' : 'unknown';
}

/** What a device can be known by; two hearings that share one are of one device. A name alone is weaker than an id. */
export function keysOf(candidate: Pick<Candidate, 'name' | 'chassisId' | 'addresses'>): string[] {
  const { name, chassisId, addresses } = candidate;
  return [
    ...(chassisId === null ? [] : [`chassis ${chassisKey(chassisId)}`]),
    ...addresses.map((address) => `address ${address.toLowerCase()}`),
    ...(name === null ? [] : [`name ${nameKey(name)}`]),
  ];
}
