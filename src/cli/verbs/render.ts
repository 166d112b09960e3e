// `toposcope render`: the pictures of a snapshot, drawn again.
import type { Command } from 'commander';
import { chooseViews, drawDiagrams, FORMATS, loadProject, parseFormats } from '../../app/index.ts';
import {
  type CommonOptions,
  printJson,
  projectPaths,
  runVerb,
  storeOf,
  withCommonOptions,
  withExample,
} from '../shell.ts';

interface RenderOptions extends CommonOptions {
  readonly view?: string;
  readonly format: string;
}

export function defineRender(program: Command): void {
  const command = program
    .command('render')
    .description('draw a snapshot into output/diagrams/')
    .argument('[snapshot]', 'id, latest, latest~1, a time, or a file path', 'latest')
    .option('--view <name>', 'one view of the settings instead of all')
    .option('-f, --format <formats>', `comma separated: ${FORMATS.join(', ')}`, 'svg,pdf');
  withExample(withCommonOptions(command), 'toposcope render latest --view lab --format svg,pdf,dot');
  command.action((reference: string, options: RenderOptions) =>
    runVerb(options, async (output) => {
      const formats = parseFormats(options.format);
      const project = await loadProject(projectPaths(options), 'offline');
      const views = chooseViews(project, options.view ?? null);
      const store = storeOf(options);
      const snapshot = await store.read(reference);
      const files = await drawDiagrams({ project, store, snapshot, views, formats, changes: false });
      if (options.json) printJson(output, { snapshot: snapshot.id, files });
      else for (const file of files) output.print(file);
      return 0;
    }),
  );
}
