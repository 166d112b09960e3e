// Files named on the command line, or standard input where none or `-` is named.
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { decodeText } from '../app/index.ts';
import { ToposcopeError } from '../model/index.ts';

export interface TextInput {
  /** Null for standard input. */
  readonly file: string | null;
  readonly text: string;
}

export async function readInputs(files: readonly string[]): Promise<TextInput[]> {
  const inputs: TextInput[] = [];
  for (const file of files.length === 0 ? ['-'] : files) {
    inputs.push(
      file === '-'
        ? { file: null, text: decodeText(await buffer(process.stdin)) }
        : { file, text: await readInput(file) },
    );
  }
  return inputs;
}

export async function readInput(path: string): Promise<string> {
  try {
    return decodeText(await readFile(path));
  } catch (error) {
    throw new ToposcopeError('PARSE_INPUT_INVALID', `cannot read ${path}: ${(error as Error).message}`, {
      hint: 'check the path and its spelling; - is standard input',
      cause: error,
    });
  }
}
