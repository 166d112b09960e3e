// The whole inventory: files in, devices, settings and every problem out.
import { compareText, type Inventory, type Problem, type Settings, type SourceFile } from '../model/index.ts';
import { checkSettingsPatterns } from './check-settings.ts';
import { checkVariables } from './check-variables.ts';
import { toDevice } from './connection.ts';
import { ProblemList } from './problem-list.ts';
import { readSources } from './read-sources.ts';
import { readSettings } from './settings.ts';
import { type ClassifiedFiles, classifyFiles } from './source-files.ts';
import type { InventoryTree } from './tree.ts';
import type { Variables } from './variable.ts';
import type { Environment } from './variable-reader.ts';

export interface InventoryResult {
  readonly inventory: Inventory;
  readonly settings: Settings;
  readonly problems: Problem[];
}

export interface InventoryOptions {
  /** `path` of the settings file among `files`, where it is not called `toposcope.yml`. */
  readonly settingsPath?: string;
}

/**
 * Reads everything found under the inventory folder; which file is what follows from its path. Never throws: what is
 * wrong is in `problems`, and with an error among them nothing should be started.
 */
export function parseInventory(
  files: readonly SourceFile[],
  env: Environment,
  options: InventoryOptions = {},
): InventoryResult {
  const problems = new ProblemList();
  const withoutMark = files.map(({ path, text }) => ({ path, text: text.replace(/^\uFEFF/, '') }));
  const classified = classifyFiles(withoutMark, options.settingsPath ?? null, problems);
  const { settings, allowPlainSecrets, places } = readSettings(classified.settings, problems);
  const { tree, written, effective } = readSources(classified, problems);
  checkVariables(written, allowPlainSecrets, problems);
  const inventory = toInventory(tree, effective, env, problems);
  if (inventory.devices.length === 0) reportNoDevices(classified, problems);
  else checkSettingsPatterns(settings, places, inventory, problems);
  return { inventory, settings, problems: problems.sorted() };
}

function toInventory(
  tree: InventoryTree,
  effective: ReadonlyMap<string, Variables>,
  env: Environment,
  problems: ProblemList,
): Inventory {
  const groupsByHost = tree.groupsByHost();
  const devices = [...tree.hosts.keys()].map((name) => {
    const groups = (groupsByHost.get(name) ?? []).filter((group) => group !== 'all' && group !== 'ungrouped');
    return toDevice(name, groups.sort(compareText), effective.get(name) ?? new Map(), env, problems);
  });
  return { devices, groups: new Map([...tree.groups.keys()].map((name) => [name, tree.hostsOf(name)])) };
}

function reportNoDevices(classified: ClassifiedFiles, problems: ProblemList): void {
  const file = classified.sources[0]?.file.path;
  const hint = 'write the names of your devices into its file "hosts", one a line. See docs/reference/inventory.md';
  const message = file === undefined ? 'there is no inventory file' : 'the inventory names no devices';
  problems.error('CONFIG_NO_DEVICES', file === undefined ? null : { file }, message, hint);
}
