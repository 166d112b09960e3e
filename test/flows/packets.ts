// Packets made by hand, layer by layer, each with the keys that its header tells.

export function u16(value: number): Buffer {
  return Buffer.from([value >>> 8, value & 255]);
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

export function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

export function address4(text: string): Buffer {
  return Buffer.from(text.split('.').map(Number));
}

/** All eight groups, or `::` once. */
export function address6(text: string): Buffer {
  const [head = '', tail] = text.split('::');
  const words = (part: string) => (part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16)));
  const [left, right] = [words(head), words(tail ?? '')];
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - left.length - right.length }, () => 0);
  return Buffer.concat([...left, ...zeros, ...right].map(u16));
}

export function mac(text: string): Buffer {
  return Buffer.from(text.replaceAll(':', ''), 'hex');
}

export interface EthernetOptions {
  readonly src?: string;
  readonly dst?: string;
  /** Each: type and VLAN, the outermost first. */
  readonly tags?: readonly (readonly [type: number, vlan: number])[];
}

export const SRC_MAC = '02:00:00:00:00:0a';
export const DST_MAC = '02:00:00:00:00:0b';

export function ethernet(type: number, payload: Buffer, options: EthernetOptions = {}): Buffer {
  const tags = (options.tags ?? []).map(([tag, vlan]) => Buffer.concat([u16(tag), u16(0x6000 | vlan)]));
  return Buffer.concat([mac(options.dst ?? DST_MAC), mac(options.src ?? SRC_MAC), ...tags, u16(type), payload]);
}

/** 802.3 with LLC and SNAP. */
export function snap(type: number, payload: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from('aaaa03000000', 'hex'), u16(type), payload]);
  return Buffer.concat([mac(DST_MAC), mac(SRC_MAC), u16(body.length), body]);
}

export interface Ipv4Options {
  readonly src?: string;
  readonly dst?: string;
  readonly tos?: number;
  readonly ttl?: number;
  readonly id?: number;
  /** In units of 8 octets. */
  readonly offset?: number;
  readonly options?: Buffer;
}

export const SRC4 = '192.0.2.1';
export const DST4 = '198.51.100.2';

export function ipv4(protocol: number, payload: Buffer, o: Ipv4Options = {}): Buffer {
  const options = o.options ?? Buffer.alloc(0);
  const words = 5 + options.length / 4;
  const fixed = [
    0x40 | words,
    o.tos ?? 0,
    ...u16(4 * words + payload.length),
    ...u16(o.id ?? 1),
    ...u16(o.offset ?? 0),
  ];
  const rest = Buffer.from([o.ttl ?? 64, protocol, 0, 0]);
  const addresses = [address4(o.src ?? SRC4), address4(o.dst ?? DST4)];
  return Buffer.concat([Buffer.from(fixed), rest, ...addresses, options, payload]);
}

export interface Ipv6Options {
  readonly src?: string;
  readonly dst?: string;
  readonly tos?: number;
  readonly label?: number;
  /** Extension headers: the protocol of each, and its octets behind the next protocol. */
  readonly extensions?: readonly (readonly [protocol: number, rest: Buffer])[];
}

export const SRC6 = '2001:db8::1';
export const DST6 = '2001:db8:1::2';

export function ipv6(protocol: number, payload: Buffer, o: Ipv6Options = {}): Buffer {
  const chain = [...(o.extensions ?? []).map(([own]) => own), protocol];
  const extensions = (o.extensions ?? []).map(([, rest], i) => Buffer.concat([Buffer.from([chain[i + 1]!]), rest]));
  const length = payload.length + extensions.reduce((sum, one) => sum + one.length, 0);
  const first = u32(0x6000_0000 | ((o.tos ?? 0) << 20) | (o.label ?? 0));
  const addresses = [address6(o.src ?? SRC6), address6(o.dst ?? DST6)];
  return Buffer.concat([first, u16(length), Buffer.from([chain[0]!, 64]), ...addresses, ...extensions, payload]);
}

/** `units` of 8 octets behind the first 8. */
export function extension(units = 0): Buffer {
  return Buffer.concat([Buffer.from([units]), Buffer.alloc(6 + 8 * units)]);
}

/** `offset` in units of 8 octets. */
export function fragment(offset: number): Buffer {
  return Buffer.concat([Buffer.from([0]), u16(offset << 3), u32(7)]);
}

/** Authentication header: its length is in words of 4, less 2. */
export function authentication(): Buffer {
  return Buffer.concat([Buffer.from([4]), Buffer.alloc(22)]);
}

export function tcp(src: number, dst: number, flags: number): Buffer {
  return Buffer.concat([u16(src), u16(dst), Buffer.alloc(8), Buffer.from([0x50, flags]), Buffer.alloc(6)]);
}

export function udp(src: number, dst: number, payload = Buffer.alloc(0)): Buffer {
  return Buffer.concat([u16(src), u16(dst), u16(8 + payload.length), u16(0), payload]);
}

export function icmp(type: number, code: number): Buffer {
  return Buffer.concat([Buffer.from([type, code]), Buffer.alloc(6)]);
}

export function sctp(src: number, dst: number): Buffer {
  return Buffer.concat([u16(src), u16(dst), Buffer.alloc(8)]);
}

/** Labels, the last with the bottom bit. */
export function mpls(labels: readonly number[], payload: Buffer): Buffer {
  const words = labels.map((label, i) => u32((label << 12) | (i === labels.length - 1 ? 0x100 : 0) | 64));
  return Buffer.concat([...words, payload]);
}

export function gre(type: number, payload: Buffer): Buffer {
  return Buffer.concat([u16(0), u16(type), payload]);
}

export function vxlan(vni: number, frame: Buffer): Buffer {
  return udp(49_152, 4789, Buffer.concat([u32(0x0800_0000), u32(vni << 8), frame]));
}

export function arp(): Buffer {
  const head = Buffer.from('0001080006040001', 'hex');
  return Buffer.concat([head, mac(SRC_MAC), address4(SRC4), Buffer.alloc(6), address4(DST4)]);
}
