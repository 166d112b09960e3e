// Datagrams through every form of printing, each read back by the rules of its form.
import { type FlowBatch, type FlowDetails, openPrinter, PRINT_FORMATS, type Printer } from '../../src/flows/index.ts';
import { demand } from './judge.ts';

interface Form {
  readonly name: string;
  readonly printer: Printer;
  readonly read: (text: string) => void;
  text: string;
}

const CHOSEN = ['exporter', 'agent', 'ifInOctets', 'srcIP', 'ifName', 'discarded_srcIP', 'hostname'];

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;

/** All forms at once, as one sink. */
export class PrintAll {
  /** Characters written so far. */
  length = 0;
  private readonly forms: Form[];

  constructor(addressOf: (slot: number) => string) {
    const options = [
      ...PRINT_FORMATS.map((format) => ({
        format,
        read: format === 'jsonl' ? readJsonLines : format === 'csv' ? readCsv : () => {},
      })),
      { format: 'jsonl' as const, keys: 'sflowtool' as const, read: readJsonLines },
      { format: 'jsonl' as const, keys: 'sflowtool' as const, pretty: true, read: readJsonBlocks },
      { format: 'csv' as const, fields: CHOSEN, read: (text: string) => readCsv(text, CHOSEN.length) },
    ];
    this.forms = options.map(({ format, read, ...rest }) => {
      const form = { name: `${format} ${Object.keys(rest).join(' ')}`, read, text: '' };
      const printer = openPrinter(format, { ...rest, addressOf }, (text) => {
        form.text += text;
      });
      return Object.assign(form, { printer });
    });
  }

  datagram(bytes: Uint8Array, from: number, to: number, source: string, receivedMs: number): void {
    for (const { printer } of this.forms) printer.datagram(bytes, from, to, source, receivedMs);
  }

  flows(batch: FlowBatch): void {
    for (const { printer } of this.forms) printer.flows(batch);
  }

  details(details: FlowDetails): void {
    for (const { printer } of this.forms) printer.details?.(details);
  }

  /** Reads back what was written since the last call. */
  judge(): void {
    for (const form of this.forms) {
      demand(
        !CONTROLS.test(form.text),
        () =>
          `${form.name}: a control character in ${JSON.stringify(form.text.match(new RegExp(`.{0,40}${CONTROLS.source}`))?.[0])}`,
      );
      form.read(form.text);
      this.length += form.text.length;
      form.text = '';
    }
  }
}

function readJsonLines(text: string): void {
  for (const line of text.split('\n')) if (line !== '') JSON.parse(line);
}

function readJsonBlocks(text: string): void {
  for (const block of text.split('\n\n')) if (block.trim() !== '') JSON.parse(block);
}

/** RFC 4180: as many fields in every line. */
function readCsv(text: string, wanted = 0): void {
  let columns = wanted;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const fields =
      line
        .match(/("(?:[^"]|"")*"|[^",]*)(,|$)/gy)
        ?.filter((part, i, all) => part !== '' || all[i - 1]?.endsWith(',')) ?? [];
    demand(fields.join('') === line, () => `csv: ${line} cannot be taken apart`);
    if (columns === 0) columns = fields.length;
    demand(fields.length === columns, () => `csv: ${fields.length} fields in place of ${columns}: ${line}`);
  }
}
