// `toposcope textfsm`: any TextFSM template over any text.
import { text } from 'node:stream/consumers';
import { type Command, Option } from 'commander';
import { runTemplate } from '../../app/index.ts';
import { ToposcopeError } from '../../model/index.ts';
import { formatTable, printable } from '../console.ts';
import { readInput, readInputs } from '../inputs.ts';
import { printJson, runVerb, withExample } from '../shell.ts';

interface TextfsmOptions {
  readonly json?: boolean;
  readonly format?: string;
  readonly debug?: boolean;
}

export function defineTextfsm(program: Command): void {
  const command = program
    .command('textfsm')
    .description('run a TextFSM template over a text')
    .argument('<template>', 'template file; - for standard input')
    .argument('[file]', 'text to parse; - or none for standard input', '-')
    .option('--json', 'print {"header": […], "records": [[…], …]} (the default when piped)')
    .addOption(new Option('--format <format>', 'json or table').choices(['json', 'table']))
    .option('--debug', 'print stack traces');
  withExample(command, 'toposcope textfsm templates/textfsm/cisco_ios_show_lldp_neighbors.textfsm r1.txt');
  command.action((template: string, file: string, options: TextfsmOptions) =>
    runVerb(options, async (output) => {
      if (template === '-' && file === '-') throw bothFromStdin();
      const templateText = template === '-' ? await text(process.stdin) : await readInput(template);
      const [input] = await readInputs([file]);
      const { header, records } = runTemplate(template, templateText, input?.text ?? '');
      if (isTable(options)) output.print(formatTable([header, ...records.map((row) => row.map(cell))]));
      else printJson(output, { header, records });
      return 0;
    }),
  );
}

function bothFromStdin(): ToposcopeError {
  return new ToposcopeError('CLI_USAGE', 'template and text cannot both come from standard input', {
    hint: 'name a file for one of them: toposcope textfsm TEMPLATE [FILE]',
  });
}

/** The contract's format is JSON; a person at a terminal gets a table. */
function isTable({ json, format }: TextfsmOptions): boolean {
  if (json || format === 'json') return false;
  return format === 'table' || Boolean(process.stdout.isTTY);
}

function cell(value: unknown): string {
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
}
