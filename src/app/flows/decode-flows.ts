// Every record of captures, or of what comes in, printed in one of the formats of the field.
import { openCollector, readCapture } from '../../collector/index.ts';
import {
  compileFilter,
  type ExporterCounts,
  FlowReader,
  type FlowSink,
  keepRows,
  type OnDatagram,
  openPrinter,
  type Printer,
  type PrintFormat,
} from '../../flows/index.ts';
import { type ListenPoint, type Problem, ToposcopeError } from '../../model/index.ts';

export interface PrintRequest {
  readonly format: PrintFormat;
  /** Of csv. */
  readonly fields: readonly string[] | null;
  /** Of jsonl. */
  readonly sflowtoolKeys: boolean;
  readonly pretty: boolean;
  /** Filter expression; null prints everything. */
  readonly filter: string | null;
  readonly write: (text: string) => void;
  /** A JSON line per datagram that cannot be decoded. */
  readonly writeProblem: (text: string) => void;
  /** What is wrong with a file or a socket. */
  readonly onProblem: (problem: Problem) => void;
  /** Destination ports to look at; null: every one. */
  readonly ports: ReadonlySet<number> | null;
}

export interface Decoded {
  readonly exporters: readonly ExporterCounts[];
  readonly records: number;
  /** Of datagrams, templates and captures. */
  readonly problems: number;
}

/** `-` is standard input. Rejects with FLOW_CAPTURE_UNREADABLE, FLOW_FILTER_INVALID or CLI_USAGE before or while the first file is read. */
export async function decodeCaptures(files: readonly string[], request: PrintRequest): Promise<Decoded> {
  const decoder = new Decoder(request);
  for (const file of files) {
    await readCapture(file, decoder.datagram, { ports: request.ports, onProblem: decoder.problem });
  }
  return decoder.end();
}

export interface ListenRequest extends PrintRequest {
  readonly points: readonly ListenPoint[];
  readonly receiveBufferBytes: number;
  /** Null: everybody. */
  readonly allow: ((address: string) => boolean) | null;
  readonly stopped: Promise<void>;
  onListening(points: readonly ListenPoint[]): void;
}

/** As `decodeCaptures`, live, until `stopped`. What came is printed within a fifth of a second. */
export async function listenFlows(request: ListenRequest): Promise<Decoded & { readonly strangers: number }> {
  const decoder = new Decoder(request);
  const { receiveBufferBytes, allow } = request;
  const collector = await openCollector(request.points, {
    ...{ receiveBufferBytes, allow },
    onDatagram: decoder.datagram,
    onProblem: decoder.problem,
  });
  const flush = setInterval(() => decoder.flush(), FLUSH_MS);
  try {
    for (const warning of collector.warnings) request.onProblem(warning);
    request.onListening(collector.listening);
    await request.stopped;
    const { strangers } = await collector.status();
    return { ...decoder.end(), strangers };
  } finally {
    clearInterval(flush);
    await collector.close();
  }
}

const FLUSH_MS = 200;

class Decoder {
  readonly datagram: OnDatagram;
  readonly problem: (problem: Problem) => void;
  readonly #reader: FlowReader;
  readonly #printer: Printer;
  #problems = 0;

  constructor(request: PrintRequest) {
    const addressOf = (slot: number) => this.#reader.addressOf(slot);
    const { write, writeProblem, fields, pretty } = request;
    this.#printer = openPrinter(
      request.format,
      {
        ...{ addressOf, writeProblem, pretty },
        ...(fields ? { fields } : {}),
        ...(request.sflowtoolKeys ? { keys: 'sflowtool' as const } : {}),
      },
      write,
    );
    this.#reader = new FlowReader(filtered(this.#printer, request, addressOf), { detail: 'all' });
    this.datagram = (bytes, from, to, source, receivedMs) => {
      this.#printer.datagram(bytes, from, to, source.address, receivedMs);
      this.#reader.read(bytes, from, to, source.address, receivedMs);
    };
    this.problem = (problem) => {
      this.#problems++;
      request.onProblem(problem);
    };
  }

  flush(): void {
    this.#reader.flush();
  }

  end(): Decoded {
    this.#reader.flush();
    this.#printer.end();
    const exporters = this.#reader.counts();
    const found = exporters.flatMap(({ problems }) => Object.values(problems));
    return {
      exporters,
      records: exporters.reduce((sum, { records }) => sum + records, 0),
      problems: found.reduce((sum, count) => sum + count, this.#problems),
    };
  }
}

/** Formats that print whole datagrams, and not records, cannot leave some of them out. */
const RECORD_FORMATS: readonly PrintFormat[] = ['jsonl', 'csv'];

function filtered(printer: Printer, request: PrintRequest, addressOf: (slot: number) => string): FlowSink {
  if (request.filter === null) return printer;
  if (!RECORD_FORMATS.includes(request.format) || request.sflowtoolKeys) {
    throw new ToposcopeError('CLI_USAGE', 'this format prints whole datagrams, which a filter cannot take apart', {
      hint: `filters go with --format ${RECORD_FORMATS.join(' or ')}`,
    });
  }
  const test = compileFilter(request.filter, { addressOf });
  return {
    flows(batch) {
      keepRows(batch, test);
      if (batch.size > 0) printer.flows(batch);
    },
    problem: (problem) => printer.problem(problem),
  };
}
