// The register of network OSes: one line per platform.
import { compareText } from '../model/index.ts';
import { genericPlatform } from './generic-platform.ts';
import { ARISTA_EOS } from './os/arista-eos.ts';
import { ARUBA_AOSCX } from './os/aruba-aoscx.ts';
import { CISCO_IOS } from './os/cisco-ios.ts';
import { CISCO_NXOS } from './os/cisco-nxos.ts';
import { CISCO_XE } from './os/cisco-xe.ts';
import { CISCO_XR } from './os/cisco-xr.ts';
import { HP_COMWARE } from './os/hp-comware.ts';
import { HUAWEI_VRP } from './os/huawei-vrp.ts';
import { JUNIPER_JUNOS } from './os/juniper-junos.ts';
import { LINUX } from './os/linux.ts';
import { MIKROTIK_ROUTEROS } from './os/mikrotik-routeros.ts';
import type { Platform, Templates } from './platform.ts';
import type { PlatformModule } from './platform-module.ts';
import { MERGE_FOLDERS } from './records/lldp-merge.ts';
import { findFolder } from './resolve-command.ts';
import type { TableParser } from './table-parser.ts';

/** In this order `auto` asks what a device is. */
export const MODULES: readonly PlatformModule[] = [
  CISCO_IOS,
  CISCO_XE,
  CISCO_NXOS,
  CISCO_XR,
  ARISTA_EOS,
  ARUBA_AOSCX,
  MIKROTIK_ROUTEROS,
  JUNIPER_JUNOS,
  HUAWEI_VRP,
  HP_COMWARE,
  LINUX,
];

/** How platforms are compared by name: in any case, and `-` is `_`. */
export function platformKey(name: string): string {
  return name.trim().toLowerCase().replaceAll('-', '_');
}

/** By name or alias. With `templates`, also an OS that only templates know. Undefined where no platform is known by that name. */
export function findPlatform(name: string, templates?: Templates): Platform | undefined {
  const wanted = platformKey(name);
  const known = MODULES.find(({ platform }) => platform.name === wanted || platform.aliases.includes(wanted));
  return (known ?? (templates && findGeneric(wanted, templates)))?.platform;
}

/** Made once for each set of templates. */
const generic = new WeakMap<Templates, Map<string, PlatformModule | undefined>>();
const genericParsers = new WeakMap<Platform, readonly TableParser[]>();

function findGeneric(name: string, templates: Templates): PlatformModule | undefined {
  const known = generic.get(templates) ?? new Map<string, PlatformModule | undefined>();
  generic.set(templates, known);
  if (!known.has(name)) known.set(name, /^\w+$/.test(name) ? genericPlatform(name, templates) : undefined);
  const module = known.get(name);
  if (module) genericParsers.set(module.platform, module.parsers);
  return module;
}

/** Every platform's own name, sorted. */
export function platformNames(): readonly string[] {
  return MODULES.map(({ platform }) => platform.name).sort(compareText);
}

/** The parsers of a platform that came from `findPlatform`; none for any other. */
export function parsersOf(platform: Platform): readonly TableParser[] {
  const known = MODULES.find((module) => module.platform.name === platform.name);
  return known?.parsers ?? genericParsers.get(platform) ?? [];
}

/** The folder name of a command as typed in full, abbreviated (`sh lldp nei det`), or already given as a folder name. */
export function resolveCommand(platform: Platform, command: string): string | undefined {
  const wanted = command.trim().toLowerCase();
  return MERGE_FOLDERS.find((folder) => folder === wanted) ?? findFolder(parsersOf(platform), command);
}
