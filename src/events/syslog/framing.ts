// Messages out of a TCP stream: octet counting (`57 <34>1 …`) or a line feed behind each (RFC 6587 §3.4). Every frame says by its
// first character which it is.

/** Longer messages are cut, or refused where they are counted; RFC 5425 §4.3.1 asks for 8192 octets. */
export const MAX_MESSAGE = 8192;

const LF = 0x0a;
const BLANK = 0x20;
/** `8192 `: no count has more digits. */
const MAX_DIGITS = 5;

export interface Frames {
  readonly messages: readonly Buffer[];
  /** Lines that were too long: their beginning is among the messages. */
  readonly cut: number;
  /** The stream cannot be read on: a count that is none, or too large. */
  readonly isBroken: boolean;
}

/** Holds back no more than one message. */
export class FrameReader {
  #pending: Buffer = Buffer.alloc(0);
  /** The rest of a line that was cut is passed over. */
  #isSkipping = false;

  push(chunk: Buffer): Frames {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    const messages: Buffer[] = [];
    let cut = 0;
    for (;;) {
      const frame = this.#next();
      if (frame === null) return { messages, cut, isBroken: false };
      if (frame === 'broken') return { messages, cut, isBroken: true };
      if (frame.isCut) cut++;
      if (frame.message.length > 0) messages.push(frame.message);
    }
  }

  /** What stands unfinished at the end of the stream: a last line without its line feed. */
  end(): Buffer | null {
    const rest = this.#isSkipping || isDigit(this.#pending[0]) ? Buffer.alloc(0) : this.#pending;
    this.#pending = Buffer.alloc(0);
    return rest.length > 0 ? rest : null;
  }

  #next(): { readonly message: Buffer; readonly isCut: boolean } | 'broken' | null {
    if (this.#pending.length === 0) return null;
    if (this.#isSkipping || !isDigit(this.#pending[0])) return this.#nextLine();
    const blank = this.#pending.subarray(0, MAX_DIGITS + 1).indexOf(BLANK);
    if (blank < 0) return this.#pending.length > MAX_DIGITS ? 'broken' : null;
    const count = this.#pending.toString('latin1', 0, blank);
    const length = Number(count);
    if (!/^[1-9]\d*$/.test(count) || length > MAX_MESSAGE) return 'broken';
    if (this.#pending.length < blank + 1 + length) return null;
    return { message: this.#take(blank + 1 + length).subarray(blank + 1), isCut: false };
  }

  #nextLine(): { readonly message: Buffer; readonly isCut: boolean } | null {
    const end = this.#pending.indexOf(LF);
    if (this.#isSkipping) {
      this.#isSkipping = end < 0;
      this.#take(end < 0 ? this.#pending.length : end + 1);
      return end < 0 ? null : { message: Buffer.alloc(0), isCut: false };
    }
    if (end >= 0) {
      const line = this.#take(end + 1).subarray(0, end);
      return { message: line.subarray(0, MAX_MESSAGE), isCut: line.length > MAX_MESSAGE };
    }
    if (this.#pending.length <= MAX_MESSAGE) return null;
    this.#isSkipping = true;
    return { message: this.#take(this.#pending.length).subarray(0, MAX_MESSAGE), isCut: true };
  }

  #take(length: number): Buffer {
    const taken = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return taken;
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
