// The octets of a capture file or of standard input, compressed by gzip or not, in chunks.
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { isMainThread } from 'node:worker_threads';
import { createGunzip } from 'node:zlib';
import { ToposcopeError } from '../../model/index.ts';

export const STDIN = '-';
const CHUNK = 2 ** 18;

/** `path` may be `-`. Rejects with FLOW_CAPTURE_UNREADABLE where it cannot be opened, and with what zlib says where compression is damaged. */
export async function openCapture(path: string): Promise<Readable> {
  const input = path === STDIN ? openStdin() : createReadStream(path, { highWaterMark: CHUNK });
  try {
    await once(input, 'readable');
  } catch (error) {
    throw unreadable(path, error as NodeJS.ErrnoException);
  }
  const first: Buffer | null = input.read();
  if (first === null) return input;
  input.unshift(first);
  return isGzip(first) ? unpacked(input) : input;
}

/** The main thread alone has `process.stdin`; a worker reads the descriptor. */
function openStdin(): Readable {
  return isMainThread ? process.stdin : createReadStream('', { fd: 0, autoClose: false, highWaterMark: CHUNK });
}

/** RFC 1952 §2.3.1. */
function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unpacked(input: Readable): Readable {
  const gunzip = createGunzip({ chunkSize: CHUNK });
  input.once('error', (error) => gunzip.destroy(error));
  gunzip.once('close', () => input.destroy());
  return input.pipe(gunzip);
}

function unreadable(path: string, error: NodeJS.ErrnoException): ToposcopeError {
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such file',
    EACCES: 'not permitted',
    EISDIR: 'it is a folder',
  };
  const reason = reasons[error.code ?? ''] ?? error.message;
  return new ToposcopeError('FLOW_CAPTURE_UNREADABLE', `cannot read the capture ${path}: ${reason}`, {
    hint: 'give a pcap or pcapng file (tcpdump -w, dumpcap), or - for standard input',
    context: { path },
    cause: error,
  });
}
