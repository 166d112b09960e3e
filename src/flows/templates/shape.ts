// What a template says: its fields, kept as they came, and how to read them one after the other.
import { readU16 } from '../read-bytes.ts';

/** A field of this length tells its length in every record (RFC 7011 §7). */
export const VARIABLE = 0xffff;

/** IPFIX enterprise bit of a field's number. */
const ENTERPRISE = 0x8000;

export interface TemplateShape {
  readonly options: boolean;
  /** The first so many fields are scope fields. */
  readonly scopes: number;
  /** The fields as they came: number and length of 16 bits each, in IPFIX followed by an enterprise number of 32 where bit 15 of the number is set. */
  readonly definition: Uint8Array;
  readonly fieldCount: number;
  /** Fields of no length among them. */
  readonly emptyFields: number;
  /** Least octets of a record. */
  readonly leastLength: number;
  readonly variable: boolean;
}

/** Reads the fields of a definition one after the other. */
export class FieldCursor {
  /** Of the field at hand. Numbers of v9 have 16 bits, those of IPFIX 15 and `enterprise`, 0 for the registered ones. */
  element = 0;
  enterprise = 0;
  length = 0;
  /** Where the next field begins. */
  at: number;
  private readonly bytes: Uint8Array;
  private readonly end: number;
  private readonly ipfix: boolean;

  constructor(bytes: Uint8Array, from: number, end: number, ipfix: boolean) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
    this.ipfix = ipfix;
  }

  /** False where no whole field is left. */
  next(): boolean {
    const { bytes, at, end } = this;
    if (at + 4 > end) return false;
    const number = readU16(bytes, at);
    const enterprise = this.ipfix && (number & ENTERPRISE) !== 0;
    if (enterprise && at + 8 > end) return false;
    this.element = enterprise ? number & ~ENTERPRISE : number;
    this.enterprise = enterprise ? readU16(bytes, at + 4) * 0x1_0000 + readU16(bytes, at + 6) : 0;
    this.length = readU16(bytes, at + 2);
    this.at = at + (enterprise ? 8 : 4);
    return true;
  }
}

/** Where the value of a field at `at` begins: behind its length, where the record tells one. `told` is the template's length. */
export function fieldStart(told: number, ipfix: boolean, bytes: Uint8Array, at: number, to: number): number {
  if (!ipfix || told !== VARIABLE || at >= to) return at;
  return at + ((bytes[at] as number) < 255 ? 1 : 3);
}

/** Its length; one that leads past `to` where the field is cut. */
export function fieldLength(told: number, ipfix: boolean, bytes: Uint8Array, at: number, to: number): number {
  if (!ipfix || told !== VARIABLE) return told;
  if (at >= to) return 1;
  const short = bytes[at] as number;
  if (short < 255) return short;
  return at + 3 > to ? 1 : readU16(bytes, at + 1);
}
