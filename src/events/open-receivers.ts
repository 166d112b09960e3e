// Opens everything that is to be listened on, or nothing.
import type { Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import type { EventSettings } from '../model/index.ts';
import { Intake } from './intake.ts';
import { bindUdp, listenTcp } from './listen.ts';
import type { ReceiverHandlers, Receivers } from './receiver.ts';
import { receiveTcpSyslog } from './syslog/tcp.ts';
import { receiveUdpSyslog } from './syslog/udp.ts';
import { Tally } from './tally.ts';
import { checkUsers, receiveTraps } from './traps/udp.ts';

interface Opened {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Port 0 is any free one; `ports` of the result says which. Rejects with EVENT_PORT_IN_USE, EVENT_LISTEN_FAILED, or
 * CONFIG_INVALID_VALUE for an SNMP user that cannot be checked; nothing stays open then.
 */
export async function openReceivers(settings: EventSettings, handlers: ReceiverHandlers): Promise<Receivers> {
  checkUsers(settings.users);
  const tally = new Tally();
  const intake = new Intake(tally, handlers, settings.allow);
  const { address, syslogUdp, syslogTcp, traps } = settings;
  const opened: Opened[] = [];
  const open = async (port: number | null, how: (port: number) => Promise<Opened>): Promise<number | null> => {
    if (port === null) return null;
    const one = await how(port);
    opened.push(one);
    return one.port;
  };
  const close = async () => {
    await Promise.all(opened.splice(0).map((one) => one.close()));
  };
  try {
    const ports = {
      syslogUdp: await open(syslogUdp, async (port) => {
        const socket = await bindUdp({ what: 'syslog over UDP', address, port });
        receiveUdpSyslog(socket, intake);
        return udp(socket);
      }),
      syslogTcp: await open(syslogTcp, async (port) => {
        const server = await listenTcp({ what: 'syslog over TCP', address, port });
        const endConnections = receiveTcpSyslog(server, intake);
        const closeServer = () => {
          const closed = new Promise<void>((resolve) => server.close(() => resolve()));
          endConnections();
          return closed;
        };
        return { port: (server.address() as AddressInfo).port, close: closeServer };
      }),
      traps: await open(traps, async (port) => {
        const socket = await bindUdp({ what: 'SNMP traps', address, port });
        receiveTraps(socket, intake, settings);
        return udp(socket);
      }),
    };
    return { ports, stats: () => tally.stats(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function udp(socket: Socket): Opened {
  return { port: socket.address().port, close: () => new Promise((resolve) => socket.close(() => resolve())) };
}
