// A plain ssh2 client for the tests: sends a line, waits for a prompt, and returns what came, byte for byte.
import ssh2, { type Client, type ClientChannel, type ConnectConfig } from 'ssh2';
import type { Lab } from '../../src/lab/index.ts';

const PROMPT = /(?:^|\n)[\w.-]+(?:\(config[\w-]*\))?[>#]$|Password: $|startup-config\]\? $| --More-- $/;

export class TestSession {
  readonly client: Client;
  readonly #channel: ClientChannel;
  greeting = '';
  /** Everything received so far. */
  transcript = '';
  closed = false;
  #unread = '';
  #wake: () => void = () => undefined;

  constructor(client: Client, channel: ClientChannel) {
    this.client = client;
    this.#channel = channel;
    channel.on('data', (data: Buffer) => {
      this.transcript += data.toString('utf8');
      this.#unread += data.toString('utf8');
      this.#wake();
    });
    channel.on('close', () => {
      this.closed = true;
      this.#wake();
    });
  }

  send(text: string): void {
    this.#channel.write(text);
  }

  /** Waits until what was received ends as told, or the session is closed, and takes it. */
  async until(end: RegExp): Promise<string> {
    while (!end.test(this.#unread) && !this.closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const text = this.#unread;
    this.#unread = '';
    return text;
  }

  async run(line: string, end = PROMPT): Promise<string> {
    this.send(`${line}\r`);
    return this.until(end);
  }

  async enable(): Promise<string> {
    await this.run('enable');
    const answer = await this.run('cisco');
    await this.run('terminal length 0');
    return answer;
  }

  async configure(...lines: string[]): Promise<void> {
    for (const line of ['configure terminal', ...lines, 'end']) await this.run(line);
  }

  close(): void {
    this.client.end();
  }
}

export function connectionOptions(lab: Lab, name: string): ConnectConfig {
  const device = lab.devices.find((one) => one.name === name);
  if (!device) throw new Error(`no device ${name}`);
  const { host, port, user: username, password } = device;
  return { host, port, username, password: password.reveal() };
}

/** Resolves with a connected client; rejects with the first error, or when the connection closes before login. */
export async function connect(options: ConnectConfig, onBanner?: (text: string) => void): Promise<Client> {
  const client = new ssh2.Client();
  if (onBanner) client.on('banner', onBanner);
  await new Promise<void>((resolve, reject) => {
    client.on('error', reject);
    client.once('close', () => reject(new Error('closed before login')));
    client.once('ready', resolve);
    client.connect(options);
  });
  return client;
}

export async function openTestSession(
  lab: Lab,
  name: string,
  overrides: Partial<ConnectConfig> = {},
  firstPrompt = PROMPT,
  onBanner?: (text: string) => void,
): Promise<TestSession> {
  const client = await connect({ ...connectionOptions(lab, name), ...overrides }, onBanner);
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    client.shell((error, stream) => (error ? reject(error) : resolve(stream)));
  });
  const session = new TestSession(client, channel);
  session.greeting = await session.until(firstPrompt);
  return session;
}
