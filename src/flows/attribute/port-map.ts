// What a snapshot knows of exporters and ports, in columns: (address, ifIndex) → port → link and end. Plain data: it may be posted to a thread.

/** Of `PortColumns.link`. */
export const NO_LINK = -1;
/** Several neighbours, or contradicting links: which of them, nobody says. */
export const SHARED_MEDIUM = -2;

/** Bits of `PortColumns.flags`. */
export const PORT_FLAGS = {
  /** The device says that it measures what comes in, or what goes out. */
  ingress: 1,
  egress: 2,
  /** A sub-interface: its frames have a VLAN tag. */
  tagged: 4,
} as const;

/** One length; the ports of one device are together. */
export interface PortColumns {
  /** Position in `devices`. */
  readonly device: Uint32Array;
  /** 0: not read. */
  readonly ifIndex: Uint32Array;
  /** Position in `links`, or NO_LINK or SHARED_MEDIUM. A sub-interface has the link of its parent, a LAG that of its bundle. */
  readonly link: Int32Array;
  /** 0: the port is at the link's end `a`; 1: `b`. */
  readonly end: Uint8Array;
  readonly flags: Uint8Array;
  /** One packet in so many is looked at, by the device's configuration; 0: it does not say. */
  readonly rate: Float64Array;
  /** Canonical. */
  readonly names: readonly string[];
}

export interface MappedDevice {
  readonly name: string;
  /** Its ports are `firstPort` … `endPort − 1` of the columns. */
  readonly firstPort: number;
  readonly endPort: number;
  /** Whether the device told which of its ports measure. */
  readonly tellsPorts: boolean;
  /** Whether everything that comes in (goes out) at ports with a known link that are up is measured, as the device tells. */
  readonly measuresAllIngress: boolean;
  readonly measuresAllEgress: boolean;
  readonly activeTimeoutSeconds: number | null;
}

/** A link of the snapshot, or a bundle of them. */
export interface MappedLink {
  readonly id: string;
  readonly capacityBps: number | null;
  /** Positions in `devices` of its ends. */
  readonly a: number;
  readonly b: number;
  /** Bits of PORT_FLAGS of the port at `a` and at `b`, its sub-interfaces included; 0 where it has no ifIndex. */
  readonly flagsA: number;
  readonly flagsB: number;
  /** Position of the bundle that it is a member of; −1: none. */
  readonly bundle: number;
  /** Of a bundle: positions of its links. */
  readonly members: readonly number[];
}

export interface PortMap {
  /** Id of the snapshot it was made of. */
  readonly snapshot: string;
  readonly devices: readonly MappedDevice[];
  readonly links: readonly MappedLink[];
  readonly ports: PortColumns;
  /** Address, as `addressKey` writes it, → position in `devices`. */
  readonly addresses: ReadonlyMap<string, number>;
}
