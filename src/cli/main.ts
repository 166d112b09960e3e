#!/usr/bin/env node
// argv → one use case. The only place that sets an exit code.
import { Command, CommanderError } from 'commander';
import { readVersion } from '../app/index.ts';
import { defineCheck } from './verbs/check.ts';
import { defineDiff } from './verbs/diff.ts';
import { defineDiscover } from './verbs/discover.ts';
import { defineLab } from './verbs/lab.ts';
import { defineParse } from './verbs/parse.ts';
import { defineProvision } from './verbs/provision.ts';
import { defineRecord } from './verbs/record.ts';
import { defineRender } from './verbs/render.ts';
import { defineSnapshot } from './verbs/snapshot.ts';
import { defineTextfsm } from './verbs/textfsm.ts';
import { defineWhy } from './verbs/why.ts';

const VERBS = [
  defineCheck,
  defineDiscover,
  defineProvision,
  defineSnapshot,
  defineDiff,
  defineRender,
  defineWhy,
  defineParse,
  defineRecord,
  defineTextfsm,
  defineLab,
];

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
for (const define of VERBS) define(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Commander has said what is wrong; help and version are no errors.
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
