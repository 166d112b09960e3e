// What Ansible's JSON wraps at any depth: vault values and unsafe texts are mappings with one special key.
import { fromJsonVault } from '../vault.ts';

/** Unwrapped; what is no plain data already stays what it is. */
export function plainJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainJson);
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const unwrapped = fromJsonVault(value);
  if (unwrapped !== value) return unwrapped;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainJson(item)]));
}
