// The structure 0:1003, what a BGP router knows of a packet, as sflowtool's fields.
import { addressText } from '../../decode/sflow/texts.ts';
import { readU32 } from '../../read-bytes.ts';
import type { ElementOut } from './shape.ts';

/** Type of a path segment whose systems have no order; sflowtool puts it in parentheses. */
const AS_SET = 1;

/** Fields up to where the structure is cut. */
export function gatewayFields(bytes: Uint8Array, from: number, to: number, out: ElementOut): void {
  const number = (name: string, value: number) => out.field(name, String(value), value);
  out.field('extendedType', 'GATEWAY', 'GATEWAY');
  const at = from + (readU32(bytes, from) === 2 ? 20 : 8);
  if (at + 16 > to) return;
  const nextHop = addressText(bytes, from);
  out.field('bgp_nexthop', nextHop, nextHop);
  number('my_as', readU32(bytes, at));
  number('src_as', readU32(bytes, at + 4));
  number('src_peer_as', readU32(bytes, at + 8));
  const path = readPath(bytes, at + 12, to);
  if (!path) return;
  if (path.text !== '') out.field('dst_as_path', path.text, path.text);
  number('dst_as', path.last);
  number('dst_peer_as', path.first);
  if (path.end + 4 > to) return;
  const count = readU32(bytes, path.end);
  const end = path.end + 4 + 4 * count;
  if (end > to) return;
  const communities = wordsText(bytes, path.end + 4, count);
  if (count > 0) out.field('BGP_communities', communities, communities);
  if (end + 4 <= to) number('BGP_localpref', readU32(bytes, end));
}

interface Path {
  readonly text: string;
  readonly first: number;
  readonly last: number;
  readonly end: number;
}

/** Null where the path leads past the structure. */
function readPath(bytes: Uint8Array, from: number, to: number): Path | null {
  const segments = readU32(bytes, from);
  let [at, text, first, last] = [from + 4, '', 0, 0];
  for (let done = 0; done < segments; done++) {
    if (at + 8 > to) return null;
    const set = readU32(bytes, at) === AS_SET;
    const length = readU32(bytes, at + 4);
    at += 8;
    if (length > (to - at) >>> 2) return null;
    const systems = wordsText(bytes, at, length);
    text += set ? `(${systems})` : systems;
    if (done === 0 && length > 0) first = readU32(bytes, at);
    at += 4 * length;
    if (length > 0) last = readU32(bytes, at - 4);
  }
  return { text, first, last, end: at };
}

function wordsText(bytes: Uint8Array, at: number, count: number): string {
  return Array.from({ length: count }, (_, i) => readU32(bytes, at + 4 * i)).join('-');
}
