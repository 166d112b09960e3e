// IPFIX over TCP (RFC 7011 §10.4): messages one after the other, told apart by their own length. Bounded: connections, the time that
// one may be silent, and one message of memory each.
import type { AddressInfo, Server, Socket } from 'node:net';
import { type BlockFormat, BlockStream, type DatagramSource } from '../flows/index.ts';
import type { ListenPoint } from '../model/index.ts';
import type { Admission } from './admission.ts';
import type { CollectorOptions, TcpLimits } from './collector.ts';
import type { FlowSocket } from './flow-socket.ts';
import { formatPoint } from './listen.ts';

const TCP_LIMITS: TcpLimits = { connections: 512, connectionsPerAddress: 16, idleMs: 1_800_000 };

const KEEP_ALIVE_MS = 60_000;
const VERSION = 10;
const HEADER = 16;

export function receiveTcp(server: Server, admission: Admission, options: CollectorOptions): FlowSocket {
  const receiver = new Receiver(server, admission, options);
  server.on('error', () => undefined);
  server.on('connection', (socket) => receiver.accept(socket));
  return receiver;
}

class Receiver implements FlowSocket {
  readonly point: ListenPoint;
  readonly #server: Server;
  readonly #admission: Admission;
  readonly #options: CollectorOptions;
  readonly #limits: TcpLimits;
  readonly #connections = new Map<Socket, DatagramSource>();
  #messages = 0;
  #bytes = 0;
  #strangers = 0;
  #closing: Promise<void> | null = null;

  constructor(server: Server, admission: Admission, options: CollectorOptions) {
    const { address, port } = server.address() as AddressInfo;
    this.point = { address, port, transport: 'tcp' };
    this.#server = server;
    this.#admission = admission;
    this.#options = options;
    this.#limits = { ...TCP_LIMITS, ...options.tcp };
  }

  accept(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    const source = this.#admission.admit(socket.remoteAddress ?? '', socket.remotePort ?? 0);
    if (source === null) {
      this.#strangers++;
      socket.destroy();
    } else if (!this.#hasRoom(source.address)) {
      this.#tell(source, 'closed at once: too many connections', 'IPFIX exporters need one connection each');
      socket.destroy();
    } else this.#serve(socket, source);
  }

  #hasRoom(address: string): boolean {
    const ofSender = [...this.#connections.values()].filter((source) => source.address === address).length;
    return this.#connections.size < this.#limits.connections && ofSender < this.#limits.connectionsPerAddress;
  }

  #serve(socket: Socket, source: DatagramSource): void {
    const stream = new BlockStream(new IpfixMessages((bytes, from, to) => this.#message(bytes, from, to, source)));
    this.#connections.set(socket, source);
    socket.once('close', () => this.#connections.delete(socket));
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.setTimeout(this.#limits.idleMs, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      stream.push(chunk);
      if (!stream.isBroken) return;
      this.#tell(
        source,
        'closed: what it sends is not IPFIX',
        'over TCP only IPFIX (version 10) can be sent; NetFlow and sFlow use UDP',
      );
      socket.destroy();
    });
  }

  #message(bytes: Uint8Array, from: number, to: number, source: DatagramSource): void {
    this.#messages++;
    this.#bytes += to - from;
    this.#options.onDatagram(bytes, from, to, source, Date.now());
  }

  #tell(source: DatagramSource, what: string, hint: string): void {
    const message = `connection of ${source.address} to ${formatPoint(this.point)} ${what}`;
    this.#options.onProblem?.({ code: 'FLOW_STREAM_MALFORMED', severity: 'warning', message, hint });
  }

  reconsider(): void {
    for (const [socket, { address, port }] of this.#connections) {
      if (this.#admission.admit(address, port) === null) socket.destroy();
    }
  }

  status() {
    return {
      ...this.point,
      ...{ datagrams: this.#messages, bytes: this.#bytes, strangers: this.#strangers },
      ...{ kernelDrops: null, receiveBufferBytes: null, connections: this.#connections.size },
    };
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const socket of this.#connections.keys()) socket.destroy();
    });
    return this.#closing;
  }
}

/** The length in the message header is that of the whole message (RFC 7011 §3.1). */
class IpfixMessages implements BlockFormat {
  readonly #onMessage: (bytes: Uint8Array, from: number, to: number) => void;

  constructor(onMessage: (bytes: Uint8Array, from: number, to: number) => void) {
    this.#onMessage = onMessage;
  }

  length(bytes: Uint8Array, at: number, end: number): number {
    if (end - at < 4) return 4;
    const version = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
    const length = ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
    return version === VERSION && length >= HEADER ? length : -1;
  }

  block(bytes: Uint8Array, at: number, end: number): void {
    this.#onMessage(bytes, at, end);
  }
}
