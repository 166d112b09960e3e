// What tshark dissects, as a tree: its PDML, which unlike its JSON keeps fields of one name apart and in order.
import { output } from './programs.ts';

export interface Dissected {
  /** Of a field (`cflow.octets`) or of a protocol; '' for a mere heading. */
  readonly name: string;
  /** What it shows: the value, or the words of a heading. */
  readonly show: string;
  readonly inside: Dissected[];
}

/** Every packet of a capture. UDP of all ports is taken for `protocol`. */
export async function dissect(file: string, protocol: 'cflow' | 'sflow'): Promise<Dissected[]> {
  const only = protocol === 'cflow' ? ['-J', 'ip cflow'] : [];
  const text = await output('tshark', '-r', file, '-d', `udp.port==0-65535,${protocol}`, '-T', 'pdml', ...only);
  return parsePdml(text);
}

const TAG = /<(\/?)(packet|proto|field)\b([^>]*?)(\/?)>/g;

function parsePdml(text: string): Dissected[] {
  const packets: Dissected[] = [];
  const open: Dissected[] = [];
  for (const [, closing, tag, attributes = '', empty] of text.matchAll(TAG)) {
    if (closing) {
      open.pop();
      continue;
    }
    const found = { name: attribute(attributes, 'name'), show: attribute(attributes, 'show'), inside: [] };
    if (tag === 'packet') packets.push(found);
    else open.at(-1)?.inside.push(found);
    if (!empty) open.push(found);
  }
  return packets;
}

function attribute(text: string, name: string): string {
  return new RegExp(`(?:^| )${name}="([^"]*)"`).exec(text)?.[1] ?? '';
}

/** Itself and everything in it, from the outside in. */
export function* walk(node: Dissected): Generator<Dissected> {
  yield node;
  for (const one of node.inside) yield* walk(one);
}

/** What the first field of this name in it shows. */
export function shown(node: Dissected, name: string): string | null {
  for (const one of walk(node)) if (one.name === name) return one.show;
  return null;
}
