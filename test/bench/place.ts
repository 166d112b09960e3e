// Where a device of the lab listens, as a target of ours.
import type { VisitTarget } from '../../src/devices/index.ts';
import { Secret } from '../../src/model/index.ts';
import type { Platform } from '../../src/platforms/index.ts';

export interface Place {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** Host keys are not compared: the keys of a lab are new at every start. */
export function toTarget({ name, host, port }: Place, platform: Platform, become = false): VisitTarget {
  const secret = new Secret('cisco');
  return {
    name,
    platform,
    connection: {
      ...{ host, port, user: 'cisco', password: secret, become, becomePassword: secret, jumps: [] },
      ...{ privateKeyFiles: [], privateKeyPassphrase: null, useAgent: false, agentSocket: null },
      ...{ legacyAlgorithms: 'none', hostKeyChecking: false },
    },
  };
}
