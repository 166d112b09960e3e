// Fields of XDR structures (RFC 4506): read by a table, given as sflowtool's text and as our value.
import { formatIpv4 } from '../../format-address.ts';
import { readU32 } from '../../read-bytes.ts';
import type { FieldOut, FieldValue } from './field-out.ts';
import { readList } from './lists.ts';
import { addressText, hexOf, integerText, labelText, longIpv6, printableText, stackText, tagText } from './texts.ts';

const SIZES = {
  u32: 4,
  u64: 8,
  u8: 1,
  float: 4,
  percent: 4,
  mac: 8,
  ipv4: 4,
  ipv6: 16,
  uuid: 16,
  hex64: 8,
  direction: 4,
  status: 4,
} as const;

/** `text` has its length before it, `address` its type, the others their count. */
export type FieldKind = keyof typeof SIZES | 'text' | 'address' | 'labels' | 'tags' | 'adaptors' | 'lanes';

/** Kinds of one field and known length or with it before them. */
type PlainKind = Exclude<FieldKind, 'adaptors' | 'lanes'>;

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
}

/** Fields from `name` or `name:kind`, separated by blanks; without a kind it is a `u32`. */
export function fieldsOf(text: string): readonly Field[] {
  return text
    .trim()
    .split(/\s+/)
    .map((entry) => {
      const [name = '', kind = 'u32'] = entry.split(':');
      return { name, kind: kind as FieldKind };
    });
}

/** Reads the fields that are wholly within `bytes[from … to)`: structures of older agents end earlier. Returns where it stopped. */
export function readFields(
  fields: readonly Field[],
  bytes: Uint8Array,
  from: number,
  to: number,
  out: FieldOut,
): number {
  let at = from;
  for (const { name, kind } of fields) {
    const end = fieldEnd(kind, bytes, at, to);
    if (end === null) return at;
    if (kind === 'adaptors' || kind === 'lanes') at = readList(kind, name, bytes, at, to, out);
    else {
      readField(name, kind, bytes, at, out);
      at = end;
    }
  }
  return at;
}

/** Null where the field is cut. */
function fieldEnd(kind: FieldKind, bytes: Uint8Array, at: number, to: number): number | null {
  const length = kind in SIZES ? SIZES[kind as keyof typeof SIZES] : variableLength(kind, bytes, at, to);
  if (at + length > to) return null;
  return at + (kind === 'text' ? (length + 3) & ~3 : length);
}

/** With what tells the length; more than there is where that is cut. */
function variableLength(kind: FieldKind, bytes: Uint8Array, at: number, to: number): number {
  if (at + 4 > to) return 4;
  const told = readU32(bytes, at);
  if (kind === 'text') return 4 + told;
  if (kind === 'address') return told === 2 ? 20 : 8;
  return kind === 'labels' || kind === 'tags' ? 4 + 4 * told : 4;
}

function readField(name: string, kind: PlainKind, bytes: Uint8Array, at: number, out: FieldOut): void {
  if (kind === 'u32') {
    const value = readU32(bytes, at);
    out.field(name, String(value), value === 0xffff_ffff ? null : value);
  } else {
    const text = TEXTS[kind](bytes, at);
    if (text !== '') out.field(name, text, valueFor(kind, text, bytes, at));
  }
}

/** Empty: the field is left out. */
const TEXTS: Readonly<Record<Exclude<PlainKind, 'u32'>, (bytes: Uint8Array, at: number) => string>> = {
  text: (bytes, at) => printableText(bytes, at + 4, at + 4 + readU32(bytes, at)),
  address: addressText,
  labels: (bytes, at) => stackText(bytes, at, labelText),
  tags: (bytes, at) => stackText(bytes, at, tagText),
  direction: (bytes, at) => DIRECTIONS[readU32(bytes, at)] ?? '<bad value>',
  status: (bytes, at) => STATUSES[readU32(bytes, at)] ?? `<out-of-range=${readU32(bytes, at)}>`,
  u8: (bytes, at) => String(bytes[at]),
  u64: (bytes, at) => integerText(readU32(bytes, at), readU32(bytes, at + 4)),
  float: (bytes, at) => floatOf(readU32(bytes, at)).toFixed(3),
  percent: (bytes, at) => {
    const hundredths = readU32(bytes, at);
    return hundredths === 0xffff_ffff ? 'unknown' : (hundredths / 100).toFixed(2);
  },
  mac: (bytes, at) => hexOf(bytes, at, 6),
  ipv4: (bytes, at) => formatIpv4(readU32(bytes, at)),
  ipv6: (bytes, at) => longIpv6(bytes, at),
  uuid: (bytes, at) => hexOf(bytes, at, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
  hex64: (bytes, at) => hexOf(bytes, at, 8),
};

function valueFor(kind: PlainKind, text: string, bytes: Uint8Array, at: number): FieldValue {
  switch (kind) {
    case 'u64': {
      if (readU32(bytes, at) === 0xffff_ffff && readU32(bytes, at + 4) === 0xffff_ffff) return null;
      const value = Number(text);
      return Number.isSafeInteger(value) ? value : text;
    }
    case 'u8':
      return bytes[at] ?? null;
    case 'percent':
      return text === 'unknown' ? null : Number(text);
    case 'float':
      return Number.isFinite(Number(text)) ? Number(text) : null;
    default:
      return text;
  }
}

/** Of `extended_tcp_info`. */
const DIRECTIONS = ['unknown', 'received', 'sent'];

/** Of `app_operation`. */
const STATUSES = [
  ...['SUCCESS', 'OTHER', 'TIMEOUT', 'INTERNAL_ERROR', 'BAD_REQUEST', 'FORBIDDEN', 'TOO_LARGE', 'NOT_IMPLEMENTED'],
  ...['NOT_FOUND', 'UNAVAILABLE', 'UNAUTHORIZED'],
];

const FLOAT = new Float32Array(1);
const FLOAT_BITS = new Uint32Array(FLOAT.buffer);

function floatOf(bits: number): number {
  FLOAT_BITS[0] = bits;
  return FLOAT[0] as number;
}
