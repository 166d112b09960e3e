// Flows for people and scripts: one printer per output format, fed by a reader and with the datagrams themselves.
import { FLOW_PROTOCOLS, type FlowBatch } from '../batch.ts';
import { detectProtocol } from '../detect.ts';
import type { FlowDetails, FlowProblem, FlowSink } from '../sink.ts';
import { type Column, recordColumns } from './columns.ts';
import { checkFieldNames } from './field-names.ts';
import { netflow5Script } from './netflow5-script.ts';
import { detailsLine, type LineBetween, problemLine, recordLines } from './record-lines.ts';
import { ChosenShape, csvText } from './sflow/chosen.ts';
import { JsonShape } from './sflow/json.ts';
import { LineShape } from './sflow/line.ts';
import { PlainShape } from './sflow/plain.ts';
import type { Shape } from './sflow/shape.ts';
import { walkDatagram } from './sflow/walk.ts';
import { namesInSflowtool, walkBatch } from './sflow/walk-batch.ts';

export const PRINT_FORMATS = ['jsonl', 'csv', 'grep', 'sflowtool', 'line'] as const;
export type PrintFormat = (typeof PRINT_FORMATS)[number];

export interface PrinterOptions {
  /** Address of an exporter's slot: the reader's. */
  readonly addressOf: (slot: number) => string;
  /** Of csv: our names, or sflowtool's. Without it, all of ours under a line of names. */
  readonly fields?: readonly string[];
  /** Of jsonl: sflowtool's `-j`, every value a string. */
  readonly keys?: 'sflowtool';
  /** With `keys`: sflowtool's `-J`. */
  readonly pretty?: boolean;
  /** Takes a JSON line per problem; without it they are not printed. */
  readonly writeProblem?: (text: string) => void;
}

/** The sink of a reader with detail `all`. */
export interface Printer extends FlowSink {
  /** Every datagram, before the reader reads it: some formats print datagrams whole. */
  datagram(bytes: Uint8Array, from: number, to: number, source: string, receivedMs: number): void;
  /** After the reader's last `flush`. */
  end(): void;
}

/**
 * `line` prints sFlow as sflowtool's `-l`, NetFlow v5 as its script does and the other protocols as `-l` would. Throws CLI_USAGE for a
 * field that does not exist.
 */
export function openPrinter(format: PrintFormat, options: PrinterOptions, write: (text: string) => void): Printer {
  const columns = recordColumns(options.addressOf);
  const problem = (found: FlowProblem) => options.writeProblem?.(problemLine(found));
  switch (format) {
    case 'sflowtool':
    case 'grep':
      return shapePrinter(new PlainShape(write, format === 'grep'), columns, problem);
    case 'line':
      return linePrinter(write, columns, problem);
    case 'csv':
      return csvPrinter(options.fields ?? null, write, columns, problem);
    default:
      if (options.keys) return shapePrinter(new JsonShape(write, options.pretty ?? false), columns, problem);
      return recordPrinter(write, columns, problem, options.addressOf);
  }
}

type TellProblem = (problem: FlowProblem) => void;

function recordPrinter(
  write: (text: string) => void,
  columns: readonly Column[],
  problem: TellProblem,
  addressOf: (slot: number) => string,
): Printer {
  let waiting: LineBetween[] = [];
  return {
    flows(batch) {
      write(recordLines(batch, columns, waiting));
      waiting = [];
    },
    details(details: FlowDetails) {
      const line = detailsLine(details, addressOf(details.exporter));
      if (details.row) waiting.push({ row: details.row, line });
      else write(line);
    },
    problem,
    datagram: () => {},
    end: () => {},
  };
}

function shapePrinter(shape: Shape, columns: readonly Column[], problem: TellProblem): Printer {
  return {
    flows: (batch) => walkBatch(batch, columns, shape),
    problem,
    datagram(bytes, from, to, source, receivedMs) {
      if (detectProtocol(bytes, from, to) !== FLOW_PROTOCOLS.sflow5) return;
      walkDatagram(bytes, from, to, { source, receivedMs }, shape);
    },
    end: () => {},
  };
}

function linePrinter(write: (text: string) => void, columns: readonly Column[], problem: TellProblem): Printer {
  const shape = new LineShape(write);
  const printer = shapePrinter(shape, columns, problem);
  return {
    ...printer,
    flows: (batch) => walkBatch(batch, columns, shape, FLOW_PROTOCOLS.netflow5),
    datagram(bytes, from, to, source, receivedMs) {
      if (detectProtocol(bytes, from, to) === FLOW_PROTOCOLS.netflow5) write(netflow5Script(bytes, from, to));
      else printer.datagram(bytes, from, to, source, receivedMs);
    },
  };
}

/** Of our fields alone: a line per record. With one of sflowtool's: a line per sample that has any of them, counters too. */
function csvPrinter(
  fields: readonly string[] | null,
  write: (text: string) => void,
  columns: readonly Column[],
  problem: TellProblem,
): Printer {
  const ours = columns.map(({ name }) => name);
  if (fields) checkFieldNames(fields, ours);
  if (fields?.some((field) => !ours.includes(field))) {
    return shapePrinter(new ChosenShape(write, fields.map(namesInSflowtool)), columns, problem);
  }
  const chosen = fields ? fields.flatMap((field) => columns.filter(({ name }) => name === field)) : columns;
  if (!fields) write(`${ours.join(',')}\n`);
  return { flows: (batch) => write(csvLines(batch, chosen)), problem, datagram: () => {}, end: () => {} };
}

/** What is not known is empty. */
function csvLines(batch: FlowBatch, columns: readonly Column[]): string {
  let out = '';
  for (let row = 0; row < batch.size; row++) {
    for (let i = 0; i < columns.length; i++) {
      const text = columns[i]?.text(batch, row) ?? '';
      out += i === 0 ? csvText(text) : `,${csvText(text)}`;
    }
    out += '\n';
  }
  return out;
}
