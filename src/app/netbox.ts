// Fetches what a NetBox inventory asks for: every page of a list, from one server, with patience and with limits.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SourceRequest } from '../inventory/index.ts';
import { ToposcopeError } from '../model/index.ts';

const MAX_PAGES = 10_000;
const MAX_PAGE_BYTES = 64 * 1024 * 1024;
const MAX_TOTAL_BYTES = 512 * 1024 * 1024;
/** Further tries after 429 and 5xx; the wait doubles, or is what Retry-After says, within bounds. */
const RETRIES = 4;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly location: string | undefined;
  readonly body: string;
}

/**
 * The `results` of all pages in one list. Only pages of the server that the request names are followed. Throws
 * CONFIG_SOURCE_FAILED, whose message names the server and never the token.
 */
export async function fetchNetbox(request: SourceRequest, signal?: AbortSignal): Promise<unknown[]> {
  const results: unknown[] = [];
  const seen = new Set<string>();
  let size = 0;
  let next: string | null = request.url;
  while (next !== null) {
    const url = new URL(next);
    if (url.origin !== new URL(request.url).origin) throw refuseOrigin(request, url);
    if (seen.has(url.href) || seen.size >= MAX_PAGES) {
      throw failure(request, 'its pages have no end', 'narrow the list with device_query_filters');
    }
    seen.add(url.href);
    const answer = await askPatiently(request, url, signal);
    size += answer.body.length;
    if (size > MAX_TOTAL_BYTES) {
      throw failure(request, 'its list is far too long', 'narrow it with device_query_filters');
    }
    const page = readPage(request, answer);
    for (const item of page.results) results.push(item);
    next = page.next;
  }
  return results;
}

async function askPatiently(request: SourceRequest, url: URL, signal: AbortSignal | undefined): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    const answer = await ask(request, url, signal);
    const isBusy = answer.status === 429 || answer.status >= 500;
    if (!isBusy || attempt >= RETRIES) {
      if (answer.status === 200) return answer;
      throw refuseStatus(request, answer);
    }
    await sleep(waitTime(answer.retryAfter, attempt), undefined, { signal });
  }
}

/** Retry-After is a number of seconds or a date (RFC 9110, 10.2.3). */
function waitTime(retryAfter: string | undefined, attempt: number): number {
  const seconds = /^\s*\d+\s*$/.test(retryAfter ?? '') ? Number(retryAfter) : null;
  const until = seconds === null ? Date.parse(retryAfter ?? '') - Date.now() : seconds * 1000;
  const asked = Number.isNaN(until) ? FIRST_WAIT_MS * 2 ** attempt : until;
  return Math.min(Math.max(asked, 0), LONGEST_WAIT_MS);
}

function ask(request: SourceRequest, url: URL, signal: AbortSignal | undefined): Promise<Answer> {
  const deadline = AbortSignal.timeout(request.timeoutSeconds * 1000);
  const options = {
    headers: { accept: 'application/json', ...authorization(request) },
    rejectUnauthorized: request.validateCerts,
    signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
  };
  return new Promise<Answer>((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const sent = send(url, options, (response) => readBody(request, response).then(resolve, reject));
    sent.on('error', reject);
    sent.end();
  }).catch((error: NodeJS.ErrnoException) => {
    if (error instanceof ToposcopeError || signal?.aborted) throw error;
    throw refuseConnection(request, error, deadline.aborted);
  });
}

/** Version 2 tokens (NetBox 4.5) are `nbt_KEY.SECRET` and bearer tokens; older ones have a scheme of their own. */
function authorization({ token }: SourceRequest): { authorization?: string } {
  const value = token?.reveal();
  if (value === undefined) return {};
  return { authorization: value.startsWith('nbt_') ? `Bearer ${value}` : `Token ${value}` };
}

async function readBody(request: SourceRequest, response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_PAGE_BYTES) {
      response.destroy();
      throw failure(request, `one page has more than ${MAX_PAGE_BYTES} bytes`, 'check api_endpoint: is it a NetBox?');
    }
    chunks.push(chunk);
  }
  const { 'retry-after': retryAfter, location } = response.headers;
  return { status: response.statusCode ?? 0, retryAfter, location, body: Buffer.concat(chunks).toString('utf8') };
}

function readPage(request: SourceRequest, { body }: Answer): { results: unknown[]; next: string | null } {
  const page = parseJson(body);
  if (page === null || typeof page !== 'object' || !('results' in page) || !Array.isArray(page.results)) {
    throw failure(request, 'it answered with something else than a list', HINT_ENDPOINT);
  }
  const next = 'next' in page ? page.next : null;
  if (next === null || next === undefined) return { results: page.results, next: null };
  if (typeof next === 'string' && URL.canParse(next)) return { results: page.results, next };
  throw failure(request, 'the address of its next page is none', HINT_ENDPOINT);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

const HINT_ENDPOINT = 'check api_endpoint: it is the address of NetBox without /api';

/** The message names the server and the path, nothing that may be secret. */
function failure(request: SourceRequest, reason: string, hint: string, cause?: unknown): ToposcopeError {
  const { origin, pathname } = new URL(request.url);
  const message = `NetBox at ${origin}${pathname}: ${reason}`;
  return new ToposcopeError('CONFIG_SOURCE_FAILED', message, { hint, context: { source: request.id }, cause });
}

function refuseOrigin(request: SourceRequest, url: URL): ToposcopeError {
  const hint = 'set api_endpoint to that address if it is the same NetBox; the token is sent to no other server';
  return failure(request, `it sends on to another server, ${url.origin}, which is not followed`, hint);
}

const STATUS: Readonly<Record<number, readonly [reason: string, hint: string]>> = {
  400: ['it does not understand the filters (400)', 'check query_filters and device_query_filters'],
  401: ['it wants a token (401)', 'set NETBOX_TOKEN, or write "token: env:NAME"'],
  403: [
    'it refuses the token (403)',
    'check the token, that it has not expired, and that it may read devices and sites',
  ],
  404: ['there is nothing at this address (404)', HINT_ENDPOINT],
  429: ['it is too busy (429)', 'try again later, or fetch less with device_query_filters'],
};

function refuseStatus(request: SourceRequest, { status, location }: Answer): ToposcopeError {
  if (status >= 300 && status < 400 && location !== undefined && URL.canParse(location, request.url)) {
    const target = new URL(location, request.url);
    if (target.origin !== new URL(request.url).origin) return refuseOrigin(request, target);
  }
  const known = STATUS[status];
  if (known) return failure(request, ...known);
  const hint = status >= 500 ? 'look into the log of NetBox and try again' : HINT_ENDPOINT;
  return failure(request, `it answered with status ${status}`, hint);
}

function refuseConnection(request: SourceRequest, error: NodeJS.ErrnoException, isLate: boolean): ToposcopeError {
  const { code = '' } = error;
  if (isLate) {
    const hint = 'set "timeout: SECONDS" in the file, or fetch less with device_query_filters';
    return failure(request, `no answer within ${request.timeoutSeconds} seconds`, hint, error);
  }
  if (/CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_VERIFY|SSL|EPROTO/.test(code)) {
    const hint = 'name your authority in NODE_EXTRA_CA_CERTS, or set "validate_certs: false" where that is safe';
    return failure(request, `its certificate or TLS is not accepted (${code})`, hint, error);
  }
  const hint = 'check api_endpoint, and that this machine reaches it';
  return failure(request, `it cannot be reached (${code || error.message})`, hint, error);
}
