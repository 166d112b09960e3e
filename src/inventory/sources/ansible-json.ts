// What Ansible's JSON wraps at any depth: vault values and unsafe texts are mappings with one special key.
import { fromJsonVault } from '../vault.ts';

/** Unwrapped; what is no plain data already stays what it is. */
export function plainJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainJson);
  if (value === null || typeof value !== 'object' || value instanceof VaultValue || value instanceof UnsafeText)
    return value;
  const marked = fromJsonVault(value);
  if (marked !== value) return marked;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainJson(item)]));
}
