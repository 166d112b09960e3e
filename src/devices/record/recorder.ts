// Listens to a session and writes down what was said and typed, as a recording without its secrets.
import { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Visit } from '../../model/index.ts';
import { secretsOf } from '../login-secrets.ts';
import type { RecordedExchange, Recording } from '../replay/recording.ts';
import type { Transport, VisitTarget } from '../types.ts';
import { createMasker } from './mask-secrets.ts';

/** For the replay of a visit that waited in vain: long enough for a nudge and an answer without an echo. */
const REPLAY_TIMEOUT_MS = 3000;

interface Exchange {
  readonly typed: RecordedExchange['typed'];
  received: string;
}

export interface MaskedVisit {
  readonly recording: Recording;
  /** The visit's answers, masked alike. */
  readonly answers: Visit['answers'];
  /** A login secret is a word that devices print of themselves: it is masked where it stands alone only. */
  readonly isWeaklyMasked: boolean;
}

/** One visit to one device. */
export class SessionRecorder {
  readonly #target: VisitTarget;
  readonly #exchanges: Exchange[] = [];
  readonly #decoder = new StringDecoder('utf8');
  #serverIdent: string | null = null;
  #login = '';
  #closes = false;

  constructor(target: VisitTarget) {
    this.#target = target;
  }

  /** The same terminal, listened to. */
  tap(transport: Transport): Transport {
    const { stream } = transport;
    this.#serverIdent = transport.serverIdent ?? null;
    const tapped = new Duplex({
      read: () => undefined,
      write: (bytes: Buffer, _encoding, done) => {
        this.#type(bytes.toString('utf8'));
        stream.write(bytes, () => done());
      },
    });
    stream.on('data', (bytes: Buffer) => {
      this.#hear(this.#decoder.write(bytes));
      tapped.push(bytes);
    });
    stream.on('end', () => {
      this.#closes = true;
      tapped.push(null);
    });
    stream.on('error', (error) => tapped.destroy(error));
    stream.on('close', () => tapped.destroy());
    return { ...transport, stream: tapped };
  }

  /** `visit` is what came of it. */
  finish(visit: Visit): MaskedVisit {
    const { platform, connection } = this.#target;
    const masker = createMasker(secretsOf(connection));
    const { login, exchanges } = foldLogin(this.#login, this.#exchanges);
    const texts = [login, ...exchanges.flatMap(({ typed, received }) => [textOf(typed), received])];
    const [maskedLogin = '', ...rest] = masker.mask(texts);
    const recording: Recording = {
      about: `recorded from a device that runs ${visit.platform ?? 'an unknown OS'}`,
      platform: platform === 'auto' ? 'auto' : platform.name,
      serverIdent: this.#serverIdent,
      become: connection.become,
      configure: [],
      save: false,
      commands: visit.answers.map((answer) => answer.command),
      login: maskedLogin,
      closes: this.#closes && exchanges.length === 0,
      exchanges: exchanges.map(({ typed }, i) => ({
        typed: 'key' in typed ? typed : { line: rest[2 * i] ?? '' },
        received: rest[2 * i + 1] ?? '',
        closes: this.#closes && i === exchanges.length - 1,
      })),
      commandTimeoutMs: visit.poll.code === 'DEVICE_TIMEOUT' ? REPLAY_TIMEOUT_MS : null,
    };
    const raws = masker.mask(visit.answers.map((answer) => answer.raw));
    const answers = visit.answers.map((answer, i) => ({ ...answer, raw: raws[i] ?? '' }));
    return { recording, answers, isWeaklyMasked: masker.isWeak };
  }

  /** A session writes a whole line, or one key. */
  #type(text: string): void {
    const line = /^([^\r\n]*)[\r\n]+$/.exec(text)?.[1];
    this.#exchanges.push({ typed: line === undefined ? { key: text } : { line }, received: '' });
  }

  #hear(text: string): void {
    const exchange = this.#exchanges.at(-1);
    if (exchange) exchange.received += text;
    else this.#login += text;
  }
}

/** How often Enter was typed before the first prompt hangs on the clock: what came of it is a part of the login. */
function foldLogin(login: string, exchanges: readonly Exchange[]) {
  const first = exchanges.findIndex(({ typed }) => 'key' in typed || typed.line !== '');
  const entered = first < 0 ? exchanges : exchanges.slice(0, first);
  return {
    login: login + entered.map(({ received }) => received).join(''),
    exchanges: first < 0 ? [] : exchanges.slice(first),
  };
}

function textOf(typed: RecordedExchange['typed']): string {
  return 'line' in typed ? typed.line : typed.key;
}
