// The whole inventory: files in, devices, settings and every problem out.
import {
  compareText,
  type Inventory,
  type Problem,
  type Secret,
  type Settings,
  type SourceFile,
} from '../model/index.ts';
import { CONNECTION_KEYS as KEYS } from './ansible-keys.ts';
import { checkSettingsPatterns } from './check-settings.ts';
import { checkVariables } from './check-variables.ts';
import { checkWatching } from './check-watching.ts';
import { Connector } from './connector.ts';
import { toDevice } from './device.ts';
import { ProblemList } from './problem-list.ts';
import { Questions, type SecretQuestion } from './questions.ts';
import { readSources, type SourcesReading } from './read-sources.ts';
import type { Environment } from './secret-value.ts';
import { readSettings } from './settings.ts';
import { type ClassifiedFiles, classifyFiles } from './source-files.ts';
import type { SourceRequest } from './source-reader.ts';
import { SshConfig } from './ssh-config.ts';
import type { Place } from './variable.ts';
import { Vault, type VaultSecret } from './vault.ts';

export interface InventoryResult {
  readonly inventory: Inventory;
  readonly settings: Settings;
  readonly problems: Problem[];
  /** Device → where its `ansible_network_os` is written; not for those that have none. */
  readonly networkOsPlaces: ReadonlyMap<string, Place>;
  /** Not answered yet. Ask, and call again with `answers`. */
  readonly questions: readonly SecretQuestion[];
  /** Not fetched yet. Fetch, and call again with `fetched`. */
  readonly requests: readonly SourceRequest[];
}

export interface InventoryOptions {
  /** `path` of the settings file among `files`, where it is not called `toposcope.yml`. */
  readonly settingsPath?: string;
  /** The OpenSSH client configuration, its `Include`s written out; null or absent: there is none. */
  readonly sshConfig?: SourceFile | null;
  /** Vault passwords; the one whose id fits is tried first, then the others. */
  readonly vaultSecrets?: readonly VaultSecret[];
  /** `SecretQuestion.id` → what the operator typed. */
  readonly answers?: ReadonlyMap<string, Secret>;
  /** `SourceRequest.id` → the documents the shell fetched. */
  readonly fetched?: ReadonlyMap<string, unknown>;
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
  const vault = new Vault(options.vaultSecrets ?? []);
  const withoutMark = files.map(({ path, text }) => ({ path, text: text.replace(/^\uFEFF/, '') }));
  const classified = classifyFiles(withoutMark, options.settingsPath ?? null, vault, problems);
  const { settings, allowPlainSecrets, places } = readSettings(classified.settings, problems, { env, vault });
  if (places !== null) checkWatching(settings, places, problems);
  const requests: SourceRequest[] = [];
  const reading = readSources(classified, vault, problems, {
    env,
    allowPlainSecrets,
    fetched: options.fetched ?? new Map(),
    request: (request) => requests.push(request),
  });
  const questions = new Questions(options.answers ?? new Map(), reading.owners);
  const sources = { env, vault, questions, allowPlainSecrets };
  checkVariables(reading.written, sources, problems);
  warnOfAmbiguousNames(reading, problems);
  const ssh = new SshConfig(options.sshConfig ?? null, problems);
  const connector = new Connector(reading, sources, ssh, problems);
  const inventory = toInventory(reading, connector, problems);
  // What is still to be fetched or decrypted may hold the devices.
  if (requests.length === 0 && !vault.hasClosedFiles) {
    if (inventory.devices.length === 0) reportNoDevices(classified, problems);
    else checkSettingsPatterns(settings, places, inventory, problems);
  }
  const networkOsPlaces = placesOfNetworkOs(inventory, connector);
  return { inventory, settings, networkOsPlaces, problems: problems.sorted(), questions: questions.open, requests };
}

function placesOfNetworkOs({ devices }: Inventory, connector: Connector): Map<string, Place> {
  const places = devices.map(({ name }) => [name, connector.readerOf(name).find(KEYS.networkOs)?.place] as const);
  return new Map(places.flatMap(([name, place]) => (place === undefined ? [] : [[name, place]])));
}

function toInventory({ tree }: SourcesReading, connector: Connector, problems: ProblemList): Inventory {
  const groupsByHost = tree.groupsByHost();
  const devices = [...tree.hosts.keys()].map((name) => {
    const groups = (groupsByHost.get(name) ?? []).filter((group) => group !== 'all' && group !== 'ungrouped');
    return toDevice(name, groups.sort(compareText), connector, problems);
  });
  return { devices, groups: new Map([...tree.groups.keys()].map((name) => [name, tree.hostsOf(name)])) };
}

function warnOfAmbiguousNames({ tree }: SourcesReading, problems: ProblemList): void {
  for (const name of tree.ambiguousNames()) {
    const file = tree.hosts.get(name)?.file ?? '';
    const message = `${name} is the name of a device and of a group`;
    const hint = 'rename one of them: patterns mean the group, and Ansible gives it the variables of the device, too';
    problems.warning('CONFIG_INVALID_VALUE', { file }, message, hint);
  }
}

function reportNoDevices(classified: ClassifiedFiles, problems: ProblemList): void {
  const file = classified.sources[0]?.file.path;
  const hint = 'write the names of your devices into its file "hosts", one a line. See docs/reference/inventory.md';
  const message = file === undefined ? 'there is no inventory file' : 'the inventory names no devices';
  problems.error('CONFIG_NO_DEVICES', file === undefined ? null : { file }, message, hint);
}
