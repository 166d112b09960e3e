// `toposcope history`: changes, incidents and states over time.
import { type Command, InvalidArgumentError } from 'commander';
import { readHistory } from '../../app/index.ts';
import { formatHistory } from '../history.ts';
import { type OutputOptions, printJson, runVerb, storeOf, withExample, withOutputOptions } from '../shell.ts';

interface HistoryOptions extends OutputOptions {
  readonly since?: string;
  readonly until?: string;
  readonly limit: number;
}

export function defineHistory(program: Command): void {
  const command = program
    .command('history')
    .description('changes, incidents and states over time')
    .argument('[reference]', 'device, device:port or link id; everything where none is named')
    .option('--since <time>', 'from then on: a time, "2 d ago", or a snapshot')
    .option('--until <time>', 'up to then, written the same way')
    .option('-n, --limit <number>', 'the newest so many', positive, 100);
  withExample(withOutputOptions(command), 'toposcope history r1:Gi0/1 --since "7 d ago"', 'toposcope history');
  command.action((reference: string | undefined, options: HistoryOptions) =>
    runVerb(options, async (output) => {
      const history = await readHistory(storeOf(options), {
        reference: reference ?? null,
        since: options.since ?? null,
        until: options.until ?? null,
        limit: options.limit,
      });
      if (options.json) printJson(output, history);
      else output.print(formatHistory(output, history.events, history.intervals));
      return 0;
    }),
  );
}

function positive(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('a whole number from 1 is needed');
}
