// A snapshot with the indexes that judging needs, each built when it is first asked for.
import type { Bundle, Claim, LinkEnd, Snapshot, SnapshotDevice, SnapshotLink, SnapshotPort } from '../model/index.ts';

export class Scene {
  readonly snapshot: Snapshot;
  readonly #devices: ReadonlyMap<string, SnapshotDevice>;
  #links: ReadonlyMap<string, SnapshotLink> | undefined;
  #bundles: ReadonlyMap<string, Bundle> | undefined;
  #linksOf: ReadonlyMap<string, readonly SnapshotLink[]> | undefined;

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
    this.#devices = new Map(snapshot.devices.map((device) => [device.name, device]));
  }

  device(name: string): SnapshotDevice | undefined {
    return this.#devices.get(name);
  }

  isManaged(name: string): boolean {
    return this.#devices.get(name)?.managed === true;
  }

  /** Its neighbour table was read whole for this snapshot, so that what is missing there is gone. */
  isRead(name: string): boolean {
    const device = this.#devices.get(name);
    if (!device?.managed || device.poll?.status !== 'ok' || device.claimsAsOf === null) return false;
    return Date.parse(device.claimsAsOf) >= Date.parse(this.snapshot.takenAt);
  }

  /** The port as this snapshot's visit read it; undefined where its device was not visited. */
  port(end: LinkEnd): SnapshotPort | undefined {
    const device = this.#devices.get(end.device);
    if (device?.poll?.status !== 'ok') return undefined;
    return device.ports.find(({ name }) => name === end.port);
  }

  link(id: string): SnapshotLink | undefined {
    this.#links ??= new Map(this.snapshot.links.map((link) => [link.id, link]));
    return this.#links.get(id);
  }

  bundle(id: string): Bundle | undefined {
    this.#bundles ??= new Map(this.snapshot.bundles.map((bundle) => [bundle.id, bundle]));
    return this.#bundles.get(id);
  }

  linksAt({ device, port }: LinkEnd): readonly SnapshotLink[] {
    const isThere = (end: LinkEnd): boolean => end.device === device && end.port === port;
    return this.linksOf(device).filter(({ a, b }) => isThere(a) || isThere(b));
  }

  linksOf(device: string): readonly SnapshotLink[] {
    this.#linksOf ??= indexDevices(this.snapshot.links);
    return this.#linksOf.get(device) ?? [];
  }

  isFresh(claim: Claim): boolean {
    return claim.protocol !== 'declared' && Date.parse(claim.at) >= Date.parse(this.snapshot.takenAt);
  }

  /** Someone heard it in this very snapshot. */
  isHeard(link: SnapshotLink): boolean {
    return link.claims.some((claim) => this.isFresh(claim));
  }
}

/** By device and not by port: there are many links, few are asked for, and names of ends would have to be put together. */
function indexDevices(links: readonly SnapshotLink[]): Map<string, SnapshotLink[]> {
  const index = new Map<string, SnapshotLink[]>();
  for (const link of links) {
    add(index, link.a.device, link);
    if (link.b.device !== link.a.device) add(index, link.b.device, link);
  }
  return index;
}

function add(index: Map<string, SnapshotLink[]>, device: string, link: SnapshotLink): void {
  const there = index.get(device);
  if (there) there.push(link);
  else index.set(device, [link]);
}
