// What `flows load` and `flows top` have in common: whose links, which time, and captures instead of what was collected.
import type { Command } from 'commander';
import {
  type CapturedTraffic,
  completeWindow,
  loadCaptures,
  type TrafficWindow,
  windowUntil,
} from '../../app/index.ts';
import { type Snapshot, ToposcopeError } from '../../model/index.ts';
import type { Output } from '../console.ts';
import { type OutputOptions, withOutputOptions } from '../shell.ts';
import { parsePorts, parseWindow, problemText } from './options.ts';

export interface TrafficOptions extends OutputOptions {
  readonly snapshot: string;
  readonly window?: number;
  readonly at?: string;
  readonly port?: ReadonlySet<number>;
  readonly filter?: string;
}

export function withTrafficOptions(command: Command): Command {
  const own = command
    .argument('[files...]', 'captures; without one, what `serve` has collected in the output folder')
    .option('-s, --snapshot <snapshot>', 'whose links: id, latest~1, a time, or a file path', 'latest')
    .option('-w, --window <time>', '5m, 1h, 1d; without it five minutes, or all of the captures', parseWindow)
    .option('--at <time>', 'when the window ends: a time or "10 min ago"; the end of the captures, or now')
    .option('--port <ports>', 'of captures: only datagrams to these ports', parsePorts)
    .option('--filter <expression>', "of captures: only these records, 'src net 10.0.0.0/8 and port 443'");
  return withOutputOptions(own);
}

const DEFAULT_SECONDS = 300;

/** Of what was collected: without an end, the newest window of which everything has been told. */
export function collectedWindow(snapshot: Snapshot, options: TrafficOptions): TrafficWindow {
  const { window = DEFAULT_SECONDS, at, port, filter } = options;
  if (port !== undefined || filter !== undefined) throw forCapturesOnly();
  return at === undefined ? completeWindow(snapshot, new Date(), window) : windowUntil(at, window);
}

/** `talkers`: kept per link, side and minute. */
export async function readCaptures(
  output: Output,
  files: readonly string[],
  snapshot: Snapshot,
  talkers: number,
  options: TrafficOptions,
): Promise<CapturedTraffic> {
  const { window = null, at, port = null, filter = null } = options;
  return await loadCaptures({
    ...{ files, snapshot, windowSeconds: window, talkers, ports: port, filter },
    endMs: at === undefined ? null : windowUntil(at, 0).toMs,
    onProblem: (problem) => output.say(problemText(output, problem)),
  });
}

/** They would silently do nothing. */
function forCapturesOnly(): ToposcopeError {
  return new ToposcopeError('CLI_USAGE', '--port and --filter are for captures', {
    hint: 'name a capture, or leave them out: what was collected is kept as loads and talkers, and no longer as records',
  });
}
