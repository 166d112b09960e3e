// The loads of links by captures: a snapshot's links, and what crossed them while the capture ran.
import { readCapture } from '../../collector/index.ts';
import { portMapOf } from '../../flows/index.ts';
import type { LinkLoads, Problem, Snapshot, TrafficMinute } from '../../model/index.ts';
import { ToposcopeError } from '../../model/index.ts';
import { openTraffic } from '../../store/index.ts';
import { FlowPipeline } from './flow-pipeline.ts';

export interface CaptureRequest {
  readonly files: readonly string[];
  readonly snapshot: Snapshot;
  /** Null: as long as the captures are. It ends where they end. */
  readonly windowSeconds: number | null;
  /** ms since 1970 at which the window ends; null: with the captures. */
  readonly endMs: number | null;
  /** Per link, side and minute. */
  readonly talkers: number;
  readonly ports: ReadonlySet<number> | null;
  /** Filter expression; null counts everything. */
  readonly filter: string | null;
  readonly onProblem: (problem: Problem) => void;
}

export interface CapturedTraffic {
  readonly loads: LinkLoads;
  /** Of the window. */
  readonly minutes: readonly TrafficMinute[];
}

const MINUTE_MS = 60_000;
const BUCKET_MS = 10_000;
/** The first records of a capture may be of flows as long as that, and nobody waits for an answer. */
const LONGEST_FLOW_SECONDS = 3600;

/**
 * Rejects with FLOW_CAPTURE_UNREADABLE; FLOW_CAPTURE_EMPTY where no datagram is in any of them; FLOW_NOT_COLLECTED where they tell nothing of the
 * window.
 */
export async function loadCaptures(request: CaptureRequest): Promise<CapturedTraffic> {
  const { files, snapshot, talkers, ports, filter, onProblem } = request;
  const pipeline = new FlowPipeline({
    ...{ map: portMapOf(snapshot), talkers, filter },
    keepMinutes: Number.POSITIVE_INFINITY,
    patienceSeconds: LONGEST_FLOW_SECONDS,
  });
  const minutes = new Map<number, TrafficMinute>();
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let nextCollect = Number.NEGATIVE_INFINITY;
  const collect = (nowMs: number, isLast = false) => {
    for (const minute of pipeline.minutes(nowMs, isLast)) minutes.set(minute.loads.minute, minute);
    nextCollect = nowMs + MINUTE_MS;
  };
  for (const file of files) {
    await readCapture(
      file,
      (bytes, from, to, source, receivedMs) => {
        if (receivedMs >= nextCollect) collect(receivedMs);
        first = Math.min(first, receivedMs);
        last = Math.max(last, receivedMs);
        pipeline.datagram(bytes, from, to, source, receivedMs);
      },
      { ports, onProblem: (problem) => onProblem({ ...problem, file: problem.file ?? file }) },
    );
  }
  if (first > last) throw emptyCapture(files);
  collect(last, true);
  // Flows that were told of at the beginning had begun before.
  const { from, to } = windowOf(request, Math.min(first, pipeline.firstMs), Math.max(last, pipeline.lastMs));
  const inside = [...minutes.values()].filter(
    ({ loads: { minute } }) => (minute + 1) * MINUTE_MS > from && minute * MINUTE_MS < to,
  );
  return { loads: pipeline.loads(from, to), minutes: inside };
}

/**
 * `first` and `last`: what the captures tell of. Without an end, a window of some length ends with their last bucket, so that it is just
 * that long.
 */
function windowOf({ windowSeconds, endMs }: CaptureRequest, first: number, last: number): { from: number; to: number } {
  const to =
    windowSeconds === null ? Math.min(endMs ?? last, last) : (endMs ?? Math.ceil(last / BUCKET_MS) * BUCKET_MS);
  const from = windowSeconds === null ? first : to - windowSeconds * 1000;
  if (to >= first && from <= last) return { from, to };
  const [end, begun, ended] = [to, first, last].map((ms) => new Date(ms).toISOString());
  throw new ToposcopeError('FLOW_NOT_COLLECTED', `the captures tell nothing of a window that ends at ${end}`, {
    hint: `they are of ${begun} to ${ended}: choose a time of these with --at, or leave it out`,
  });
}

/** As if it had been collected: into the traffic store of the output folder. */
export async function keepTraffic(output: string, minutes: readonly TrafficMinute[]): Promise<void> {
  const store = await openTraffic(output);
  try {
    store.save(minutes);
  } finally {
    store.close();
  }
}

function emptyCapture(files: readonly string[]): ToposcopeError {
  return new ToposcopeError('FLOW_CAPTURE_EMPTY', `there is no UDP datagram in ${files.join(', ')}`, {
    hint: 'capture what exporters send: tcpdump -i any -w flows.pcap udp port 2055',
  });
}
