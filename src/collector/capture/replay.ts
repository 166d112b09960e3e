// A capture sent again: each UDP datagram as it was, from a socket of ours to one target.
import type { CaptureCounts } from '../../flows/index.ts';
import { type Problem, ToposcopeError } from '../../model/index.ts';
import { STDIN } from './chunks.ts';
import { type Pace, Pacer } from './pacer.ts';
import { type Datagram, keep, readChunks } from './read-capture.ts';
import { openSender, type ReplayTarget, type Sender } from './sender.ts';

export interface ReplayOptions {
  /** As captured where missing. */
  readonly pace?: Pace;
  /** Over and over, until `signal`. Sequence numbers and times in the datagrams repeat as captured: collectors see a step back at each round. */
  readonly loop?: boolean;
  /** The address of this machine to send from; a collector takes it for the exporter of NetFlow and IPFIX. */
  readonly from?: string;
  /** Destination ports in the capture to send; null: every one. */
  readonly ports?: ReadonlySet<number> | null;
  readonly onProblem?: (problem: Problem) => void;
  /** Ends the replay without an error. */
  readonly signal?: AbortSignal;
}

export interface ReplayCounts {
  /** Handed to the kernel. */
  readonly datagrams: number;
  readonly bytes: number;
  /** Not taken by the kernel, by its code (`EMSGSIZE`, `ENETUNREACH` …). */
  readonly failed: Readonly<Record<string, number>>;
  /** Rounds begun. */
  readonly rounds: number;
  readonly seconds: number;
  /** What was read, of the last round. */
  readonly capture: CaptureCounts;
}

/** Rejects with FLOW_CAPTURE_UNREADABLE, or FLOW_REPLAY_FAILED where nothing can be sent to the target. */
export async function replay(path: string, target: ReplayTarget, options: ReplayOptions = {}): Promise<ReplayCounts> {
  const { pace = { speed: 1 }, loop = false, signal } = options;
  if (loop && path === STDIN) {
    const hint = 'write it to a file first, or leave out --loop';
    throw new ToposcopeError('FLOW_REPLAY_FAILED', 'standard input can be read only once', { hint });
  }
  const sender = await openSender(target, options.from);
  const pacer = new Pacer(pace, signal);
  const began = performance.now();
  try {
    for (let rounds = 1; ; rounds++) {
      const capture = await sendAll(path, sender, pacer, options);
      if (!loop || signal?.aborted || capture.datagrams === 0) {
        await sender.settled();
        return { ...sender.counts(), rounds, seconds: (performance.now() - began) / 1000, capture };
      }
      pacer.again(meanGapMs(capture));
    }
  } finally {
    await sender.close();
  }
}

async function sendAll(path: string, sender: Sender, pacer: Pacer, options: ReplayOptions): Promise<CaptureCounts> {
  const waiting: Datagram[] = [];
  return readChunks(
    path,
    (...datagram) => waiting.push(keep(...datagram)),
    options,
    async () => {
      for (const { bytes, timeMs } of waiting.splice(0)) {
        if (!(await pacer.wait(timeMs))) return;
        await sender.send(bytes);
      }
    },
  );
}

/** Between two rounds: as between two datagrams, so that a capture of one datagram is not sent without end at once. */
function meanGapMs({ firstMs, lastMs, datagrams }: CaptureCounts): number {
  return Math.max(1, ((lastMs ?? 0) - (firstMs ?? 0)) / Math.max(1, datagrams - 1));
}
