// How syslog messages travel. Datagrams are told to have left, no more; a stream is told sent once it was closed in peace.
import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { ChannelSettings } from '../../model/index.ts';
import { type DeliveryResult, failed } from '../channel.ts';

type Syslog = NonNullable<ChannelSettings['syslog']>;

/** How long a refusal (ICMP port unreachable) of a datagram is waited for. */
const REFUSAL_MS = 100;
/** How long a receiver may take to close after us, once everything was written. */
const PARTING_MS = 2000;

/** Never throws. */
export async function sendSyslog(
  syslog: Syslog,
  messages: readonly string[],
  timeoutMs: number,
): Promise<DeliveryResult> {
  try {
    if (syslog.transport === 'udp') await sendDatagrams(syslog, messages, timeoutMs);
    else await sendStream(await openStream(syslog), messages, timeoutMs);
    const sent = `${messages.length} syslog message${messages.length === 1 ? '' : 's'} over ${syslog.transport.toUpperCase()}`;
    return { kind: 'sent', detail: syslog.transport === 'udp' ? `${sent}; nobody confirms datagrams` : sent };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return failed(`syslog over ${syslog.transport.toUpperCase()}: ${code ?? message}`);
  }
}

/** The socket is connected, so that the kernel tells of a refusal. */
async function sendDatagrams({ host, port }: Syslog, messages: readonly string[], timeoutMs: number): Promise<void> {
  const { address, family } = await lookup(host);
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  let timer: NodeJS.Timeout | undefined;
  const refused = new Promise<never>((_, reject) => {
    socket.on('error', reject);
    timer = setTimeout(() => reject(timedOut(timeoutMs)), timeoutMs);
  });
  refused.catch(() => {});
  try {
    await Promise.race([refused, sendAll(socket, address, port, messages)]);
    await Promise.race([refused, pause(REFUSAL_MS)]);
  } finally {
    clearTimeout(timer);
    socket.close();
  }
}

async function sendAll(
  socket: DatagramSocket,
  address: string,
  port: number,
  messages: readonly string[],
): Promise<void> {
  await new Promise<void>((resolve) => socket.connect(port, address, () => resolve()));
  for (const message of messages) {
    await new Promise<void>((resolve, reject) => {
      socket.send(message, (error) => (error ? reject(error) : resolve()));
    });
  }
}

/** Over TLS the certificate must be of that host, signed by an authority of `caFile`, else by one that Node knows. */
async function openStream({ host, port, transport, caFile }: Syslog): Promise<Socket> {
  if (transport === 'tcp') return connectTcp({ host, port });
  const ca = caFile === null ? {} : { ca: await readFile(caFile) };
  return connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }), ...ca });
}

/** Octet counting: `LENGTH SP MESSAGE` (RFC 6587 §3.4.1, RFC 5425 §4.3). Resolves when all is flushed and nothing was reset. */
function sendStream(socket: Socket, messages: readonly string[], timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(timedOut(timeoutMs)), timeoutMs);
    let flushed = false;
    socket.once('finish', () => {
      flushed = true;
      setTimeout(() => socket.destroy(), Math.min(PARTING_MS, timeoutMs)).unref();
    });
    socket.once('error', reject);
    socket.once('close', () => {
      clearTimeout(timer);
      if (flushed) resolve();
      else reject(new Error('the receiver closed the connection before everything was written'));
    });
    socket.resume();
    const frames = messages.map((message) => `${Buffer.byteLength(message)} ${message}`);
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => socket.end(frames.join('')));
  });
}

function timedOut(timeoutMs: number): Error {
  return new Error(`no answer within ${timeoutMs / 1000} s`);
}
