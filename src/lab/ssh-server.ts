// One device's SSH server on loopback. Faults are looked up at every connection, so they can change at any time.
import { createServer, type Socket, type Server as TcpServer } from 'node:net';
import ssh2, { type Connection, type ServerChannel, type ServerConfig } from 'ssh2';
import { ToposcopeError } from '../model/index.ts';
import { type DeadHost, playDead } from './dead-host.ts';
import { Dribble } from './dribble.ts';
import { type Fault, FaultSet } from './faults.ts';
import { generateHostKey, type HostKeys } from './host-keys.ts';
import type { LabTopology } from './lab-topology.ts';
import type { Shell, ShellOptions } from './shell.ts';
import { Authenticator } from './ssh-auth.ts';
import type { StatsCounter } from './stats.ts';
import type { VirtualDevice } from './virtual-device.ts';

/** What IOS before 15.7 offers, and nothing else. */
const LEGACY_ALGORITHMS = {
  kex: ['diffie-hellman-group14-sha1'],
  serverHostKey: ['ssh-rsa'],
  cipher: ['aes128-cbc'],
  hmac: ['hmac-sha1'],
} satisfies ServerConfig['algorithms'];

/** `off`: its port is closed. `silent`: off, and as behind a router: what is open hangs, and so does every attempt to connect. */
export type ServerPower = 'on' | 'off' | 'silent';

type Variant = 'normal' | 'legacy' | 'wrong-key';

export interface DeviceServerOptions {
  readonly device: VirtualDevice;
  readonly credentials: LabTopology['credentials'];
  readonly hostKeys: HostKeys;
  readonly stats: StatsCounter;
  readonly host: string;
  /** Null: all that ssh2 offers. */
  readonly algorithms: ServerConfig['algorithms'] | null;
  createShell(device: VirtualDevice, options: ShellOptions): Shell;
}

export class DeviceServer {
  readonly device: VirtualDevice;
  readonly stats: StatsCounter;
  readonly #options: DeviceServerOptions;
  readonly #faults: FaultSet;
  readonly #servers = new Map<Variant, ssh2.Server>();
  readonly #sockets = new Map<number, Socket>();
  readonly #lines = new Set<number>();
  #listener: TcpServer | null = null;
  #power: ServerPower = 'on';
  #dead: DeadHost | null = null;
  #port = 0;

  constructor(options: DeviceServerOptions) {
    this.#options = options;
    this.device = options.device;
    this.#faults = new FaultSet(options.device.spec.faults);
    this.stats = options.stats;
    this.device.onEvent(({ kind }) => {
      if (kind === 'stop' && this.#power !== 'silent') this.#disconnect();
    });
  }

  get port(): number {
    return this.#port;
  }

  get host(): string {
    return this.#options.host;
  }

  get faults(): readonly Fault[] {
    return this.#faults.list;
  }

  /** Listens on a port, 0 for any that is free. Throws LAB_PORT_IN_USE. */
  async listen(port: number): Promise<void> {
    await this.#prepare();
    // Nagle's algorithm would hold back the second packet of an answer for 40 ms.
    const listener = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    await new Promise<void>((resolve, reject) => {
      listener.once('error', (error) => reject(explainListenError(error, this.device.name, this.#options.host, port)));
      listener.listen(port, this.#options.host, resolve);
    });
    this.#listener = listener;
    const address = listener.address();
    if (address && typeof address === 'object') this.#port = address.port;
    if (this.#faults.has('refuse-connections')) void this.#stopListening();
  }

  /** Replaces the faults. Resolves when they are in force; open sessions meet them with their next command. */
  async setFaults(faults: Fault | readonly Fault[] | null): Promise<void> {
    this.#faults.set(faults);
    this.#servers.delete('wrong-key');
    await this.#prepare();
    const refuses = this.#faults.has('refuse-connections');
    // Sessions that are open go on, so this does not wait for them.
    if (refuses) void this.#stopListening();
    else if (!this.#listener && this.#power === 'on') await this.listen(this.#port);
  }

  /** Resolves when it is so. A server that is on again cuts what hung while it was silent. */
  async setPower(power: ServerPower): Promise<void> {
    if (power === this.#power) return;
    this.#power = power;
    await this.#dead?.release();
    this.#dead = null;
    const stopped = this.#stopListening();
    if (power === 'silent') {
      for (const socket of this.#sockets.values()) socket.pause().cork();
      this.#dead = await playDead(this.#options.host, this.#port);
      return;
    }
    this.#disconnect();
    await stopped;
    if (power === 'on' && !this.#faults.has('refuse-connections')) await this.listen(this.#port);
  }

  /** Stops listening and cuts every connection. */
  async close(): Promise<void> {
    const stopped = this.#stopListening();
    this.#disconnect();
    await this.#dead?.release();
    await stopped;
  }

  #disconnect(): void {
    for (const socket of this.#sockets.values()) socket.destroy();
  }

  /** Gives the port back at once; resolves when the last connection has ended. */
  #stopListening(): Promise<void> {
    const listener = this.#listener;
    this.#listener = null;
    return listener ? new Promise((resolve) => listener.close(() => resolve())) : Promise.resolve();
  }

  #variant(): Variant {
    if (this.#faults.has('legacy-algorithms') || this.device.spec.legacyAlgorithms) return 'legacy';
    return this.#faults.has('wrong-host-key') ? 'wrong-key' : 'normal';
  }

  async #prepare(): Promise<void> {
    const variant = this.#variant();
    if (this.#servers.has(variant)) return;
    const { hostKeys, device } = this.#options;
    const type = variant === 'legacy' ? 'rsa' : 'ed25519';
    const key = variant === 'wrong-key' ? generateHostKey('ed25519') : await hostKeys.find(device.name, type);
    const { login } = device.spec.banner;
    const algorithms = variant === 'legacy' ? LEGACY_ALGORITHMS : this.#options.algorithms;
    const config: ServerConfig = {
      hostKeys: [key],
      ident: 'Cisco-1.25',
      ...(login === undefined ? {} : { banner: `${login.trimEnd()}\r\n` }),
      ...(algorithms ? { algorithms } : {}),
    };
    this.#servers.set(variant, new ssh2.Server(config, (client, { port }) => this.#welcome(client, port)));
  }

  #accept(socket: Socket): void {
    const { remotePort = 0 } = socket;
    this.stats.connectionOpened();
    this.#sockets.set(remotePort, socket);
    socket.once('close', () => {
      this.#sockets.delete(remotePort);
      this.stats.connectionClosed();
    });
    socket.on('error', () => socket.destroy());
    if (this.#faults.has('vty-full')) socket.destroy();
    else if (this.#faults.has('no-handshake')) socket.resume();
    else this.#servers.get(this.#variant())?.injectSocket(socket);
  }

  #welcome(client: Connection, remotePort: number): void {
    const socket = this.#sockets.get(remotePort);
    const { credentials } = this.#options;
    const authenticator = new Authenticator(credentials, this.#faults, this.stats, () => client.end());
    client.on('authentication', (context) => authenticator.handle(context));
    // A client that vanishes is nothing to report: its socket's close is what counts.
    client.on('error', () => socket?.destroy());
    client.on('ready', () => this.#serve(client, socket));
  }

  #serve(client: Connection, socket: Socket | undefined): void {
    const vty = this.#takeLine();
    this.stats.sessionOpened();
    client.once('close', () => {
      this.#lines.delete(vty);
      this.stats.sessionClosed();
    });
    client.on('session', (accept) => {
      const session = accept();
      let size = { rows: 0, cols: 0 };
      session.on('pty', (acceptPty, _reject, info) => {
        size = info;
        acceptPty?.();
      });
      session.on('shell', (acceptShell) => {
        const channel = acceptShell();
        const shell = this.#openShell({ client, channel, socket, vty });
        shell.resize(size.rows, size.cols);
        session.on('window-change', (acceptChange, _reject, info) => {
          shell.resize(info.rows, 0);
          acceptChange?.();
        });
        shell.start();
      });
      session.on('exec', (acceptExec, _reject, { command }) => {
        const channel = acceptExec();
        const shell = this.#openShell({ client, channel, socket, vty });
        channel.write(shell.runOnce(command).replaceAll('\n', '\r\n'));
        shell.close();
      });
    });
  }

  #openShell(session: OpenSession): Shell {
    const { channel, client, socket, vty } = session;
    const dribble = new Dribble((piece) => channel.write(piece));
    const shell = this.#options.createShell(this.device, {
      user: this.#options.credentials.user,
      vty,
      peerAddress: socket?.remoteAddress ?? '0.0.0.0',
      faults: this.#faults,
      send: (output) => {
        if (this.#faults.has('dribble')) dribble.send(output.toString());
        else channel.write(output);
      },
      close: () => {
        // A disconnect right behind the output would make OpenSSH throw that output away.
        channel.once('close', () => client.end());
        dribble.end(() => {
          channel.exit(0);
          channel.end();
        });
      },
      // What was written first must leave the process first.
      drop: () => setImmediate(() => socket?.destroy()),
      onCommand: (line) => this.stats.command(line),
    });
    channel.on('data', (data: Buffer) => shell.feed(data.toString('utf8')));
    const dispose = () => {
      dribble.stop();
      shell.dispose();
    };
    channel.on('close', dispose);
    channel.on('error', dispose);
    return shell;
  }

  #takeLine(): number {
    let vty = 0;
    while (this.#lines.has(vty)) vty += 1;
    this.#lines.add(vty);
    return vty;
  }
}

interface OpenSession {
  readonly client: Connection;
  readonly channel: ServerChannel;
  readonly socket: Socket | undefined;
  readonly vty: number;
}

function explainListenError(error: NodeJS.ErrnoException, device: string, host: string, port: number): Error {
  if (error.code === 'EADDRNOTAVAIL') {
    return new ToposcopeError(
      'CONFIG_INVALID_VALUE',
      `${device} cannot listen on ${host}: this machine has no such address`,
      {
        hint: 'Linux has all of 127.0.0.0/8; elsewhere add the address to the loopback interface first.',
        context: { device, host },
        cause: error,
      },
    );
  }
  if (error.code !== 'EADDRINUSE') return error;
  return new ToposcopeError('LAB_PORT_IN_USE', `${device} cannot listen on port ${port}: it is in use`, {
    hint: 'Stop the other lab, or choose another base port.',
    context: { device, port },
    cause: error,
  });
}
