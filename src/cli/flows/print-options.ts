// What `flows decode` and `flows listen` have in common: how records are printed.
import { type Command, Option } from 'commander';
import { PRINT_FORMATS, type PrintFormat, type PrintRequest } from '../../app/index.ts';
import { ToposcopeError } from '../../model/index.ts';
import type { Output } from '../console.ts';
import { problemText } from './options.ts';
import { writeWhole } from './write-whole.ts';

export interface PrintOptions {
  readonly format: PrintFormat;
  readonly fields?: string;
  readonly keys?: 'sflowtool';
  readonly pretty?: boolean;
  readonly filter?: string;
  readonly json?: boolean;
  readonly debug?: boolean;
}

export function withPrintOptions(command: Command): Command {
  return command
    .addOption(new Option('-f, --format <format>', 'how records are printed').choices(PRINT_FORMATS).default('jsonl'))
    .option('--fields <names>', 'of csv: comma separated, ours or those of sflowtool -L')
    .addOption(new Option('--keys <style>', 'of jsonl: keys as sflowtool -j prints them').choices(['sflowtool']))
    .option('--pretty', 'with --keys sflowtool: as sflowtool -J')
    .option('--filter <expression>', "'src net 10.0.0.0/8 and port 443', 'exporter 10.0.0.1 and proto udp'")
    .option('--json', 'print one JSON document on standard output')
    .option('--debug', 'print stack traces');
}

export interface RecordPrinting {
  readonly request: Omit<PrintRequest, 'ports'>;
  /** Closes the document of `--json`. */
  end(summary: object): void;
}

export function openPrinting(output: Output, options: PrintOptions): RecordPrinting {
  const { fields, keys, pretty = false, filter = null, json = false } = options;
  const format = json ? 'jsonl' : options.format;
  requireFitting(format, options);
  const write = json ? documentWriter() : writeOut;
  if (json) writeOut('{"records":[');
  return {
    request: {
      ...{ format, filter, pretty, write },
      fields: fields === undefined ? null : fields.split(',').map((name) => name.trim()),
      sflowtoolKeys: keys === 'sflowtool',
      writeProblem: (text) => process.stderr.write(text),
      onProblem: (problem) => output.say(problemText(output, problem)),
    },
    end(summary) {
      if (json) writeOut(`\n],${JSON.stringify(summary).slice(1)}\n`);
    },
  };
}

function requireFitting(format: PrintFormat, { fields, keys, pretty }: PrintOptions): void {
  const wrong =
    fields !== undefined && format !== 'csv'
      ? '--fields goes with --format csv'
      : keys !== undefined && format !== 'jsonl'
        ? '--keys goes with --format jsonl'
        : pretty && keys === undefined
          ? '--pretty goes with --keys sflowtool'
          : null;
  if (wrong !== null)
    throw new ToposcopeError('CLI_USAGE', wrong, { hint: 'toposcope flows decode --help shows examples' });
}

/** Lines become the items of a list. */
function documentWriter(): (text: string) => void {
  let isFirst = true;
  return (text) => {
    writeOut(`${isFirst ? '\n' : ',\n'}${text.replace(/\n$/, '').replaceAll('\n', ',\n')}`);
    isFirst = false;
  };
}

function writeOut(text: string): void {
  writeWhole(process.stdout.fd, Buffer.from(text));
}
