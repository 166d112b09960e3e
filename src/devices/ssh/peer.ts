// Whom an SSH connection goes to: a device, or a jump host on the way to one.
import type { Connection, JumpHost } from '../../model/index.ts';

export interface Peer {
  /** For messages: the inventory name of a device. */
  readonly name: string;
  readonly connection: Pick<Connection, 'host' | 'port' | 'user' | 'legacyAlgorithms' | 'hostKeyChecking'>;
}

export interface JumpPeer extends Peer {
  readonly jump: Pick<JumpHost, 'namedBy' | 'isDevice'>;
}
