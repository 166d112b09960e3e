// Names in the settings that fit no device: usually a typing mistake that would silently do nothing.
import type { Inventory, Settings } from '../model/index.ts';
import { deviceNames, matchesDevice, matchHosts } from './match-hosts.ts';
import { didYouMean } from './nearest.ts';
import type { ProblemList } from './problem-list.ts';
import type { PlaceFinder } from './settings.ts';

type Path = readonly PropertyKey[];

/** Only plain names are checked; wildcards and patterns may be there for devices to come. */
export function checkSettingsPatterns(
  settings: Settings,
  places: PlaceFinder | null,
  inventory: Inventory,
  problems: ProblemList,
): void {
  if (places === null) return;
  const ends = settings.declaredLinks.flatMap(({ a, b }) => [a.device, b.device]);
  const check = (pattern: string, path: Path) => {
    if (!/^[\w-]+$/.test(pattern) || isKnown(inventory, ends, pattern)) return;
    const known = [...inventory.groups.keys(), ...deviceNames(inventory), ...ends];
    const hint = didYouMean(pattern, known, 'it has an effect only once such a device is seen');
    problems.warning('CONFIG_PATTERN_NO_MATCH', places(path), `no device or group is called ${pattern}`, hint, pattern);
  };
  settings.excludePorts.forEach((rule, i) => {
    check(rule.device, ['exclude_ports', i, 'device']);
  });
  if (settings.netflow?.style === 'classic' && settings.netflow.samplingRate !== null) {
    const hint = 'write style: flexible; other platforms sample whatever the style is';
    const message = 'classic NetFlow of IOS does not sample: this has no effect there';
    problems.warning('CONFIG_UNSUPPORTED', places(['netflow', 'sampling']), message, hint);
  }
  for (const key of ['netflow', 'sflow'] as const) {
    settings[key]?.ports.forEach((rule, i) => {
      check(rule.device, [key, 'ports', i, 'device']);
    });
  }
  for (const [pattern, path] of [...settings.views.flatMap(viewPatterns), ...watchPatterns(settings)]) {
    check(pattern, path);
  }
}

function watchPatterns({ incidents, alerts }: Settings): [string, Path][] {
  const hosts = (list: readonly { readonly hosts: string | null }[], ...path: string[]) =>
    list.flatMap((one, i): [string, Path][] => (one.hosts === null ? [] : [[one.hosts, [...path, i, 'hosts']]]));
  return [
    ...hosts(incidents.groups, 'incidents', 'groups'),
    ...hosts(incidents.maintenance, 'incidents', 'maintenance'),
    ...hosts(alerts.routes, 'alerts', 'routes'),
  ];
}

function viewPatterns(view: Settings['views'][number]): [string, Path][] {
  const at = (key: string, ...rest: number[]): Path => ['views', view.name, key, ...rest];
  return [
    ...view.ranks.flatMap((row, i) => row.map((name, j): [string, Path] => [name, at('ranks', i, j)])),
    ...(view.include ?? []).map((name, i): [string, Path] => [name, at('include', i)]),
    ...view.exclude.map((name, i): [string, Path] => [name, at('exclude', i)]),
  ];
}

function isKnown(inventory: Inventory, ends: readonly string[], pattern: string): boolean {
  return ends.some((end) => matchesDevice(inventory, pattern, end)) || matchHosts(inventory, pattern).names.length > 0;
}
