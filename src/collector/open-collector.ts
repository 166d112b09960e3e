// Opens everything that flows are listened for on, or nothing.
import type { ListenPoint, Problem } from '../model/index.ts';
import { Admission } from './admission.ts';
import type { Collector, CollectorOptions } from './collector.ts';
import type { FlowSocket } from './flow-socket.ts';
import { receiveUdp } from './flows-udp.ts';
import { receiveTcp } from './ipfix-tcp.ts';
import { readKernelDrops } from './kernel-drops.ts';
import { bindUdp, listenTcp } from './listen.ts';
import { askReceiveBuffer, bufferProblem } from './receive-buffer.ts';

/**
 * Port 0 is any free one. Rejects with FLOW_PORT_IN_USE or FLOW_LISTEN_FAILED; nothing stays open then. Nothing here needs the main
 * thread: `onDatagram` runs in the thread that opened it, and nothing is lost while another is busy.
 */
export async function openCollector(points: readonly ListenPoint[], options: CollectorOptions): Promise<Collector> {
  const admission = new Admission(options.allow);
  const sockets: FlowSocket[] = [];
  const warnings: Problem[] = [];
  const close = async () => {
    await Promise.all(sockets.map((socket) => socket.close()));
  };
  try {
    for (const point of points) {
      const isIpv6Only = hasIpv4Twin(point, points);
      if (point.transport === 'tcp') {
        sockets.push(receiveTcp(await listenTcp(point, isIpv6Only), admission, options));
        continue;
      }
      const socket = await bindUdp(point, isIpv6Only);
      const granted = askReceiveBuffer(socket, options.receiveBufferBytes);
      const receiver = receiveUdp(socket, granted, admission, options);
      sockets.push(receiver);
      const problem = bufferProblem(receiver.point, granted, options.receiveBufferBytes);
      if (problem) warnings.push(problem);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    listening: sockets.map((socket) => socket.point),
    warnings,
    status: async () => {
      const drops = await readKernelDrops();
      return {
        sockets: sockets.map((socket) => socket.status(drops)),
        strangers: admission.strangers.total,
        busiestStrangers: admission.strangers.busiest(),
      };
    },
    allow: (allow) => {
      admission.change(allow);
      for (const socket of sockets) socket.reconsider();
    },
    close,
  };
}

/** A socket of `::` takes IPv4 too, unless another one is to have it. */
function hasIpv4Twin({ address, port, transport }: ListenPoint, points: readonly ListenPoint[]): boolean {
  const isTwin = (other: ListenPoint) =>
    other.port === port && other.transport === transport && !other.address.includes(':');
  return port !== 0 && address.includes(':') && points.some(isTwin);
}
