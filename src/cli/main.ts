#!/usr/bin/env node
// argv → one use case. The only place that sets an exit code.
import { Command, CommanderError } from 'commander';
import { readVersion } from '../app/index.ts';

/** In the order of the help. Loading takes longer than some verbs do: one that is named first is loaded alone. */
const VERBS: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  check: async () => (await import('./verbs/check.ts')).defineCheck,
  discover: async () => (await import('./verbs/discover.ts')).defineDiscover,
  provision: async () => (await import('./verbs/provision.ts')).defineProvision,
  snapshot: async () => (await import('./verbs/snapshot.ts')).defineSnapshot,
  serve: async () => (await import('./verbs/serve.ts')).defineServe,
  incidents: async () => (await import('./verbs/incidents.ts')).defineIncidents,
  alerts: async () => (await import('./verbs/alerts.ts')).defineAlerts,
  history: async () => (await import('./verbs/history.ts')).defineHistory,
  diff: async () => (await import('./verbs/diff.ts')).defineDiff,
  render: async () => (await import('./verbs/render.ts')).defineRender,
  flows: async () => (await import('./verbs/flows.ts')).defineFlows,
  why: async () => (await import('./verbs/why.ts')).defineWhy,
  parse: async () => (await import('./verbs/parse.ts')).defineParse,
  record: async () => (await import('./verbs/record.ts')).defineRecord,
  textfsm: async () => (await import('./verbs/textfsm.ts')).defineTextfsm,
  lab: async () => (await import('./verbs/lab.ts')).defineLab,
};

// A reader that has seen enough (`toposcope … | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  process.stderr.write(`error STORE_WRITE_FAILED: standard output cannot be written: ${error.message}\n`);
  process.exit(2);
});

const program = new Command('toposcope')
  .description('network topology discovery and diagrams: what is connected to what, and what changed')
  .version(readVersion())
  .showHelpAfterError('(add --help for the options)')
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'error CLI_USAGE:')) })
  .exitOverride();
const named = Object.entries(VERBS).filter(([verb]) => verb === process.argv[2]);
for (const [, load] of named.length > 0 ? named : Object.entries(VERBS)) (await load())(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Commander has said what is wrong; help and version are no errors.
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
// The work is done. Names that DNS never answers cannot be called back, and would keep the process for minutes.
setTimeout(() => process.exit(), 1000).unref();
