// A terminal on a device that is logged into.
import type { ClientChannel } from 'ssh2';
import { connectTimeout } from '../faults.ts';
import { lostInPhase } from './classify.ts';
import type { SshConnection } from './connect.ts';
import type { Peer } from './peer.ts';

/** IOS takes rows 0 for "no paging" and wraps long echoes at the width. */
const WINDOW = { rows: 0, cols: 512, width: 0, height: 0, term: 'vt100' };

/** Rejects with DEVICE_CONNECTION_LOST, DEVICE_TIMEOUT or the reason of `signal`; the connection is left to the caller. */
export async function openTerminal(
  peer: Peer,
  { client }: SshConnection,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<ClientChannel> {
  return await new Promise<ClientChannel>((resolve, reject) => {
    const lost = () => settle(() => reject(lostInPhase(peer, 'terminal')));
    const onAbort = () => settle(() => reject(signal.reason));
    const timer = setTimeout(
      () => settle(() => reject(connectTimeout(peer, 'opening a terminal on', timeoutMs))),
      timeoutMs,
    );
    const settle = (how: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      client.removeListener('close', lost);
      how();
    };
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort);
    client.on('close', lost);
    try {
      client.shell(WINDOW, (error, channel) => {
        if (error) return lost();
        channel.stderr.resume();
        settle(() => resolve(channel));
      });
    } catch {
      lost();
    }
  });
}
