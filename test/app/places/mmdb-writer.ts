// Writes MaxMind DB files (format 2.0) of our own, for tests: a search tree, a data section, metadata.

export type MmdbValue =
  | string
  | number
  | bigint
  | boolean
  | readonly MmdbValue[]
  | { readonly [key: string]: MmdbValue };

export interface MmdbOptions {
  readonly ipVersion: 4 | 6;
  readonly recordSize?: 24 | 28 | 32;
  /** Written over those of the metadata. */
  readonly metadata?: Readonly<Record<string, MmdbValue>>;
}

/** Each network with what is said of it. In a file of version 6 IPv4 networks lie under `::/96`. */
export function writeMmdb(networks: Readonly<Record<string, MmdbValue>>, options: MmdbOptions): Buffer {
  const { ipVersion, recordSize = 28 } = options;
  const tree = new Tree();
  const data: Buffer[] = [];
  let size = 0;
  for (const [network, value] of Object.entries(networks)) {
    tree.insert(bitsOf(network, ipVersion), size);
    const bytes = encode(value);
    data.push(bytes);
    size += bytes.length;
  }
  const nodes = tree.number();
  const metadata = encode({
    ...{ binary_format_major_version: 2, binary_format_minor_version: 0, build_epoch: 1_790_000_000n },
    ...{ database_type: 'Toposcope-Test', description: { en: 'made up' }, ip_version: ipVersion, languages: ['en'] },
    ...{ node_count: nodes.length, record_size: recordSize },
    ...options.metadata,
  });
  const records = nodes.map((node) => writeNode(node, nodes.length, recordSize));
  const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
  return Buffer.concat([...records, Buffer.alloc(16), ...data, marker, metadata]);
}

interface Node {
  index: number;
  /** A node, the place of data, or nothing. */
  readonly children: [Node | number | null, Node | number | null];
}

class Tree {
  readonly #root: Node = { index: 0, children: [null, null] };

  insert(bits: readonly (0 | 1)[], place: number): void {
    let node = this.#root;
    for (const bit of bits.slice(0, -1)) {
      const next: Node | number = node.children[bit] ?? { index: 0, children: [null, null] };
      if (typeof next === 'number') throw new Error('a network inside another is not written by this');
      node.children[bit] = next;
      node = next;
    }
    node.children[bits.at(-1) ?? 0] = place;
  }

  number(): Node[] {
    const nodes: Node[] = [];
    const visit = (node: Node) => {
      node.index = nodes.push(node) - 1;
      for (const child of node.children) if (child !== null && typeof child === 'object') visit(child);
    };
    visit(this.#root);
    return nodes;
  }
}

function writeNode({ children }: Node, count: number, recordSize: number): Buffer {
  const [left, right] = children.map((child) =>
    child === null ? count : typeof child === 'number' ? count + 16 + child : child.index,
  ) as [number, number];
  if (recordSize === 28) {
    const bytes = Buffer.alloc(7);
    bytes.writeUIntBE(left & 0xff_ffff, 0, 3);
    bytes[3] = ((left >>> 24) << 4) | (right >>> 24);
    bytes.writeUIntBE(right & 0xff_ffff, 4, 3);
    return bytes;
  }
  const bytes = Buffer.alloc(recordSize / 4);
  bytes.writeUIntBE(left, 0, recordSize / 8);
  bytes.writeUIntBE(right, recordSize / 8, recordSize / 8);
  return bytes;
}

function bitsOf(network: string, ipVersion: 4 | 6): (0 | 1)[] {
  const [address = '', length = ''] = network.split('/');
  const isV4 = !address.includes(':');
  const own = isV4 ? address.split('.').map((octet) => Number(octet).toString(2).padStart(8, '0')) : groupsOf(address);
  const bits = own.join('').slice(0, Number(length));
  const padding = isV4 && ipVersion === 6 ? '0'.repeat(96) : '';
  return [...`${padding}${bits}`].map((bit) => (bit === '1' ? 1 : 0));
}

function groupsOf(address: string): string[] {
  const [head = '', tail = ''] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0'));
}

const TYPE = { text: 2, map: 7, uint32: 6, uint64: 9, array: 11, boolean: 14 } as const;

function encode(value: MmdbValue): Buffer {
  if (typeof value === 'string') {
    const text = Buffer.from(value);
    return Buffer.concat([control(TYPE.text, text.length), text]);
  }
  if (typeof value === 'number') return unsigned(TYPE.uint32, BigInt(value));
  if (typeof value === 'bigint') return unsigned(TYPE.uint64, value);
  if (typeof value === 'boolean') return control(TYPE.boolean, value ? 1 : 0);
  if (Array.isArray(value)) return Buffer.concat([control(TYPE.array, value.length), ...value.map(encode)]);
  const entries = Object.entries(value as { readonly [key: string]: MmdbValue });
  return Buffer.concat([control(TYPE.map, entries.length), ...entries.flatMap(([k, v]) => [encode(k), encode(v)])]);
}

function unsigned(type: number, value: bigint): Buffer {
  const hex = value === 0n ? '' : value.toString(16);
  const bytes = Buffer.from(hex.padStart(2 * Math.ceil(hex.length / 2), '0'), 'hex');
  return Buffer.concat([control(type, bytes.length), bytes]);
}

/** Sizes below 285 are all that is needed here. */
function control(type: number, size: number): Buffer {
  const small = size < 29 ? [size] : [29, size - 29];
  const [first = 0, ...rest] = small;
  return Buffer.from(type < 8 ? [(type << 5) | first, ...rest] : [first, type - 7, ...rest]);
}
