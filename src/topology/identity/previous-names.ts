// What the devices of the previous snapshot were called by their neighbours, for names that nothing else explains.
import type { Snapshot } from '../../model/index.ts';
import type { Survey } from '../survey.ts';
import { nameKey } from './names.ts';
import { isGuess } from './rules.ts';

/** Alias, in lower case → devices that are still in the inventory and do not call themselves otherwise now. */
export function namesInPrevious(previous: Snapshot, survey: Survey): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const before of previous.devices) {
    const now = survey.get(before.name)?.device;
    if (!before.managed || now === undefined) continue;
    const hostname = now.facts?.hostname ?? null;
    if (hostname !== null && before.hostname !== null && nameKey(hostname) !== nameKey(before.hostname)) continue;
    const aliases = before.identity.filter(({ alias, rule }) => !isGuess(rule) && alias !== before.name);
    for (const alias of new Set(aliases.map((one) => nameKey(one.alias)))) {
      const known = names.get(alias);
      if (known) known.push(before.name);
      else names.set(alias, [before.name]);
    }
  }
  return names;
}
