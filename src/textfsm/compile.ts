// A template made ready: compiled once, used for any number of texts.
import type { TextFsmInputError } from './errors.ts';
import { Machine } from './machine.ts';
import { parseProgram } from './program.ts';
import type { TextFsmTemplate } from './types.ts';

/** Throws `TextFsmTemplateError` with the line of the first thing wrong. */
export function compileTemplate(text: string): TextFsmTemplate {
  const program = parseProgram(text);
  const header = program.values.map((value) => value.name);
  return {
    header,
    keys: program.values.filter((value) => value.options.includes('Key')).map((value) => value.name),
    parse: (input) => {
      const machine = new Machine(program, input, (error) => {
        throw error;
      });
      return { header, records: machine.run() };
    },
    parseTolerant: (input) => {
      const errors: TextFsmInputError[] = [];
      const machine = new Machine(program, input, (error) => errors.push(error));
      return { header, records: machine.run(), errors };
    },
  };
}
