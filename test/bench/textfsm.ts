// TextFSM: our own templates over our captures, against Debian's python3-textfsm in the same run, round by round in turn; and
// what watching for patterns that may take long costs: how many rules need it.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileTemplate, TextFsmInputError } from '../../src/textfsm/index.ts';
import { parseProgram } from '../../src/textfsm/program.ts';

const ROUNDS = 5;
/** Rounds of each process are more, so that both are warm. */
const WARM_ROUNDS = 3;
const COPIES = 5;
const TEMPLATES = new URL('../../templates/textfsm/', import.meta.url);
const CAPTURES = new URL('../captures/platforms/', import.meta.url);

interface Round {
  readonly seconds: number;
  readonly rows: number;
}

type Cases = readonly (readonly [template: string, texts: readonly string[]])[];

export async function benchTextfsm(): Promise<void> {
  const cases = loadCases();
  const machines = cases.map(([template, texts]) => [compileTemplate(template), texts] as const);
  const size = cases.reduce((sum, [, texts]) => sum + texts.reduce((chars, text) => chars + text.length, 0), 0);
  console.log(`${cases.length} templates, ${(size / 1e6).toFixed(1)} MB of text a round`);
  tellCompiling(cases);
  const ours: number[] = [];
  const theirs: number[] = [];
  let rows = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < WARM_ROUNDS; i++) readAll(machines);
    const own = readAll(machines);
    ours.push(own.seconds);
    const reference = askPython(cases);
    if (reference === null) continue;
    theirs.push(reference.seconds);
    rows = reference.rows - own.rows;
  }
  const [a, b] = [median(ours), median(theirs)];
  console.log(`toposcope       ${(a * 1000).toFixed(0).padStart(6)} ms   ${(size / 1e6 / a).toFixed(1)} MB/s`);
  if (theirs.length === 0) return console.log('python3-textfsm is not installed: nothing to compare with');
  console.log(`python3-textfsm ${(b * 1000).toFixed(0).padStart(6)} ms   ${(size / 1e6 / b).toFixed(1)} MB/s`);
  console.log(`ratio ${(b / a).toFixed(1)}${rows === 0 ? '' : `; rows differ by ${rows}`}`);
}

function loadCases(): Cases {
  const captures = readdirSync(CAPTURES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.txt'))
    .map((path) => ({ path, text: readFileSync(new URL(path, CAPTURES), 'utf8') }));
  return readdirSync(TEMPLATES)
    .filter((name) => name.endsWith('.textfsm'))
    .map((name) => {
      const own = captures.filter(({ path }) => name.startsWith(path.split('/')[0]?.replace(/-/g, '_') ?? '-'));
      // Texts that the template does not know end at their first line in the reference: only those that are read whole count.
      const template = readFileSync(new URL(name, TEMPLATES), 'utf8');
      const machine = compileTemplate(template);
      const texts = own.map(({ text }) => text).filter((text) => machine.parseTolerant(text).errors.length === 0);
      return [template, texts.map((text) => `${text}\n`.repeat(COPIES))] as const;
    });
}

function readAll(machines: readonly (readonly [ReturnType<typeof compileTemplate>, readonly string[]])[]): Round {
  const start = performance.now();
  let rows = 0;
  for (const [machine, texts] of machines) {
    for (const text of texts) rows += rowsOf(machine, text);
  }
  return { seconds: (performance.now() - start) / 1000, rows };
}

function rowsOf(machine: ReturnType<typeof compileTemplate>, text: string): number {
  try {
    return machine.parse(text).records.length;
  } catch (error) {
    if (error instanceof TextFsmInputError) return 0;
    throw error;
  }
}

/** The last of a few rounds in a process of its own; null without the package. */
function askPython(cases: Cases): Round | null {
  const script = fileURLToPath(new URL('textfsm-reference.py', import.meta.url));
  const input = JSON.stringify({ rounds: 2, cases });
  const run = spawnSync('/usr/bin/python3', [script], { input, encoding: 'utf8', maxBuffer: 1 << 30 });
  return run.status === 0 ? (JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '') as Round) : null;
}

/** Compiling, and the rules that V8 may always have, may have on short lines, and never gets. */
function tellCompiling(cases: Cases): void {
  const start = performance.now();
  const programs = cases.map(([template]) => parseProgram(template));
  const compiled = performance.now() - start;
  const rules = programs.flatMap(({ states }) => [...states.values()].flat());
  const again = performance.now();
  const exponents = rules.map(({ regex }) => regex.exponent());
  const analysed = performance.now() - again;
  const count = (test: (exponent: number) => boolean) => exponents.filter(test).length;
  console.log(
    `${rules.length} rules compiled in ${compiled.toFixed(0)} ms, analysed in ${analysed.toFixed(0)} ms: ` +
      `${count((n) => n === 1)} linear, ${count((n) => n === 2)} quadratic, ` +
      `${count((n) => n > 2 && n < Number.POSITIVE_INFINITY)} worse, ${count((n) => n === Number.POSITIVE_INFINITY)} never native`,
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
