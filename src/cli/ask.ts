// Asks the operator for a secret at the terminal, without showing it.
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Ask } from '../app/index.ts';
import { Secret } from '../model/index.ts';

const answers = new Map<string, Promise<Secret>>();

/** Null where standard input is no terminal. Equal questions are put once in the life of the process, however many runs it makes. */
export function openAsk(): Ask {
  return process.stdin.isTTY ? askOnce : null;
}

function askOnce(prompt: string): Promise<Secret> {
  const answer = answers.get(prompt) ?? ask(prompt);
  answers.set(prompt, answer);
  return answer;
}

/** Ctrl-C ends the process as it does elsewhere. */
async function ask(prompt: string): Promise<Secret> {
  process.stderr.write(`${prompt}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  terminal.on('SIGINT', () => {
    terminal.close();
    process.stderr.write('\n');
    process.kill(process.pid, 'SIGINT');
  });
  try {
    return new Secret(await new Promise<string>((resolve) => terminal.question('', resolve)));
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
