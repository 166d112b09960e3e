// A real HTTP server on loopback that keeps what it is sent and answers as it is told.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Never ends its answer. */
  readonly hang?: boolean;
  /** Never begins one. */
  readonly silent?: boolean;
}

export interface HttpReceiver {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  answer: (request: Received) => Answer;
  dropConnections(): void;
  close(): Promise<void>;
}

export async function startHttpReceiver(port = 0): Promise<HttpReceiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { path: request.url ?? '', headers: request.headers, text: Buffer.concat(chunks).toString() };
      received.push(one);
      const { status = 200, headers = {}, body = 'ok', hang = false, silent = false } = receiver.answer(one);
      if (silent) return;
      response.writeHead(status, headers);
      if (hang) response.write(body);
      else response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: bound } = server.address() as AddressInfo;
  const receiver: HttpReceiver = {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    received,
    answer: () => ({}),
    dropConnections: () => server.closeAllConnections(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

/** An address at which nothing listens. */
export async function deadPort(): Promise<number> {
  const receiver = await startHttpReceiver();
  await receiver.close();
  return receiver.port;
}
