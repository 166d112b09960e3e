// Packets and capture files made by hand, so that what reads them is not judged by what writes them in src.
import { CaptureReader, type CaptureReaderOptions } from '../../src/flows/index.ts';
import type { Problem } from '../../src/model/index.ts';

export interface Got {
  readonly payload: string;
  readonly address: string;
  readonly port: number;
  readonly timeMs: number;
}

export interface Reading {
  readonly got: Got[];
  readonly problems: Problem[];
  readonly counts: ReturnType<CaptureReader['counts']>;
}

/** Reads a whole capture in chunks of `chunk` octets; payloads as latin1 text. */
export function readAll(file: Uint8Array, chunk = file.length, options: CaptureReaderOptions = {}): Reading {
  const got: Got[] = [];
  const problems: Problem[] = [];
  const reader = new CaptureReader(
    (bytes, from, to, { address, port }, timeMs) =>
      got.push({ payload: Buffer.from(bytes.subarray(from, to)).toString('latin1'), address, port, timeMs }),
    (problem) => problems.push(problem),
    options,
  );
  // Each chunk is a copy that is spoilt afterwards: nothing may be read of it later.
  for (let at = 0; at < file.length; at += Math.max(1, chunk)) {
    const part = Buffer.from(file.subarray(at, at + Math.max(1, chunk)));
    reader.push(part);
    part.fill(0xee);
  }
  return { got, problems, counts: reader.end() };
}

const u16 = (value: number) => Buffer.from([value >> 8, value & 255]);
const u32 = (value: number) => Buffer.concat([u16(value >>> 16), u16(value & 0xffff)]);
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

export { hex, u16, u32 };

export function udp(payload: string | Uint8Array, from = 50_000, to = 2055): Buffer {
  const data = Buffer.from(payload as string, 'latin1');
  return Buffer.concat([u16(from), u16(to), u16(8 + data.length), u16(0), data]);
}

export interface Ipv4Fields {
  readonly src?: string;
  readonly dst?: string;
  readonly protocol?: number;
  readonly id?: number;
  /** Octets. */
  readonly offset?: number;
  readonly more?: boolean;
  readonly options?: Uint8Array;
  readonly totalLength?: number;
}

export function ipv4(payload: Uint8Array, fields: Ipv4Fields = {}): Buffer {
  const { src = '192.0.2.1', dst = '192.0.2.9', protocol = 17, id = 0, offset = 0, more = false } = fields;
  const options = fields.options ?? Buffer.alloc(0);
  const length = fields.totalLength ?? 20 + options.length + payload.length;
  const address = (text: string) => Buffer.from(text.split('.').map(Number));
  return Buffer.concat([
    ...[
      Buffer.from([0x40 | (5 + options.length / 4), 0]),
      u16(length),
      u16(id),
      u16((more ? 0x2000 : 0) | (offset / 8)),
    ],
    ...[Buffer.from([64, protocol, 0, 0]), address(src), address(dst), options, payload],
  ]);
}

/** `src` as 32 hexadecimal digits. */
export function ipv6(payload: Uint8Array, next = 17, src = '20010db8000000000000000000000001'): Buffer {
  return Buffer.concat([
    ...[hex('60000000'), u16(payload.length), Buffer.from([next, 64]), hex(src)],
    ...[hex('20010db8000000000000000000000009'), payload],
  ]);
}

export function ipv6Fragment(part: Uint8Array, id: number, offset: number, more: boolean, next = 17): Buffer {
  return ipv6(Buffer.concat([Buffer.from([next, 0]), u16(offset | (more ? 1 : 0)), u32(id), part]), 44);
}

const MACS = hex('020000000001 020000000002');
const typeOf = (ip: Uint8Array) => u16((ip[0] ?? 0) >> 4 === 6 ? 0x86dd : 0x0800);

/** Frames around an IP packet, by what the case is called: link type, and how the packet is wrapped. */
export const FRAMES: Readonly<Record<string, readonly [linkType: number, wrap: (ip: Uint8Array) => Buffer]>> = {
  Ethernet: [1, (ip) => Buffer.concat([MACS, typeOf(ip), ip])],
  'Ethernet with padding': [1, (ip) => Buffer.concat([MACS, typeOf(ip), ip, Buffer.alloc(20, 0xaa)])],
  '802.1Q': [1, (ip) => Buffer.concat([MACS, hex('8100 0064'), typeOf(ip), ip])],
  QinQ: [1, (ip) => Buffer.concat([MACS, hex('88a8 0064 8100 0065'), typeOf(ip), ip])],
  'QinQ of old': [1, (ip) => Buffer.concat([MACS, hex('9100 0064 8100 0065'), typeOf(ip), ip])],
  'Linux cooked': [113, (ip) => Buffer.concat([hex('0000 0001 0006 020000000001 0000'), typeOf(ip), ip])],
  'Linux cooked, tagged': [
    113,
    (ip) => Buffer.concat([hex('0000 0001 0006 020000000001 0000 8100 0064'), typeOf(ip), ip]),
  ],
  'Linux cooked 2': [276, (ip) => Buffer.concat([typeOf(ip), hex('0000 00000002 0001 00 06 020000000001 0000'), ip])],
  'raw IP': [101, (ip) => Buffer.from(ip)],
  'raw IP of BSD': [12, (ip) => Buffer.from(ip)],
  'raw IP of OpenBSD': [14, (ip) => Buffer.from(ip)],
  'BSD loopback, little endian': [
    0,
    (ip) => Buffer.concat([hex((ip[0] ?? 0) >> 4 === 6 ? '1e000000' : '02000000'), ip]),
  ],
  'BSD loopback, big endian': [0, (ip) => Buffer.concat([hex((ip[0] ?? 0) >> 4 === 6 ? '0000001e' : '00000002'), ip])],
  'OpenBSD loopback': [108, (ip) => Buffer.concat([hex('00000002'), ip])],
  PPP: [9, (ip) => Buffer.concat([hex((ip[0] ?? 0) >> 4 === 6 ? 'ff03 0057' : 'ff03 0021'), ip])],
  'PPP, short': [9, (ip) => Buffer.concat([hex((ip[0] ?? 0) >> 4 === 6 ? '57' : '21'), ip])],
  'PPP in HDLC framing': [50, (ip) => Buffer.concat([hex((ip[0] ?? 0) >> 4 === 6 ? 'ff03 0057' : 'ff03 0021'), ip])],
};

export interface Packet {
  readonly bytes: Uint8Array;
  readonly seconds?: number;
  /** Micro- or nanoseconds. */
  readonly fraction?: number;
  /** Of the packet before it was cut. */
  readonly original?: number;
}

export interface PcapKind {
  readonly isLittle?: boolean;
  readonly isNano?: boolean;
  readonly linkType?: number;
}

export function pcap(
  packets: readonly Packet[],
  { isLittle = true, isNano = false, linkType = 1 }: PcapKind = {},
): Buffer {
  const order = (parts: readonly (readonly [size: 2 | 4, value: number])[]) => numbers(parts, isLittle);
  const header = order([
    ...([
      [4, isNano ? 0xa1b23c4d : 0xa1b2c3d4],
      [2, 2],
      [2, 4],
      [4, 0],
      [4, 0],
      [4, 65_535],
      [4, linkType],
    ] as const),
  ]);
  const records = packets.map(({ bytes, seconds = 1_700_000_000, fraction = 0, original = bytes.length }) =>
    Buffer.concat([
      order([
        [4, seconds],
        [4, fraction],
        [4, bytes.length],
        [4, original],
      ]),
      bytes,
    ]),
  );
  return Buffer.concat([header, ...records]);
}

export function numbers(parts: readonly (readonly [size: 2 | 4, value: number])[], isLittle: boolean): Buffer {
  return Buffer.concat(
    parts.map(([size, value]) => {
      const bytes = size === 2 ? u16(value) : u32(value);
      return isLittle ? bytes.reverse() : bytes;
    }),
  );
}

/** Blocks of one pcapng section. */
export class Section {
  readonly #isLittle: boolean;
  readonly #blocks: Buffer[] = [];

  constructor(isLittle = true) {
    this.#isLittle = isLittle;
    this.block(0x0a0d0d0a, this.numbers([4, 0x1a2b3c4d], [2, 1], [2, 0], [4, 0xffffffff], [4, 0xffffffff]));
  }

  numbers(...parts: (readonly [size: 2 | 4, value: number])[]): Buffer {
    return numbers(parts, this.#isLittle);
  }

  block(type: number, body: Uint8Array): this {
    const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
    const length = 12 + padded.length;
    this.#blocks.push(this.numbers([4, type], [4, length]), padded, this.numbers([4, length]));
    return this;
  }

  interface(
    linkType: number,
    options: readonly (readonly [code: number, value: Uint8Array])[] = [],
    snapLength = 0,
  ): this {
    const encoded = options.map(([code, value]) =>
      Buffer.concat([this.numbers([2, code], [2, value.length]), value, Buffer.alloc(-value.length & 3)]),
    );
    const end = options.length > 0 ? [this.numbers([2, 0], [2, 0])] : [];
    return this.block(1, Buffer.concat([this.numbers([2, linkType], [2, 0], [4, snapLength]), ...encoded, ...end]));
  }

  packet(bytes: Uint8Array, ticks: bigint, { index = 0, original = bytes.length } = {}): this {
    const [high, low] = [Number(ticks >> 32n), Number(ticks & 0xffffffffn)];
    const head = this.numbers([4, index], [4, high], [4, low], [4, bytes.length], [4, original]);
    return this.block(
      6,
      Buffer.concat([head, bytes, Buffer.alloc(-bytes.length & 3), this.numbers([2, 1], [2, 4]), Buffer.from('note')]),
    );
  }

  /** The packet block of before pcapng was a draft. */
  oldPacket(bytes: Uint8Array, ticks: bigint, index = 0): this {
    const [high, low] = [Number(ticks >> 32n), Number(ticks & 0xffffffffn)];
    const head = this.numbers([2, index], [2, 7], [4, high], [4, low], [4, bytes.length], [4, bytes.length]);
    return this.block(2, Buffer.concat([head, bytes]));
  }

  simple(bytes: Uint8Array, original = bytes.length): this {
    return this.block(3, Buffer.concat([this.numbers([4, original]), bytes]));
  }

  bytes(): Buffer {
    return Buffer.concat(this.#blocks);
  }
}
