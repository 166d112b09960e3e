// What can be said of variables wherever they are written, whether or not they count for a host in the end.
import { isKnownKey, isReservedLooking, isSecretKey, KNOWN_KEYS, READ_KEYS } from './ansible-keys.ts';
import { didYouMean, nearestNames } from './nearest.ts';
import type { ProblemList } from './problem-list.ts';
import { isTemplate, UnsafeText, type Variable, type Variables, VaultValue } from './variable.ts';
import type { ValueSources } from './variable-reader.ts';

/** Unknown keys, and one warning per file with passwords in plain text. */
export function checkVariables(layers: Iterable<Variables>, sources: ValueSources, problems: ProblemList): void {
  const plain = new Map<string, Variable>();
  for (const variables of layers) {
    for (const variable of variables.values()) {
      checkKey(variable, problems);
      if (isPlainSecret(variable) && !sources.vault.wasSealed(variable.place.file)) keepFirst(plain, variable);
    }
  }
  if (sources.allowPlainSecrets) return;
  for (const { name, place } of plain.values()) {
    const hint =
      'write env:NAME, ask or a vault value instead, or set "plain_secrets: allow" in toposcope.yml for a lab';
    problems.warning('CONFIG_PLAIN_SECRET', place, `${name} is in plain text in this file`, hint);
  }
}

function checkKey({ name, place }: Variable, problems: ProblemList): void {
  if (!isReservedLooking(name) || isKnownKey(name)) return;
  const readable = nearestNames(name, READ_KEYS).length > 0 ? READ_KEYS : KNOWN_KEYS;
  const hint = didYouMean(name, readable, 'it has no effect; the known variables are in docs/reference/inventory.md');
  problems.warning('CONFIG_UNKNOWN_KEY', place, `unknown variable ${name}`, hint, name);
}

function isPlainSecret({ name, value }: Variable): boolean {
  if (!isSecretKey(name) || value === null || value === '' || value instanceof VaultValue) return false;
  const text = value instanceof UnsafeText ? value.text : value;
  return !isTemplate(value) && !(typeof text === 'string' && (text === 'ask' || text.startsWith('env:')));
}

function keepFirst(plain: Map<string, Variable>, variable: Variable): void {
  const { file, line } = variable.place;
  const known = plain.get(file);
  if (known === undefined || line < known.place.line) plain.set(file, variable);
}
