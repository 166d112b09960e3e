// Asks the Python reference (Debian's python3-textfsm) what it makes of templates and regexes. Not installed: null.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TextFsmValue } from '../../src/textfsm/index.ts';

const PYTHON = '/usr/bin/python3';
const ORACLE = fileURLToPath(new URL('oracle.py', import.meta.url));

export type TemplateCase = readonly [template: string, text: string];
export type RegexCase = readonly [pattern: string, line: string];

export type TemplateAnswer =
  | { readonly header: string[]; readonly records: TextFsmValue[][] }
  /** Line of the template; null where the reference names none. */
  | { readonly templateError: number | null }
  /** Template line of the rule that fired. */
  | { readonly inputError: number }
  /** The reference met a fault of the template that it does not check for. */
  | { readonly crash: string };

export type RegexAnswer = (string | null)[] | null | { readonly error: true } | { readonly crash: string };

export function hasReference(): boolean {
  return spawnSync(PYTHON, ['-c', 'import textfsm']).status === 0;
}

/** Folder of the installed ntc-templates; null where there is none. */
export function ntcTemplatesFolder(): string | null {
  const program = 'import ntc_templates, os; print(os.path.join(os.path.dirname(ntc_templates.__file__), "templates"))';
  const run = spawnSync(PYTHON, ['-c', program], { encoding: 'utf8' });
  return run.status === 0 ? run.stdout.trim() : null;
}

/** Many texts for each template: each is compiled once and each text is sent once. */
export interface Tables {
  readonly texts: readonly string[];
  readonly of: readonly (readonly [template: string, places: readonly number[]])[];
}

export function askReference(cases: {
  templates?: readonly TemplateCase[];
  regexes?: readonly RegexCase[];
  tables?: Tables;
}): {
  templates: TemplateAnswer[];
  regexes: RegexAnswer[];
  tables: TemplateAnswer[][];
} {
  const input = JSON.stringify({ templates: [], regexes: [], tables: { texts: [], of: [] }, ...cases });
  const run = spawnSync(PYTHON, [ORACLE], { input, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (run.status !== 0) throw new Error(`the reference failed: ${run.stderr}`);
  return JSON.parse(run.stdout);
}
