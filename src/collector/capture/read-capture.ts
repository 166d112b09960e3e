// A capture file or standard input as a source of datagrams, as fast as it can be read, or paced.
import { type CaptureCounts, CaptureReader, type DatagramSource, type OnDatagram } from '../../flows/index.ts';
import { type Problem, ToposcopeError } from '../../model/index.ts';
import { captureChunks, nameOf } from './chunks.ts';
import { type Pace, Pacer } from './pacer.ts';

export interface ReadCaptureOptions {
  /** Destination ports to hand on; null: every one. */
  readonly ports?: ReadonlySet<number> | null;
  /** As fast as it can be read where missing. */
  readonly pace?: Pace | null;
  /** What is wrong with the file, or was left out of it. */
  readonly onProblem?: (problem: Problem) => void;
  /** Ends early, without an error. */
  readonly signal?: AbortSignal;
}

/**
 * `path` may be `-` for standard input. `receivedMs` is the time in the capture, whatever the pace. A file that ends too early or is
 * damaged gives what was whole and one problem. Rejects with FLOW_CAPTURE_UNREADABLE for what cannot be opened or is no capture.
 */
export async function readCapture(
  path: string,
  onDatagram: OnDatagram,
  options: ReadCaptureOptions = {},
): Promise<CaptureCounts> {
  const { pace, signal } = options;
  if (!pace) return readChunks(path, onDatagram, options);
  const pacer = new Pacer(pace, signal);
  const waiting: Datagram[] = [];
  return readChunks(
    path,
    (...datagram) => waiting.push(keep(...datagram)),
    options,
    async () => {
      for (const { bytes, source, timeMs } of waiting.splice(0)) {
        if (!(await pacer.wait(timeMs))) return;
        onDatagram(bytes, 0, bytes.length, source, timeMs);
      }
    },
  );
}

/** A datagram that outlives the chunk it was read of. */
export interface Datagram {
  readonly bytes: Buffer;
  readonly source: DatagramSource;
  readonly timeMs: number;
}

export function keep(bytes: Uint8Array, from: number, to: number, source: DatagramSource, timeMs: number): Datagram {
  return { bytes: Buffer.from(bytes.subarray(from, to)), source, timeMs };
}

/** `afterChunk` is waited for before the next chunk is read. */
export async function readChunks(
  path: string,
  onDatagram: OnDatagram,
  { ports = null, onProblem = () => undefined, signal }: ReadCaptureOptions,
  afterChunk?: () => Promise<void>,
): Promise<CaptureCounts> {
  let isUnpacked = true;
  const tell = (problem: Problem) => {
    if (problem.code === 'FLOW_CAPTURE_UNREADABLE') throw notACapture(problem, path);
    // Why a file ends too early is told once.
    if (isUnpacked || problem.code !== 'FLOW_CAPTURE_CUT') onProblem(problem);
  };
  const reader = new CaptureReader(onDatagram, tell, { ports, file: path });
  try {
    for await (const chunk of captureChunks(path, signal)) {
      if (signal?.aborted) break;
      reader.push(chunk);
      if (afterChunk) await afterChunk();
      if (reader.isBroken) break;
    }
  } catch (error) {
    if (signal?.aborted) return reader.counts();
    const problem = compressionProblem(error, path);
    if (problem === null) throw error;
    onProblem(problem);
    isUnpacked = false;
  }
  return signal?.aborted ? reader.counts() : reader.end();
}

function notACapture({ message, hint }: Problem, path: string): ToposcopeError {
  return new ToposcopeError('FLOW_CAPTURE_UNREADABLE', `cannot read ${nameOf(path)}: ${message}`, {
    hint,
    context: { path },
  });
}

/** Null for what is not about compression. */
function compressionProblem(error: unknown, file: string): Problem | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!/^Z_|^ERR_.*ZLIB/.test(code)) return null;
  return {
    ...{ code: 'FLOW_CAPTURE_CUT', severity: 'warning', file },
    message: `the compressed file ends too early or is damaged (${code})`,
    hint: 'what could be unpacked was read; compress it again, or unpack it by hand: gzip -dc',
  };
}
