// `toposcope parse`: raw device output on standard input or in files → records.
import type { Command } from 'commander';
import { openTemplates, type ParsedInput, parseInputs, userTemplates } from '../../app/index.ts';
import { formatTable, type Output, plural, printable } from '../console.ts';
import { readInputs } from '../inputs.ts';
import { type ExitCode, runVerb, withExample } from '../shell.ts';

interface ParseOptions {
  readonly platform: string;
  readonly command: string;
  readonly templates?: string;
  readonly json?: boolean;
  readonly debug?: boolean;
}

export function defineParse(program: Command): void {
  const command = program
    .command('parse')
    .description('raw device output → records, through the same parser as snapshot')
    .argument('[files...]', 'files of raw output; - or none for standard input; pairs (brief, detail) for lldp_merge')
    .option('-p, --platform <name>', 'network operating system', 'cisco_ios')
    .requiredOption('-c, --command <command>', 'the command as typed, or its folder name (lldp_neighbors)')
    .option('--templates <dir>', 'TextFSM templates that come before the built-in ones; ntc-templates will do')
    .option('--json', 'print one JSON document per input')
    .option('--debug', 'print stack traces');
  withExample(
    command,
    'toposcope parse --platform cisco_ios --command "show lldp neighbors" --json < r1.txt',
    'toposcope parse --platform cisco_ios --command lldp_merge brief.txt detail.txt --json',
  );
  command.action((files: string[], options: ParseOptions) =>
    runVerb(options, async (output) => {
      const templates = openTemplates(userTemplates(options.templates ?? null));
      const inputs = await readInputs(files);
      const parsed = parseInputs(options.platform, options.command, inputs, templates);
      for (const one of parsed) output.print(options.json ? toJson(one, parsed.length > 1) : toText(output, one));
      return exitCodeOf(parsed);
    }),
  );
}

function toJson({ file, result }: ParsedInput, isOneOfSeveral: boolean): string {
  const { outcome, records, problems } = result;
  if (isOneOfSeveral) return JSON.stringify({ file, outcome, records, problems });
  return JSON.stringify({ outcome, records, problems }, null, 2);
}

function toText({ paint }: Output, { file, result }: ParsedInput): string {
  const lines = [
    `${file ? `${file}: ` : ''}${paint('bold', result.outcome)}, ${plural(result.records.length, 'record')}`,
  ];
  const fields = Object.keys(result.records[0] ?? {});
  if (fields.length > 0) {
    const rows = result.records.map((record) => fields.map((field) => cell(record[field])));
    lines.push(formatTable([fields, ...rows]));
  }
  lines.push(...result.problems.map((problem) => `${paint('yellow', problem.code)}: ${printable(problem.message)}`));
  return lines.join('\n');
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '-';
  return printable(typeof value === 'object' ? JSON.stringify(value) : String(value)).slice(0, 60);
}

/** 1: read, and the text is not whole, or the device refused. */
function exitCodeOf(parsed: readonly ParsedInput[]): ExitCode {
  return parsed.some(({ result }) => result.outcome === 'partial' || result.outcome === 'invalid') ? 1 : 0;
}
