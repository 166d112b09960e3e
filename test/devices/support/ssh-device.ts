// A scripted device with a real SSH server on loopback, which counts what it is asked.
import { type AddressInfo, createServer, type Socket } from 'node:net';
import ssh2, {
  type AuthContext,
  type PublicKeyAuthContext,
  type ServerConfig,
  type Connection as ServerConnection,
} from 'ssh2';
import type { VisitTarget } from '../../../src/devices/index.ts';
import { type Connection, Secret } from '../../../src/model/index.ts';
import { TEST_PLATFORM } from './platform.ts';
import { type TerminalScript, VirtualTerminal } from './virtual-terminal.ts';

const USER = 'netops';
export const PASSWORD = 'c0rrect-h0rse';
export const ENABLE_SECRET = 'b4ttery-staple';

const KEYS = new Map<string, { private: string; public: string }>();

/** One key per name for the whole test file: making RSA keys takes long. */
export function testKey(name: string, type: 'ed25519' | 'rsa' | 'ecdsa' = 'ed25519') {
  const id = `${type} ${name}`;
  let pair = KEYS.get(id);
  if (!pair) {
    if (type === 'rsa') pair = ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 });
    else if (type === 'ecdsa') pair = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 });
    else pair = makeEd25519();
    KEYS.set(id, pair);
  }
  return pair;
}

/** ssh2 drops leading zero bytes of the public half, which makes one key in 256 unreadable. */
function makeEd25519() {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    if (!(ssh2.utils.parseKey(pair.public) instanceof Error)) return pair;
  }
}

export interface DeviceScript extends TerminalScript {
  readonly hostKeys?: readonly string[];
  readonly algorithms?: ServerConfig['algorithms'];
  /** Methods that the server admits to; the first login by `none` is answered with this list. */
  readonly methods?: readonly ('password' | 'keyboard-interactive' | 'publickey' | 'none')[];
  /** In OpenSSH format. */
  readonly authorizedKey?: string;
  onConnection?(client: ServerConnection): void;
  onLogin?(context: AuthContext): boolean;
}

export interface TestDevice {
  readonly port: number;
  /** Credentials shown, in order; `none` and public key probes without a signature are not logins. */
  readonly logins: string[];
  readonly terminals: VirtualTerminal[];
  connections: number;
  openConnections: number;
  close(): Promise<void>;
}

export async function startDevice(script: DeviceScript = {}): Promise<TestDevice> {
  const hostKeys = script.hostKeys ?? [testKey('device').private];
  const server = new ssh2.Server({
    hostKeys: [...hostKeys],
    ...(script.algorithms && { algorithms: script.algorithms }),
  });
  const clients = new Set<ServerConnection>();
  const device: TestDevice = {
    port: 0,
    logins: [],
    terminals: [],
    connections: 0,
    openConnections: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const client of clients) client.end();
      }),
  };
  server.on('connection', (client) => {
    device.connections++;
    device.openConnections++;
    clients.add(client);
    client.on('error', () => undefined);
    // The types leave it out. Without it every echoed letter waits for an acknowledgement, 40 ms later.
    (client as unknown as { setNoDelay(on: boolean): void }).setNoDelay(true);
    client.on('close', () => {
      device.openConnections--;
      clients.delete(client);
    });
    client.on('authentication', (context) => authenticate(context, script, device));
    client.on('session', (accept) => {
      const session = accept();
      session.on('pty', (acceptPty) => acceptPty?.());
      session.on('shell', (acceptShell) => device.terminals.push(new VirtualTerminal(acceptShell(), script)));
    });
    script.onConnection?.(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(device, { port: (server.address() as AddressInfo).port });
}

type Method = 'password' | 'keyboard-interactive' | 'publickey' | 'none';

function authenticate(context: AuthContext, script: DeviceScript, device: TestDevice): void {
  const methods: Method[] = [...(script.methods ?? ['password' as const])];
  const settle = (accepted: boolean) => (accepted ? context.accept() : context.reject(methods));
  if (script.onLogin?.(context)) return;
  if (!methods.some((method) => method === context.method)) {
    settle(false);
  } else if (context.method === 'none') {
    settle(true);
  } else if (context.method === 'publickey') {
    settle(acceptsKey(context, script, device));
  } else if (context.method === 'password') {
    device.logins.push('password');
    settle(context.username === USER && context.password === PASSWORD);
  } else if (context.method === 'keyboard-interactive') {
    device.logins.push('keyboard-interactive');
    const ask = (answered: (answer: string | undefined) => void) =>
      context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => answered(answers[0]));
    // Like IOS: after a wrong password it asks again, within the same method.
    ask((first) => {
      if (first === PASSWORD) return settle(true);
      ask(() => {
        device.logins.push('a second answer');
        settle(false);
      });
    });
  }
}

/** A probe without a signature is no login. */
function acceptsKey(context: PublicKeyAuthContext, script: DeviceScript, device: TestDevice): boolean {
  const allowed = ssh2.utils.parseKey(script.authorizedKey ?? '');
  const isKnown = !(allowed instanceof Error) && allowed.getPublicSSH().equals(context.key.data);
  if (!isKnown || context.signature) device.logins.push('publickey');
  if (!isKnown || !context.signature) return isKnown;
  return allowed.verify(context.blob ?? Buffer.alloc(0), context.signature, context.hashAlgo);
}

/** A port on which `onSocket` does as it likes. */
export async function startSocket(onSocket: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A port that nobody listens on: one that was free a moment ago. */
export async function closedPort(): Promise<number> {
  const server = await startSocket(() => undefined);
  await server.close();
  return server.port;
}

export function target(port: number, connection: Partial<Connection> = {}, name = 'r1'): VisitTarget {
  return {
    name,
    platform: TEST_PLATFORM,
    connection: {
      host: '127.0.0.1',
      port,
      user: USER,
      password: new Secret(PASSWORD),
      privateKeyFiles: [],
      privateKeyPassphrase: null,
      useAgent: false,
      agentSocket: null,
      jumps: [],
      become: false,
      becomePassword: null,
      legacyAlgorithms: 'none',
      hostKeyChecking: true,
      ...connection,
    },
  };
}
