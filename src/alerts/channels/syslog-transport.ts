// How syslog messages travel. Datagrams are told to have left, no more; a stream is told sent once it was closed in peace.
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
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

async function sendDatagrams({ host, port }: Syslog, messages: readonly string[], timeoutMs: number): Promise<void> {
  const { address, family } = await lookup(host);
  return await new Promise((resolve, reject) => {
    const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
    const timer = setTimeout(() => finish(timedOut(timeoutMs)), timeoutMs);
    const finish = (error: Error | null) => {
      clearTimeout(timer);
      socket.removeAllListeners('error').on('error', () => {});
      socket.close();
      if (error) reject(error);
      else resolve();
    };
    socket.once('error', finish);
    socket.connect(port, address, () => {
      let left = messages.length;
      for (const message of messages) {
        socket.send(message, (error) => {
          left--;
          if (error) socket.emit('error', error);
          else if (left === 0) setTimeout(() => finish(null), REFUSAL_MS);
        });
      }
    });
  });
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
