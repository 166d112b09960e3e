// The door of the inventory room: what the operator wrote → Inventory and Settings, every problem with file and line.
export { type HostMatch, matchesDevice, matchHosts } from './match-hosts.ts';
export {
  type InventoryOptions,
  type InventoryResult,
  parseInventory,
  type SecretQuestion,
  type VaultSecret,
} from './parse-inventory.ts';
export { DEFAULT_SETTINGS } from './settings.ts';
export type { SourceRequest } from './source-reader.ts';
