// Datagrams through a reader and a printer, as `flows decode` does it.
import { FlowReader, openPrinter, type PrintFormat } from '../../../src/flows/index.ts';

interface Form {
  readonly format: PrintFormat;
  readonly keys?: 'sflowtool';
  readonly pretty?: boolean;
  readonly fields?: readonly string[];
}

/** Forms by name: those of sflowtool by its option letters. */
export const FORMS: Readonly<Record<string, Form>> = {
  jsonl: { format: 'jsonl' },
  csv: { format: 'csv' },
  sflowtool: { format: 'sflowtool' },
  'sflowtool-g': { format: 'grep' },
  'sflowtool-j': { format: 'jsonl', keys: 'sflowtool' },
  'sflowtool-J': { format: 'jsonl', keys: 'sflowtool', pretty: true },
  line: { format: 'line' },
};

export const FIRST_MS = Date.UTC(2019, 8, 3, 22, 37, 21);

export function print(datagrams: readonly Uint8Array[], form: string | Form, problems: string[] = []): string {
  const { format, ...options } = typeof form === 'string' ? FORMS[form]! : form;
  let text = '';
  const printer = openPrinter(
    format,
    { ...options, addressOf: (slot) => reader.addressOf(slot), writeProblem: (line) => problems.push(line) },
    (part) => {
      text += part;
    },
  );
  const reader: FlowReader = new FlowReader(printer, { detail: 'all' });
  for (const [i, bytes] of datagrams.entries()) {
    printer.datagram(bytes, 0, bytes.length, '203.0.113.7', FIRST_MS + 1000 * i);
    reader.read(bytes, 0, bytes.length, '203.0.113.7', FIRST_MS + 1000 * i);
  }
  reader.flush();
  printer.end();
  return text;
}
