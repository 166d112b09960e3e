// The octets of a capture file or of standard input, compressed by gzip or not, in chunks.
import { createReadStream, fstatSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Socket } from 'node:net';
import { addAbortSignal, Readable } from 'node:stream';
import { isMainThread } from 'node:worker_threads';
import { createGunzip } from 'node:zlib';
import { ToposcopeError } from '../../model/index.ts';

export const STDIN = '-';
/** For messages. */
export function nameOf(path: string): string {
  return path === STDIN ? 'standard input' : path;
}

/** Large enough that the way through the thread pool does not count, small enough for the processor's cache. */
const CHUNK = 2 ** 20;

/**
 * `path` may be `-`. A chunk is valid until the next one is asked for. Throws FLOW_CAPTURE_UNREADABLE where it cannot be read, and an
 * error of zlib where what is compressed is damaged. `signal` ends the waiting for standard input, with an error.
 */
export async function* captureChunks(path: string, signal?: AbortSignal): AsyncGenerator<Uint8Array, void> {
  const octets = readOctets(path, signal);
  const first = await octets.next();
  if (first.done) return;
  const all = resume(first.value, octets);
  yield* isGzip(first.value) ? unpack(all) : all;
}

async function* readOctets(path: string, signal?: AbortSignal): AsyncGenerator<Uint8Array, void> {
  try {
    yield* path === STDIN ? openStdin(signal) : readFile(path);
  } catch (error) {
    throw unreadable(path, error as NodeJS.ErrnoException);
  }
}

/** Into one buffer: a fresh one per chunk costs several times what reading the packets in it does. */
async function* readFile(path: string): AsyncGenerator<Uint8Array, void> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(CHUNK);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

function openStdin(signal?: AbortSignal): Readable {
  const input = isMainThread ? process.stdin : openDescriptor(0);
  return signal === undefined ? input : addAbortSignal(signal, input);
}

/** The main thread alone has `process.stdin`; a worker opens the descriptor. */
function openDescriptor(fd: number): Readable {
  const kind = fstatSync(fd);
  return kind.isFIFO() || kind.isSocket() ? new Socket({ fd }) : createReadStream('', { fd, autoClose: false });
}

async function* resume(first: Uint8Array, rest: AsyncGenerator<Uint8Array, void>): AsyncGenerator<Uint8Array, void> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return();
  }
}

/** RFC 1952 §2.3.1. */
function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function* unpack(chunks: AsyncGenerator<Uint8Array, void>): AsyncGenerator<Uint8Array, void> {
  const packed = Readable.from(copies(chunks), { objectMode: false });
  const gunzip = createGunzip({ chunkSize: CHUNK / 4 });
  packed.once('error', (error) => gunzip.destroy(error));
  try {
    yield* packed.pipe(gunzip);
  } finally {
    packed.destroy();
  }
}

/** A stream reads ahead. */
async function* copies(chunks: AsyncGenerator<Uint8Array, void>): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of chunks) yield Buffer.from(chunk);
}

function unreadable(path: string, error: NodeJS.ErrnoException): ToposcopeError {
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file',
    EACCES: 'not permitted',
    EISDIR: 'it is a folder',
  };
  const reason = reasons[error.code ?? ''] ?? error.message;
  return new ToposcopeError('FLOW_CAPTURE_UNREADABLE', `cannot read ${nameOf(path)}: ${reason}`, {
    hint: 'give a pcap or pcapng file (tcpdump -w, dumpcap), or - for standard input',
    context: { path },
    cause: error,
  });
}
