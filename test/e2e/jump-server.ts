// A bastion on loopback: real SSH, one account, and a map from the addresses of a virtual network to ports of this machine.
import { type AddressInfo, connect, type Socket } from 'node:net';
import ssh2 from 'ssh2';
import { generateHostKey } from '../../src/lab/host-keys.ts';

export interface JumpServer {
  readonly port: number;
  /** `host:port` asked for, in order. */
  readonly destinations: string[];
  /** Logins with the right password, and all logins. */
  readonly logins: { right: number; all: number };
  close(): Promise<void>;
}

/** User `hopper`, password `over`. `find` gives the loopback port behind an address; null refuses the channel. */
export async function startJumpServer(find: (host: string, port: number) => number | null): Promise<JumpServer> {
  const hostKeys = [generateHostKey('ed25519')];
  const sockets = new Set<Socket>();
  const clients = new Set<ssh2.Connection>();
  const jump = { destinations: [] as string[], logins: { right: 0, all: 0 } };
  const server = new ssh2.Server({ hostKeys }, (client) => {
    clients.add(client);
    client.on('error', () => undefined);
    client.on('close', () => clients.delete(client));
    client.on('authentication', (context) => {
      if (context.method !== 'password') return context.reject(['password']);
      jump.logins.all++;
      if (context.username !== 'hopper' || context.password !== 'over') return context.reject();
      jump.logins.right++;
      context.accept();
    });
    client.on('tcpip', (accept, reject, { destIP, destPort }) => {
      jump.destinations.push(`${destIP}:${destPort}`);
      const port = find(destIP, destPort);
      if (port === null) return reject();
      const socket = connect(port, '127.0.0.1');
      sockets.add(socket);
      const channel = accept();
      socket.on('error', () => channel.close());
      channel.on('error', () => socket.destroy());
      channel.pipe(socket).pipe(channel);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    ...jump,
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const client of clients) client.end();
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}
