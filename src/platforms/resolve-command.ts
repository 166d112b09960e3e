// What the user typed → the folder name of the command: abbreviated as the device allows, or the folder name itself.
import type { TableParser } from './table-parser.ts';

/** `Gi0/1`, `gi 0/1`, `TenGigabitEthernet1/0/3.100`, `10GE1/0/1`. */
const INTERFACE = /^(?:\d{2,3}GE|[a-z][a-z-]*)\d[\d/.:]*$/i;
const INTERFACE_IN_TWO_WORDS = /\b([a-z][a-z-]*) (\d[\d/.:]*)(?= |$)/i;

/** The folder name, or undefined where no parser reads this command. What follows a `|` filters rows and is left out. */
export function findFolder(parsers: readonly TableParser[], command: string): string | undefined {
  const wanted = command.trim().toLowerCase();
  if (parsers.some((parser) => parser.folder === wanted)) return wanted;
  const spoken = (/^(?:sh|show|dis|display)_/.test(wanted) ? wanted.replaceAll('_', ' ') : wanted)
    .replace(/\|.*$/, '')
    .trim()
    .replace(INTERFACE_IN_TWO_WORDS, '$1$2');
  const words = spoken.split(/\s+/);
  const forms = formsOf(parsers);
  const form = forms.find(({ typed }) => typed === spoken) ?? forms.find((one) => abbreviates(words, one.words));
  return form?.folder;
}

/** One way to type a command. */
interface Form {
  readonly folder: string;
  readonly typed: string;
  readonly words: readonly string[];
}

const FORMS = new WeakMap<readonly TableParser[], readonly Form[]>();

/** Taken apart once for each platform: every answer of every device is looked up here. */
function formsOf(parsers: readonly TableParser[]): readonly Form[] {
  const known = FORMS.get(parsers);
  if (known) return known;
  const forms = parsers.flatMap(({ folder, typed }) =>
    typed.map((one): Form => ({ folder, typed: one, words: one.split(' ') })),
  );
  FORMS.set(parsers, forms);
  return forms;
}

function abbreviates(words: readonly string[], form: readonly string[]): boolean {
  return words.length === form.length && form.every((full, i) => abbreviatesWord(words[i] ?? '', full));
}

function abbreviatesWord(word: string, full: string): boolean {
  if (full === '<interface>') return INTERFACE.test(word);
  if (full === '<name>') return word !== '';
  return word !== '' && full.toLowerCase().startsWith(word);
}
