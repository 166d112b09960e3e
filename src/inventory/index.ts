// The door of the inventory room: what the operator wrote → Inventory and Settings, every problem with file and line.
export { DEFAULT_COLLECT, parseListenPoint } from './collect-settings.ts';
export { isIgnoredFile } from './ignored-files.ts';
export { type HostMatch, matchesDevice, matchHosts } from './match-hosts.ts';
export { type InventoryOptions, type InventoryResult, parseInventory } from './parse-inventory.ts';
export { inventoryName, type ProposedDevice, type ProposedGroup, proposeInventory } from './propose.ts';
export type { SecretQuestion } from './questions.ts';
export { DEFAULT_SETTINGS } from './settings.ts';
export type { SourceRequest } from './source-reader.ts';
export { companionsOf } from './source-readers.ts';
export type { VaultSecret } from './vault.ts';
