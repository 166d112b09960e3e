// `toposcope diff A B`: what changed from one snapshot to another. Exit 0 for none, 1 for some, like diff(1).
import type { Command } from 'commander';
import { compareSnapshots, drawDiff, loadProject, type SnapshotComparison } from '../../app/index.ts';
import { type Snapshot, ToposcopeError } from '../../model/index.ts';
import { formatChangeList, formatChangesMarkdown, formatDoubts } from '../changes.ts';
import { type Output, plural } from '../console.ts';
import {
  type CommonOptions,
  printJson,
  projectPaths,
  runVerb,
  storeOf,
  withCommonOptions,
  withExample,
} from '../shell.ts';

const FORMATS = ['text', 'json', 'md', 'svg'] as const;
type Format = (typeof FORMATS)[number];

interface DiffOptions extends CommonOptions {
  readonly format: string;
}

export function defineDiff(program: Command): void {
  const command = program
    .command('diff')
    .description('what changed from snapshot A to snapshot B')
    .argument('[a]', 'the earlier: id, latest~1, a time, or a file path', 'latest~1')
    .argument('[b]', 'the later', 'latest')
    .option('-f, --format <format>', FORMATS.join(', '), 'text');
  withExample(
    withCommonOptions(command),
    'toposcope diff latest~1 latest',
    'toposcope diff a.json b.json --format svg > changes.svg',
  );
  command.action((a: string, b: string, options: DiffOptions) =>
    runVerb(options, async (output) => {
      const format = chooseFormat(options);
      const store = storeOf(options);
      const [before, after] = [await store.read(a), await store.read(b)];
      const found = compareSnapshots(before, after);
      if (format === 'svg') {
        output.print(await drawDiff(await loadProject(projectPaths(options), 'offline'), before, after));
      } else printChanges(output, format, before, after, found);
      return found.changes.length > 0 ? 1 : 0;
    }),
  );
}

function chooseFormat(options: DiffOptions): Format {
  if (options.json) return 'json';
  const format = FORMATS.find((known) => known === options.format);
  if (format) return format;
  throw new ToposcopeError('DIAGRAM_FORMAT_UNKNOWN', `"${options.format}" is not a format of diff`, {
    hint: `use one of: ${FORMATS.join(', ')}`,
  });
}

function printChanges(
  output: Output,
  format: Exclude<Format, 'svg'>,
  before: Snapshot,
  after: Snapshot,
  { changes, unjudged }: SnapshotComparison,
): void {
  if (format === 'json') printJson(output, { from: before.id, to: after.id, changes, unjudged });
  else if (format === 'md') output.print(formatChangesMarkdown(before.id, after.id, changes, unjudged));
  else {
    const count = changes.length === 0 ? 'no changes' : plural(changes.length, 'change');
    const note = formatDoubts(unjudged);
    output.print(`${before.id} → ${after.id}: ${count}`);
    if (changes.length > 0) output.print(formatChangeList(output, changes));
    if (note !== null) output.print(note);
  }
}
