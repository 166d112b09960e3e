// A capture file of either format, read in chunks of any size: its UDP datagrams, and what else was met.
import type { Problem } from '../../model/index.ts';
import { type BlockFormat, BlockStream } from './block-stream.ts';
import type { CaptureCounts } from './counts.ts';
import type { OnDatagram } from './datagram.ts';
import { readFileU32 } from './packet.ts';
import { PcapFormat } from './pcap.ts';
import { PcapngFormat, SECTION_HEADER } from './pcapng.ts';
import { UdpPackets, type UdpPacketsOptions } from './udp-packets.ts';

const MICROSECONDS = 0xa1b2c3d4;
const NANOSECONDS = 0xa1b23c4d;

export interface CaptureReaderOptions extends UdpPacketsOptions {
  /** For messages. */
  readonly file?: string;
}

/**
 * All UDP payloads are handed on, whatever they hold. A time that the file does not tell is that of the packet before. Memory is
 * bounded whatever the file says.
 */
export class CaptureReader {
  readonly #udp: UdpPackets;
  readonly #format: EitherFormat;
  readonly #stream: BlockStream;
  readonly #onProblem: (problem: Problem) => void;
  readonly #file: string | undefined;
  readonly #linkTypes = new Set<number>();
  #isBroken = false;

  constructor(onDatagram: OnDatagram, onProblem: (problem: Problem) => void, options: CaptureReaderOptions = {}) {
    this.#udp = new UdpPackets(onDatagram, (linkType) => this.#unknownLink(linkType), options);
    this.#format = new EitherFormat(this.#udp);
    this.#stream = new BlockStream(this.#format);
    this.#onProblem = onProblem;
    this.#file = options.file;
  }

  /** Nothing that comes behind here can be read: the file is damaged, or no capture. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  push(chunk: Uint8Array): void {
    this.#stream.push(chunk);
    if (this.#stream.isBroken && !this.#isBroken) this.#tellBroken();
  }

  /** The end of the file: tells what was cut off, and what the capture itself did not keep. */
  end(): CaptureCounts {
    this.#udp.end();
    const counts = this.#udp.counts();
    if (!this.#format.isKnown && !this.#isBroken) this.#tellBroken();
    else if (this.#stream.pending > 0) {
      this.#tell('FLOW_CAPTURE_CUT', `the file ends in the middle of packet ${counts.packets + 1}`, CUT_HINT);
    }
    if (counts.truncated > 0) {
      const message = `${counts.truncated} of ${counts.packets} packets were cut when they were captured, and are left out`;
      this.#tell('FLOW_CAPTURE_CUT', message, 'capture whole packets: tcpdump -s 0');
    }
    return counts;
  }

  counts(): CaptureCounts {
    return this.#udp.counts();
  }

  #tellBroken(): void {
    this.#isBroken = true;
    if (!this.#format.isKnown) {
      this.#tell(
        'FLOW_CAPTURE_UNREADABLE',
        'this is no capture',
        'pcap and pcapng files are read: tcpdump -w, dumpcap',
      );
      return;
    }
    const message = `the file is damaged behind packet ${this.counts().packets}: a length that cannot be`;
    this.#tell('FLOW_CAPTURE_DAMAGED', message, 'what came before was read; pcapfix may save some of the rest');
  }

  #unknownLink(linkType: number): void {
    if (this.#linkTypes.has(linkType) || this.#linkTypes.size >= 16) return;
    this.#linkTypes.add(linkType);
    this.#tell(
      'FLOW_CAPTURE_LINK_TYPE',
      `packets of link type ${linkType} are left out`,
      'Ethernet, Linux cooked, raw IP, loopback and PPP are read (https://www.tcpdump.org/linktypes.html)',
    );
  }

  #tell(code: Problem['code'], message: string, hint: string): void {
    const file = this.#file === undefined ? {} : { file: this.#file };
    this.#onProblem({ code, severity: 'warning', message, hint, ...file });
  }
}

const CUT_HINT = 'the packets before it were read; the capture was stopped while it was written, or the disk was full';

/** The format by the first four octets of the file. */
class EitherFormat implements BlockFormat {
  readonly #sink: UdpPackets;
  #format: BlockFormat | null = null;

  constructor(sink: UdpPackets) {
    this.#sink = sink;
  }

  get isKnown(): boolean {
    return this.#format !== null;
  }

  length(bytes: Uint8Array, at: number, end: number): number {
    if (this.#format !== null) return this.#format.length(bytes, at, end);
    if (end - at < 4) return 4;
    this.#format = this.#detect(bytes, at);
    return this.#format?.length(bytes, at, end) ?? -1;
  }

  block(bytes: Uint8Array, at: number, end: number): void {
    this.#format?.block(bytes, at, end);
  }

  #detect(bytes: Uint8Array, at: number): BlockFormat | null {
    if (readFileU32(bytes, at, false) === SECTION_HEADER) return new PcapngFormat(this.#sink);
    for (const isLittle of [true, false]) {
      const magic = readFileU32(bytes, at, isLittle);
      if (magic === MICROSECONDS) return new PcapFormat(isLittle, 1000, this.#sink);
      if (magic === NANOSECONDS) return new PcapFormat(isLittle, 1_000_000, this.#sink);
    }
    return null;
  }
}
