// Devices of NetBox are fetched page by page from a real server on this machine: one that throttles, sends on, lies, hangs.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchNetbox } from '../../src/app/netbox.ts';
import type { SourceRequest } from '../../src/inventory/index.ts';
import { Secret, ToposcopeError } from '../../src/model/index.ts';

const TOKEN = '0123456789abcdef0123456789abcdef01234567';
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function serve(answer: RequestListener): Promise<string> {
  return `http://${await listen(createServer(answer))}`;
}

function asks(origin: string, more: Partial<SourceRequest> = {}): SourceRequest {
  return {
    id: 'netbox.yml#devices',
    kind: 'netbox',
    url: `${origin}/api/dcim/devices/?limit=2`,
    token: new Secret(TOKEN),
    validateCerts: true,
    timeoutSeconds: 30,
    ...more,
  };
}

async function failureOf(request: SourceRequest): Promise<ToposcopeError> {
  const error = await fetchNetbox(request).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ToposcopeError);
  const failure = error as ToposcopeError;
  expect(failure.code).toBe('CONFIG_SOURCE_FAILED');
  expect(failure.hint).not.toBeNull();
  expect(JSON.stringify([failure.message, failure.hint, failure.context])).not.toContain(TOKEN);
  return failure;
}

/** A list of five, two a page. */
function pages(seen: string[] = []): RequestListener {
  return (request, response) => {
    seen.push(`${request.url} ${request.headers.authorization}`);
    const url = new URL(request.url ?? '', `http://${request.headers.host}`);
    const offset = Number(url.searchParams.get('offset') ?? 0);
    url.searchParams.set('offset', String(offset + 2));
    const results = [1, 2, 3, 4, 5].slice(offset, offset + 2).map((id) => ({ id }));
    response.end(JSON.stringify({ count: 5, next: offset + 2 < 5 ? url.href : null, previous: null, results }));
  };
}

describe('a list', () => {
  it('is all its pages', async () => {
    const seen: string[] = [];
    const list = await fetchNetbox(asks(await serve(pages(seen))));
    expect(list).toEqual([1, 2, 3, 4, 5].map((id) => ({ id })));
    expect(seen).toEqual([
      `/api/dcim/devices/?limit=2 Token ${TOKEN}`,
      `/api/dcim/devices/?limit=2&offset=2 Token ${TOKEN}`,
      `/api/dcim/devices/?limit=2&offset=4 Token ${TOKEN}`,
    ]);
  });

  it.each([
    [new Secret('nbt_abc.def'), 'Bearer nbt_abc.def'],
    [null, 'undefined'],
  ])('is asked for with the scheme that the token %s needs', async (token, header) => {
    const seen: string[] = [];
    await fetchNetbox(asks(await serve(pages(seen)), { token }));
    expect(seen[0]).toBe(`/api/dcim/devices/?limit=2 ${header}`);
  });

  it('comes after a busy time', async () => {
    const answers: (readonly [number, Record<string, string>])[] = [
      [502, {}],
      [429, { 'retry-after': '0' }],
      [503, { 'retry-after': new Date(0).toUTCString() }],
    ];
    const good = pages();
    const origin = await serve((request, response) => {
      const [status, headers] = answers.shift() ?? [];
      if (status === undefined) good(request, response);
      else response.writeHead(status, headers).end('busy');
    });
    expect(await fetchNetbox(asks(origin))).toHaveLength(5);
    expect(answers).toEqual([]);
  });

  it('is not asked for again and again', async () => {
    let count = 0;
    const origin = await serve((_, response) => {
      count++;
      response.writeHead(500, { 'retry-after': '0' }).end();
    });
    expect((await failureOf(asks(origin))).message).toContain('status 500');
    expect(count).toBe(5);
  });
});

describe('another server', () => {
  it('is sent no token, as the next page or by a redirect', async () => {
    const seen: string[] = [];
    const other = await serve(pages(seen));
    const lying = await serve((_, response) => response.end(JSON.stringify({ results: [], next: `${other}/api/` })));
    const message = `it sends on to another server, ${other}, which is not followed`;
    expect((await failureOf(asks(lying))).message).toContain(message);
    const moved = await serve((_, response) => response.writeHead(302, { location: `${other}/` }).end());
    expect((await failureOf(asks(moved))).message).toContain(message);
    expect(seen).toEqual([]);
  });
});

describe('an answer that is none', () => {
  it.each([
    [400, '', 'filters (400)'],
    [401, '', 'wants a token (401)'],
    [403, '{"detail": "Invalid token"}', 'refuses the token (403)'],
    [404, '<html>', 'nothing at this address (404)'],
    [302, '', 'status 302'],
    [200, '<html>login</html>', 'something else than a list'],
    [200, '', 'something else than a list'],
    [200, 'null', 'something else than a list'],
    [200, '{"results": {}}', 'something else than a list'],
    [200, '{"results": [], "next": "x"}', 'the address of its next page is none'],
    [200, '{"results": [], "next": 3}', 'the address of its next page is none'],
  ])('%i %s', async (status, body, message) => {
    const origin = await serve((_, response) => response.writeHead(status).end(body));
    const failure = await failureOf(asks(origin));
    expect(failure.message).toBe(`NetBox at ${origin}/api/dcim/devices/: ${failure.message.split(': ')[1]}`);
    expect(failure.message).toContain(message);
  });

  it('pages in a circle', async () => {
    const origin = await serve((request, response) => {
      response.end(JSON.stringify({ results: [1], next: `http://${request.headers.host}${request.url}` }));
    });
    expect((await failureOf(asks(origin))).message).toContain('its pages have no end');
  });

  it('nothing in time', async () => {
    const origin = await serve(() => {});
    expect((await failureOf(asks(origin, { timeoutSeconds: 0.2 }))).message).toContain('no answer within 0.2 seconds');
  });

  it('half of one', async () => {
    const origin = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"results"', () => response.destroy());
    });
    expect((await failureOf(asks(origin))).message).toContain('cannot be reached');
  });

  it('nobody there', async () => {
    const server = createServer();
    const host = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect((await failureOf(asks(`http://${host}`))).message).toContain('cannot be reached (ECONNREFUSED)');
  });

  it('is given up when the run is', async () => {
    const origin = await serve(() => {});
    const abort = new AbortController();
    const fetching = fetchNetbox(asks(origin), abort.signal);
    abort.abort();
    await expect(fetching).rejects.toThrow(/abort/i);
  });
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

describe.skipIf(!hasOpenssl)(
  `a certificate of one's own${hasOpenssl ? '' : ' (SKIPPED: openssl is not installed)'}`,
  () => {
    it('is refused, unless the file says so', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'toposcope-tls-'));
      const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
      try {
        const options = [
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:prime256v1',
          '-nodes',
          '-subj',
          '/CN=netbox',
        ];
        execFileSync('openssl', ['req', ...options, '-keyout', key, '-out', cert, '-days', '2'], { stdio: 'pipe' });
        const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) => {
          response.end('{"results": [1], "next": null}');
        });
        const origin = `https://${await listen(server)}`;
        const failure = await failureOf(asks(origin));
        expect(failure.message).toContain('its certificate or TLS is not accepted');
        expect(failure.hint).toContain('validate_certs: false');
        expect(await fetchNetbox(asks(origin, { validateCerts: false }))).toEqual([1]);
        expect(process.env.NODE_TLS_REJECT_UNAUTHORIZED).toBeUndefined();
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  },
);
