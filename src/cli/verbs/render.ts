// `toposcope render`: the pictures of a snapshot, drawn again.
import { type Command, Option } from 'commander';
import {
  chooseViews,
  drawDiagrams,
  FORMATS,
  LOAD_SCALE_NAMES,
  type LoadScaleName,
  loadProject,
  parseFormats,
  readLoads,
} from '../../app/index.ts';
import type { Output } from '../console.ts';
import {
  type CommonOptions,
  type ExitCode,
  printJson,
  projectPaths,
  reportError,
  runVerb,
  storeOf,
  withCommonOptions,
  withExample,
} from '../shell.ts';

interface RenderOptions extends CommonOptions {
  readonly view?: string;
  readonly format: string;
  readonly load: string;
  readonly scale?: LoadScaleName;
}

export function defineRender(program: Command): void {
  const command = program
    .command('render')
    .description('draw a snapshot into output/diagrams/')
    .argument('[snapshot]', 'id, latest, latest~1, a time, or a file path', 'latest')
    .option('--view <name>', 'one view of the settings instead of all')
    .option('-f, --format <formats>', `comma separated: ${FORMATS.join(', ')}`, 'svg,pdf')
    .option(
      '--load <loads>',
      'auto: of its window, where flows were collected; none; or a file of `flows load`, - for standard input',
      'auto',
    )
    .addOption(new Option('--scale <name>', 'colours of loads').choices(LOAD_SCALE_NAMES));
  withExample(
    withCommonOptions(command),
    'toposcope render latest --view lab --format svg,pdf,dot',
    'toposcope flows load flows.pcap | toposcope render --load -',
  );
  command.action((reference: string, options: RenderOptions) =>
    runVerb(options, (output) => render(output, reference, options)),
  );
}

/** 1: some pictures could not be drawn. 2: none could. */
async function render(output: Output, reference: string, options: RenderOptions): Promise<ExitCode> {
  const formats = parseFormats(options.format);
  const project = await loadProject(projectPaths(options), 'offline');
  const views = chooseViews(project, options.view ?? null);
  const store = storeOf(options);
  const snapshot = await store.read(reference);
  const loads = await readLoads(options.load, snapshot, {
    ...{ output: options.output, settings: project.settings.flows, store },
  });
  const { files, failures } = await drawDiagrams({
    ...{ project, store, snapshot, views, formats, changes: false, loads },
    ...(options.scale ? { scale: options.scale } : {}),
  });
  for (const failure of failures) reportError(output, failure, options.debug ?? false);
  if (files.length === 0) return 2;
  if (options.json) printJson(output, { snapshot: snapshot.id, files });
  else for (const file of files) output.print(file);
  return failures.length === 0 ? 0 : 1;
}
