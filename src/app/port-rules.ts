// `exclude_ports` of the settings as one question: does this port of this device belong to the topology?
import { matchesDevice } from '../inventory/index.ts';
import { type Inventory, type PortRule, portPattern } from '../model/index.ts';

/** Answers for any device name, in the inventory or not. Port patterns match the long and the short name. */
export function portFilter(
  inventory: Inventory,
  rules: readonly PortRule[],
): (device: string, port: string) => boolean {
  const compiled = rules.map((rule) => ({ device: rule.device, matchesPort: portPattern(rule.port) }));
  return (device, port) =>
    compiled.some((rule) => rule.matchesPort(port) && matchesDevice(inventory, rule.device, device));
}
