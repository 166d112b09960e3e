// Progress of a poll on standard error: a bar on a terminal, one line per device elsewhere.
import { Presets, SingleBar } from 'cli-progress';
import type { PollProgress } from '../app/index.ts';
import type { Visit } from '../model/index.ts';
import { type Output, printable, withoutDevice } from './console.ts';

export function openProgress(output: Output): PollProgress & { stop(): void } {
  const bar = process.stderr.isTTY
    ? new SingleBar(
        { format: '  polling {bar} {value}/{total} {device}', clearOnComplete: true },
        Presets.shades_classic,
      )
    : null;
  const release = onInterrupt(() => {
    bar?.stop();
    output.say('interrupted: no snapshot was stored');
  });
  return {
    onVisit(visit, done, total) {
      if (bar === null) output.say(`  ${describeVisit(visit)}`);
      else if (done === 1) bar.start(total, done, { device: visit.device });
      else bar.update(done, { device: visit.device });
      if (done === total) bar?.stop();
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

function describeVisit({ device, poll }: Visit): string {
  const took = `${Math.round(poll.tookMs)} ms`;
  if (poll.code === null) return `${device}: ${poll.status}${poll.changed ? ', LLDP turned on' : ''}, ${took}`;
  return printable(`${device}: ${poll.code}, ${withoutDevice(poll.message ?? poll.status, device)} (${took})`);
}
