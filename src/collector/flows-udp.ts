// Flow datagrams over UDP. Every step here is taken for each datagram: sender known, counted, handed on.
import type { Socket } from 'node:dgram';
import type { ListenPoint } from '../model/index.ts';
import type { Admission } from './admission.ts';
import type { CollectorOptions } from './collector.ts';
import type { FlowSocket } from './flow-socket.ts';
import { localName } from './kernel-drops.ts';

/** `receiveBufferBytes`: as granted. */
export function receiveUdp(
  socket: Socket,
  receiveBufferBytes: number,
  admission: Admission,
  { onDatagram }: CollectorOptions,
): FlowSocket {
  let datagrams = 0;
  let bytes = 0;
  let strangers = 0;
  socket.on('message', (datagram, { address, port }) => {
    const source = admission.admit(address, port);
    if (source === null) {
      strangers++;
      return;
    }
    datagrams++;
    bytes += datagram.length;
    onDatagram(datagram, 0, datagram.length, source, Date.now());
  });
  // Errors that a socket reports later (ICMP) concern single datagrams.
  socket.on('error', () => undefined);
  const { address, port } = socket.address();
  const point: ListenPoint = { address, port, transport: 'udp' };
  const name = localName(address, port) ?? '';
  let closing: Promise<void> | null = null;
  return {
    point,
    status: (drops) => ({
      ...point,
      ...{ datagrams, bytes, strangers, receiveBufferBytes, connections: null },
      kernelDrops: drops?.get(name) ?? null,
    }),
    reconsider: () => undefined,
    close: () => (closing ??= new Promise((resolve) => socket.close(() => resolve()))),
  };
}
