// Progress of a poll on standard error: a bar on a terminal, one line per device elsewhere.
import { type Options, type Params, Presets, SingleBar } from 'cli-progress';
import type { PollProgress } from '../app/index.ts';
import type { Visit } from '../model/index.ts';
import { type Output, printable, withoutDevice } from './console.ts';

/** `onInterrupted`: what an interruption cost; `changed`: what was done to a device that is another one now. */
export function openProgress(
  output: Output,
  onInterrupted = 'no snapshot was stored',
  changed = 'LLDP turned on',
): PollProgress & { stop(): void } {
  const bar = process.stderr.isTTY
    ? new SingleBar({ format: formatBar, clearOnComplete: true }, Presets.shades_classic)
    : null;
  const release = onInterrupt(() => {
    bar?.stop();
    output.say(`interrupted: ${onInterrupted}`);
  });
  let failed = 0;
  let startedAt = Date.now();
  return {
    onVisit(visit, done, total) {
      failed = (done === 1 ? 0 : failed) + (visit.poll.code === null ? 0 : 1);
      if (bar === null) output.say(`  ${describeVisit(visit, changed)}`);
      else if (done === 1) bar.start(total, done, { device: visit.device, failed, startedAt });
      else bar.update(done, { device: visit.device, failed, startedAt });
      if (done < total) return;
      bar?.stop();
      startedAt = Date.now();
    },
    onWait(seconds, reason) {
      output.say(`  ${reason}: waiting ${Math.round(seconds)} s for its first advertisements`);
    },
    stop() {
      release();
      bar?.stop();
    },
  };
}

/** `████░░░░ 120/500, 3 failed, 41/s, 9 s left  r120`. */
function formatBar(options: Options, { progress, value, total }: Params, payload: BarPayload): string {
  const width = options.barsize ?? BAR_WIDTH;
  const full = Math.round(progress * width);
  const bar = `${(options.barCompleteString ?? '').slice(0, full)}${(options.barIncompleteString ?? '').slice(0, width - full)}`;
  const perSecond = value / Math.max(0.001, (Date.now() - payload.startedAt) / 1000);
  const rate = perSecond >= 10 ? perSecond.toFixed(0) : perSecond.toFixed(1);
  const left = Math.ceil((total - value) / perSecond);
  const failed = payload.failed > 0 ? `, ${payload.failed} failed` : '';
  return `  ${bar} ${value}/${total}${failed}, ${rate}/s, ${formatLeft(left)} left  ${printable(payload.device)}`;
}

const BAR_WIDTH = 40;

interface BarPayload {
  readonly device: string;
  readonly failed: number;
  readonly startedAt: number;
}

function formatLeft(seconds: number): string {
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/**
 * Leaves the terminal as it was found: without this the bar stays, and the cursor and line wrapping stay off. The process
 * still dies of the signal, as shells expect; unless somebody else listens too and ends in an orderly way.
 */
function onInterrupt(tidy: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const release = () => {
    for (const signal of signals) process.removeListener(signal, end);
  };
  const end = (signal: NodeJS.Signals) => {
    if (process.listenerCount(signal) > 1) return;
    release();
    tidy();
    process.kill(process.pid, signal);
  };
  for (const signal of signals) process.on(signal, end);
  return release;
}

function describeVisit({ device, poll }: Visit, changed: string): string {
  const took = `${Math.round(poll.tookMs)} ms`;
  if (poll.code === null) return `${device}: ${poll.status}${poll.changed ? `, ${changed}` : ''}, ${took}`;
  return printable(`${device}: ${poll.code}, ${withoutDevice(poll.message ?? poll.status, device)} (${took})`);
}
