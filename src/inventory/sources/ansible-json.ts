// What Ansible's JSON wraps: unsafe texts and vault values are mappings with one special key.
import { VaultValue } from '../variable.ts';
import { fromJsonVault } from '../vault.ts';

/** Unwrapped at any depth. */
export function plainJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainJson);
  if (value === null || typeof value !== 'object' || value instanceof VaultValue) return value;
  const sealed = fromJsonVault(value);
  if (sealed instanceof VaultValue) return sealed;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === '__ansible_unsafe') return first[1];
  return Object.fromEntries(entries.map(([key, item]) => [key, plainJson(item)]));
}
