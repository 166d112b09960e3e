// A scripted jump host, which counts logins and forwards connections, and can be told to misbehave.
import { connect } from 'node:net';
import type { Connection as ServerConnection } from 'ssh2';
import { type JumpHost, Secret } from '../../../src/model/index.ts';
import { type DeviceScript, PASSWORD, startDevice, type TestDevice } from './ssh-device.ts';

export interface JumpServer extends TestDevice {
  /** Ports that were asked for. */
  readonly forwards: number[];
  mostAtOnce: number;
  /** Cuts every connection to it. */
  drop(): void;
}

export interface JumpScript extends DeviceScript {
  /** Refuses every channel. */
  readonly refuse?: boolean;
}

export async function startJumpServer(script: JumpScript = {}): Promise<JumpServer> {
  const forwards: number[] = [];
  const clients = new Set<ServerConnection>();
  let atOnce = 0;
  const device = await startDevice({
    ...script,
    onConnection: (client) => {
      clients.add(client);
      client.on('close', () => clients.delete(client));
      script.onConnection?.(client);
      client.on('tcpip', (accept, reject, { destIP, destPort }) => {
        forwards.push(destPort);
        if (script.refuse) return reject();
        const socket = connect(destPort, destIP);
        socket.once('error', () => reject());
        socket.once('connect', () => {
          socket.removeAllListeners('error').on('error', () => undefined);
          const channel = accept();
          jump.mostAtOnce = Math.max(jump.mostAtOnce, ++atOnce);
          channel.on('error', () => undefined).on('close', () => socket.destroy());
          socket.once('close', () => atOnce--);
          channel.pipe(socket).pipe(channel);
        });
      });
    },
  });
  const drop = () => {
    for (const client of clients) (client as unknown as { _sock: { destroy(): void } })._sock.destroy();
  };
  const jump: JumpServer = Object.assign(device, { forwards, mostAtOnce: 0, drop });
  return jump;
}

export function jumpHost(port: number, changes: Partial<JumpHost> = {}): JumpHost {
  return {
    name: 'bastion',
    host: '127.0.0.1',
    port,
    user: 'netops',
    password: new Secret(PASSWORD),
    privateKeyFiles: [],
    privateKeyPassphrase: null,
    useAgent: false,
    agentSocket: null,
    namedBy: 'toposcope_jump_host (hosts:1)',
    isDevice: false,
    ...changes,
  };
}
