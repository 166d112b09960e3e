// A UDP socket that sends to one target, with a bounded number of datagrams under way.
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { ToposcopeError } from '../../model/index.ts';

/** Handed to the kernel without waiting for its answer. */
const MAX_UNDER_WAY = 256;
const SEND_BUFFER = 2 ** 22;

export interface ReplayTarget {
  /** A name or an address, IPv4 or IPv6. */
  readonly host: string;
  readonly port: number;
}

export interface Sender {
  /** Resolves when another one may be sent, which is at once most of the time. */
  send(datagram: Uint8Array): Promise<void> | void;
  settled(): Promise<void>;
  counts(): { readonly datagrams: number; readonly bytes: number; readonly failed: Readonly<Record<string, number>> };
  close(): Promise<void>;
}

/** `from`: the address to send from. Rejects with FLOW_REPLAY_FAILED. */
export async function openSender({ host, port }: ReplayTarget, from?: string): Promise<Sender> {
  try {
    const family = from === undefined ? 0 : from.includes(':') ? 6 : 4;
    const found = await lookup(host, { family });
    return new UdpSender(await bind(found.family, from), found.address, port);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ToposcopeError('FLOW_REPLAY_FAILED', `cannot send to ${host} port ${port}: ${reason}`, {
      hint: hasCode(error, 'EADDRNOTAVAIL')
        ? 'give an address of this machine with --from, or leave it out'
        : 'give a host and a port that can be reached: --to 192.0.2.10:2055, --to [2001:db8::10]:2055',
      context: { host, port },
      cause: error,
    });
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

async function bind(family: number, from?: string): Promise<Socket> {
  const socket = createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    // All are addresses already, and asking for them at each datagram would cost more than sending.
    lookup: (host, _options, done) => done(null, host, family),
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind(from === undefined ? {} : { address: from }, resolve);
  });
  socket.removeAllListeners('error').on('error', () => undefined);
  socket.setSendBufferSize(SEND_BUFFER);
  return socket;
}

/** Not connected: a connected socket would pass over a datagram for each one that the target's machine refused (ICMP). */
class UdpSender implements Sender {
  readonly #socket: Socket;
  readonly #address: string;
  readonly #port: number;
  readonly #failed = new Map<string, number>();
  #datagrams = 0;
  #bytes = 0;
  #underWay = 0;
  #waiting: (() => void)[] = [];

  constructor(socket: Socket, address: string, port: number) {
    this.#socket = socket;
    this.#address = address;
    this.#port = port;
  }

  send(datagram: Uint8Array): Promise<void> | void {
    this.#underWay++;
    this.#socket.send(datagram, 0, datagram.length, this.#port, this.#address, (error) => {
      this.#done(error, datagram.length);
    });
    if (this.#underWay >= MAX_UNDER_WAY) return this.#below(MAX_UNDER_WAY / 2);
  }

  settled(): Promise<void> {
    return this.#below(1);
  }

  counts() {
    return { datagrams: this.#datagrams, bytes: this.#bytes, failed: Object.fromEntries(this.#failed) };
  }

  async close(): Promise<void> {
    await this.settled();
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }

  #done(error: NodeJS.ErrnoException | null, length: number): void {
    this.#underWay--;
    if (error === null) {
      this.#datagrams++;
      this.#bytes += length;
    } else {
      const code = error.code ?? error.message;
      this.#failed.set(code, (this.#failed.get(code) ?? 0) + 1);
    }
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async #below(limit: number): Promise<void> {
    while (this.#underWay >= limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
