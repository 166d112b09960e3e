// One visit to a recorded device, with the conversation that was recorded.
import { Secret, ToposcopeError, type Visit } from '../../model/index.ts';
import { findPlatform } from '../../platforms/index.ts';
import { openKnownHosts } from '../known-hosts/store.ts';
import { visitDevices } from '../poller.ts';
import type { Conversation, VisitTarget } from '../types.ts';
import { type Recording, SECRET_MASK } from './recording.ts';
import { openReplay, type ReplayOptions } from './replay.ts';

export interface ReplayedVisit {
  readonly visit: Visit;
  /** As the session saw it last; null where it saw no prompt. */
  readonly hostname: string | null;
  /** Lines without their ends and keys, Enter at a prompt left out. */
  readonly typed: readonly string[];
}

const COMMAND_TIMEOUT_MS = 20_000;

/** Throws a ReplayMismatch where the visit and the recording differ, and DEVICE_PLATFORM_UNKNOWN for a platform nobody knows. */
export async function replayVisit(
  name: string,
  recording: Recording,
  options: ReplayOptions = {},
): Promise<ReplayedVisit> {
  const replay = openReplay(new Map([[name, recording]]), options);
  let hostname: string | null = null;
  const conversation: Conversation = async (session) => {
    hostname = session.hostname;
    if (recording.configure.length > 0) await session.configure(recording.configure);
    if (recording.save) await session.save();
    for (const command of recording.commands) await session.run(command);
    hostname = session.hostname;
    return { changed: recording.configure.length > 0 };
  };
  const commandTimeoutMs = recording.commandTimeoutMs ?? COMMAND_TIMEOUT_MS;
  const [visit] = await visitDevices([replayTarget(name, recording)], conversation, {
    concurrency: 1,
    connectTimeoutMs: COMMAND_TIMEOUT_MS,
    commandTimeoutMs,
    visitTimeoutMs: commandTimeoutMs * (recording.exchanges.length + 2),
    hostKeys: await openKnownHosts([], 'strict'),
    openTransport: replay.open,
  });
  replay.finish();
  if (!visit) throw new Error('a visit without a result');
  return { visit, hostname, typed: replay.typedAt(name) };
}

/** The passwords are what stands in the recording in their place. */
function replayTarget(name: string, { platform, become }: Recording): VisitTarget {
  const known = platform === 'auto' ? 'auto' : findPlatform(platform);
  if (!known) throw new ToposcopeError('DEVICE_PLATFORM_UNKNOWN', `recording of ${name}: no platform "${platform}"`);
  const password = new Secret(SECRET_MASK);
  return {
    name,
    platform: known,
    connection: {
      host: name,
      port: 22,
      user: 'netops',
      password,
      privateKeyFiles: [],
      privateKeyPassphrase: null,
      useAgent: false,
      agentSocket: null,
      jumps: [],
      become,
      becomePassword: password,
      legacyAlgorithms: 'none',
      hostKeyChecking: false,
    },
  };
}
