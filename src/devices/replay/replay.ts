// Recorded sessions as devices: each says what it said, and insists on what was typed.
import { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Transport, TransportFactory } from '../types.ts';
import type { RecordedExchange, Recording } from './recording.ts';

/** Something was typed that the recording does not hold: a mistake in the code or in the recording, never a device's. */
export class ReplayMismatch extends Error {
  override readonly name = 'ReplayMismatch';
}

export interface ReplayOptions {
  /** How many bytes come at a time, asked before each piece; everything at once where it is not given. */
  nextSize?(): number;
}

export interface Replay {
  /** For `VisitOptions.openTransport`. Each device is visited once. */
  readonly open: TransportFactory;
  /** What was typed at a device: lines without their ends, keys. */
  typedAt(device: string): readonly string[];
  /** Throws what went wrong, also where the visit kept it to itself, and where something recorded was never typed. */
  finish(): void;
}

/** One recording per device name. */
export function openReplay(recordings: ReadonlyMap<string, Recording>, options: ReplayOptions = {}): Replay {
  const devices = new Map<string, ReplayedDevice>();
  return {
    open: async (target): Promise<Transport> => {
      const recording = recordings.get(target.name);
      if (!recording) throw new ReplayMismatch(`no recording of ${target.name}`);
      if (devices.has(target.name)) throw new ReplayMismatch(`${target.name} was recorded once and is visited again`);
      const device = new ReplayedDevice(target.name, recording, options);
      devices.set(target.name, device);
      return device.transport;
    },
    typedAt: (device) => devices.get(device)?.typed ?? [],
    finish: () => {
      for (const device of devices.values()) device.finish();
    },
  };
}

/** Typed to leave; a recording may end before it. */
const GOODBYES: ReadonlySet<string> = new Set(['exit', 'quit', 'logout', '/quit']);

class ReplayedDevice {
  readonly typed: string[] = [];
  readonly transport: Transport;
  readonly #name: string;
  readonly #exchanges: readonly RecordedExchange[];
  readonly #nextSize: () => number;
  readonly #stream: Duplex;
  readonly #decoder = new StringDecoder('utf8');
  #next = 0;
  #line = '';
  #afterReturn = false;
  /** The last line said, which Enter at a prompt brings again. */
  #lastLine = '';
  #wire: Buffer = Buffer.alloc(0);
  #isFlowing = false;
  #closes = false;
  #mismatch: ReplayMismatch | null = null;

  constructor(name: string, recording: Recording, { nextSize }: ReplayOptions) {
    this.#name = name;
    this.#exchanges = recording.exchanges;
    this.#nextSize = nextSize ?? (() => Number.POSITIVE_INFINITY);
    this.#stream = new Duplex({
      read: () => undefined,
      // Thrown here it reaches whoever typed, at once.
      write: (bytes: Buffer, _encoding, done) => {
        for (const char of this.#decoder.write(bytes)) this.#take(char);
        done();
      },
    });
    const close = async () => void this.#stream.destroy();
    this.transport = { stream: this.#stream, serverIdent: recording.serverIdent, close };
    this.#closes = recording.closes;
    this.#say(recording.login);
  }

  finish(): void {
    if (this.#mismatch) throw this.#mismatch;
    const missing = this.#exchanges[this.#next];
    if (missing) throw new ReplayMismatch(`${this.#name}: ${this.#describe(missing)} was never typed`);
  }

  #take(char: string): void {
    const isSecondOfPair = char === '\n' && this.#afterReturn;
    this.#afterReturn = char === '\r';
    if (isSecondOfPair) return;
    const expected = this.#exchanges[this.#next]?.typed;
    if (this.#line === '' && expected && 'key' in expected && expected.key === char) this.#play(char);
    else if (char === '\r' || char === '\n') this.#enter();
    else this.#line += char;
  }

  #enter(): void {
    const line = this.#line;
    this.#line = '';
    const expected = this.#exchanges[this.#next]?.typed;
    if (expected && 'line' in expected && expected.line === line) this.#play(line);
    else if (line === '') this.#say(`\r\n${this.#lastLine}`);
    else if (expected === undefined && GOODBYES.has(line)) this.#leave(line);
    else this.#fail(line);
  }

  #play(typed: string): void {
    const exchange = this.#exchanges[this.#next++];
    if (typed !== '') this.typed.push(typed);
    if (exchange?.closes) this.#closes = true;
    this.#say(exchange?.received ?? '');
  }

  #leave(line: string): void {
    this.typed.push(line);
    this.#closes = true;
    this.#say('\r\n');
  }

  #fail(line: string): never {
    const expected = this.#exchanges[this.#next];
    const wanted = expected ? this.#describe(expected) : 'nothing more';
    this.#mismatch ??= new ReplayMismatch(`${this.#name}: expected ${wanted}, got ${JSON.stringify(line)}`);
    throw this.#mismatch;
  }

  #describe({ typed }: RecordedExchange): string {
    const [what, text] = 'line' in typed ? ['', typed.line] : ['key ', typed.key];
    return `${what}${JSON.stringify(text)} (exchange ${this.#exchanges.findIndex((one) => one.typed === typed) + 1})`;
  }

  #say(text: string): void {
    this.#lastLine = `${this.#lastLine}${text}`.split('\n').at(-1) ?? '';
    this.#wire = Buffer.concat([this.#wire, Buffer.from(text)]);
    if (this.#isFlowing) return;
    this.#isFlowing = true;
    setImmediate(() => this.#deliver());
  }

  #deliver(): void {
    if (this.#stream.destroyed) return;
    const size = this.#nextSize();
    if (this.#wire.length > 0) this.#stream.push(this.#wire.subarray(0, size));
    this.#wire = this.#wire.subarray(size);
    this.#isFlowing = this.#wire.length > 0;
    if (this.#isFlowing) setImmediate(() => this.#deliver());
    else if (this.#closes) this.#stream.push(null);
  }
}
