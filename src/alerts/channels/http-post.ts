// One HTTP POST with an answer that can be acted on. Redirects are not followed: what is sent may be a secret.
import { type ChannelSettings, ToposcopeError } from '../../model/index.ts';
import { type DeliveryResult, failed, rejected } from '../channel.ts';
import { maskSecrets, secretsOf } from '../mask.ts';

export interface HttpTarget {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** To be kept out of any text. */
  readonly secrets: readonly string[];
}

const MAX_ANSWER = 4096;
/** A receiver may ask for patience, not for days of it. */
const MAX_RETRY_AFTER = 3600;

/** `path` is put behind the address. ALERT_CHANNEL_INVALID where the settings have no address or one that is none. */
export function httpTarget({ name, url, headers, timeoutSeconds }: ChannelSettings, path = ''): HttpTarget {
  const address = parseUrl(name, url?.reveal() ?? '');
  const secrets = [...secretsOf(address), ...[...headers.values()].flatMap((value) => secretWords(value.reveal()))];
  const { username, password } = address;
  address.username = '';
  address.password = '';
  address.pathname = path === '' ? address.pathname : `${address.pathname.replace(/\/+$/, '')}${path}`;
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const own = username === '' ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
  const given = [...headers].map(([header, value]) => requireHeader(name, header, value.reveal()));
  return { url: address, headers: { ...own, ...Object.fromEntries(given) }, timeoutMs: timeoutSeconds * 1000, secrets };
}

/** Never throws. `accept` may look at the text of a 2xx answer, for receivers that say no with a 200. */
export async function postJson(
  target: HttpTarget,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<DeliveryResult> {
  try {
    const response = await fetch(target.url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', 'user-agent': 'toposcope', ...headers, ...target.headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(target.timeoutMs),
    });
    return judge(response, maskSecrets(await readStart(response), target.secrets));
  } catch (error) {
    return failed(describeFault(error, target));
  }
}

function judge(response: Response, answer: string): DeliveryResult {
  const { status } = response;
  const said = `HTTP ${status}${answer === '' ? '' : `: ${answer}`}`;
  if (response.ok) return { kind: 'sent', detail: said };
  if (status >= 300 && status < 400) {
    return rejected(`HTTP ${status}: it redirects elsewhere, which is not followed; set \`url\` to where it leads`);
  }
  const passing = status >= 500 || [408, 425, 429].includes(status);
  return passing ? failed(said, retryAfter(response.headers.get('retry-after'))) : rejected(said);
}

/** Seconds, or a date. @see RFC 9110 §10.2.3 */
function retryAfter(value: string | null): number | null {
  if (value === null) return null;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(0, Math.ceil(seconds)), MAX_RETRY_AFTER) : null;
}

/** The rest of a long answer is not waited for. */
async function readStart(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= MAX_ANSWER) break;
    }
  } catch {
    // The status line has told whether it was taken; what was to be said about it may break off.
  }
  return Buffer.concat(chunks).toString('utf8', 0, MAX_ANSWER);
}

function describeFault(error: unknown, { timeoutMs }: HttpTarget): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as NodeJS.ErrnoException).code ?? (cause instanceof Error ? cause.name : 'unknown');
  return `could not be reached: ${code}`;
}

function parseUrl(channel: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && ['http:', 'https:'].includes(url.protocol)) return url;
  throw new ToposcopeError('ALERT_CHANNEL_INVALID', `channel ${channel} has no address to post to`, {
    hint: 'set `url` to an address that begins with https:// or http://',
  });
}

function requireHeader(channel: string, header: string, value: string): [string, string] {
  try {
    new Headers([[header, value]]);
    return [header.toLowerCase(), value];
  } catch {
    throw new ToposcopeError('ALERT_CHANNEL_INVALID', `channel ${channel}: the header ${header} cannot be sent`, {
      hint: 'a name has no blanks, and a value no line breaks and no characters outside Latin-1',
    });
  }
}

/** `Bearer TOKEN`: the token alone is secret, too. */
function secretWords(value: string): string[] {
  return [value, ...value.split(' ')];
}
