// Progress of a poll on standard error: a bar on a terminal, one line per device elsewhere.
import { Presets, SingleBar } from 'cli-progress';
import type { PollProgress } from '../app/index.ts';
import type { Visit } from '../model/index.ts';
import { type Output, printable } from './console.ts';

export function openProgress(output: Output): PollProgress & { stop(): void } {
  const bar = process.stderr.isTTY
    ? new SingleBar(
        { format: '  polling {bar} {value}/{total} {device}', clearOnComplete: true },
        Presets.shades_classic,
      )
    : null;
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
    stop: () => bar?.stop(),
  };
}

function describeVisit({ device, poll }: Visit): string {
  const took = `${Math.round(poll.tookMs)} ms`;
  if (poll.code === null) return `${device}: ${poll.status}${poll.changed ? ', LLDP turned on' : ''}, ${took}`;
  return printable(`${device}: ${poll.code}, ${poll.message ?? poll.status} (${took})`);
}
