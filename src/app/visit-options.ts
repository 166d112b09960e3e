// How devices are visited: the settings in the words of the devices room.
import { join } from 'node:path';
import { openKnownHosts, type VisitOptions, type VisitTarget } from '../devices/index.ts';
import type { InventoryDevice, Settings } from '../model/index.ts';
import type { Templates } from '../platforms/index.ts';
import { isAuto, platformOf } from './platform-of.ts';

/** `templates` tell what a device of an OS that only they know is asked. */
export function visitTarget(templates: Templates): (device: InventoryDevice) => VisitTarget {
  return ({ name, connection, site, networkOs }) => {
    const platform = isAuto(networkOs) ? 'auto' : platformOf({ networkOs }, templates);
    return { name, connection, site, platform };
  };
}

/** `output`: where `known_hosts` paths that begin with `output/` lie. */
export async function visitOptions({ ssh, knownHosts, hostKeys }: Settings, output: string): Promise<VisitOptions> {
  return {
    concurrency: ssh.concurrency,
    connectTimeoutMs: ssh.connectTimeoutSeconds * 1000,
    commandTimeoutMs: ssh.commandTimeoutSeconds * 1000,
    visitTimeoutMs: ssh.visitTimeoutSeconds * 1000,
    limits: ssh,
    jitterMs: ssh.jitterSeconds * 1000,
    retries: ssh.retries,
    retryDelayMs: ssh.retryDelaySeconds * 1000,
    hostKeys: await openKnownHosts(
      knownHosts.map((path) => inOutput(path, output)),
      hostKeys,
    ),
  };
}

function inOutput(path: string, output: string): string {
  return path.startsWith('output/') ? join(output, path.slice('output/'.length)) : path;
}
