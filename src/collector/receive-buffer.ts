// The room that the kernel keeps for datagrams while this process is busy.
import type { Socket } from 'node:dgram';
import { platform } from 'node:process';
import type { ListenPoint, Problem } from '../model/index.ts';
import { formatPoint } from './listen.ts';

/** Asks for `wanted` octets; what the kernel granted. Linux cuts to `net.core.rmem_max` in silence, other systems refuse. */
export function askReceiveBuffer(socket: Socket, wanted: number): number {
  for (let asked = wanted; asked >= 4096; asked = Math.floor(asked / 2)) {
    try {
      socket.setRecvBufferSize(asked);
      break;
    } catch {
      // Refused: half of it may do.
    }
  }
  // Linux doubles what is asked for, for its own bookkeeping, and tells the double (socket(7)).
  return socket.getRecvBufferSize() / (platform === 'linux' ? 2 : 1);
}

/** Null where enough was granted. */
export function bufferProblem(point: ListenPoint, granted: number, wanted: number): Problem | null {
  if (granted >= wanted) return null;
  const cure =
    platform === 'linux'
      ? `sysctl -w net.core.rmem_max=${wanted} (to keep it: the line net.core.rmem_max=${wanted} in /etc/sysctl.d/toposcope.conf), then start again`
      : 'raise kern.ipc.maxsockbuf, then start again';
  return {
    code: 'FLOW_RECEIVE_BUFFER',
    severity: 'warning',
    message: `${formatPoint(point)} has a receive buffer of ${granted} octets, ${wanted} were asked for: a short stall may lose datagrams`,
    hint: cure,
  };
}
