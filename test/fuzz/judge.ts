// What must hold of everything that comes out, whatever went in.
import { FLOW_PROTOCOLS, type FlowBatch, KNOWN, type LoadedMinute } from '../../src/flows/index.ts';
import type { LinkLoads } from '../../src/model/index.ts';

export class Wrong extends Error {}

export function demand(holds: boolean, what: () => string): void {
  if (!holds) throw new Wrong(what());
}

const PROTOCOLS: readonly number[] = Object.values(FLOW_PROTOCOLS);
const NUMBERS = [
  ...(['bytes', 'packets', 'sampler', 'srcPort', 'dstPort', 'proto', 'tos', 'tcpFlags', 'srcAs', 'dstAs'] as const),
  ...(['srcMac', 'dstMac', 'vlan', 'etherType', 'inIf', 'outIf'] as const),
];
const BITS = NUMBERS.map((name) => KNOWN[name]);

/** Every row is one that a device could have told: finite, in order, and 0 where nothing is known. */
export function judgeBatch(batch: FlowBatch, slots: number): void {
  const columns = NUMBERS.map((name) => batch[name]);
  demand(batch.size >= 1 && batch.size <= batch.capacity, () => `a batch of ${batch.size} rows`);
  for (let row = 0; row < batch.size; row++) {
    const known = batch.known[row]!;
    for (let i = 0; i < columns.length; i++) {
      const value = columns[i]![row]!;
      if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) throw new Wrong(`${NUMBERS[i]} is ${value}`);
      if ((known & BITS[i]!) === 0 && value !== 0) throw new Wrong(`${NUMBERS[i]} is ${value}, and not known`);
    }
    judgeTimes(batch, row);
    judgeRate(batch, row);
    if (!PROTOCOLS.includes(batch.protocol[row]!)) throw new Wrong(`protocol ${batch.protocol[row]}`);
    if (batch.exporter[row]! >= slots) throw new Wrong(`slot ${batch.exporter[row]} of ${slots}`);
    if (batch.direction[row]! > 2 || batch.flags[row]! > 7) throw new Wrong('a direction or flags that do not exist');
    judgePorts(batch, row);
    judgeAddresses(batch, row);
  }
}

function judgeTimes({ first, last, received, known }: FlowBatch, row: number): void {
  const [begin, end] = [first[row]!, last[row]!];
  if (!(Number.isFinite(begin) && Number.isFinite(end) && begin <= end)) throw new Wrong(`from ${begin} to ${end}`);
  if ((known[row]! & KNOWN.times) === 0 && (begin !== received[row] || end !== received[row]))
    throw new Wrong(`times ${begin} and ${end} of a row that tells none`);
}

/** 32 bits are the most that a protocol can say; pairs of numbers may make a little more than one packet of one. */
function judgeRate({ rate, known }: FlowBatch, row: number): void {
  const told = rate[row]!;
  if (!(told >= 1 && told <= 0xffff_ffff)) throw new Wrong(`rate ${told}`);
  if ((known[row]! & KNOWN.rate) === 0 && told !== 1) throw new Wrong(`rate ${told}, and not known`);
}

/** What is known of a port is its number or one of the special values. */
function judgePorts({ inIf, outIf, known }: FlowBatch, row: number): void {
  for (const [port, bit] of [
    [inIf[row]!, KNOWN.inIf],
    [outIf[row]!, KNOWN.outIf],
  ] as const) {
    if (port === 0 && (known[row]! & bit) !== 0) throw new Wrong('port 0, and known');
    if (port > 0x8000_0000 && port < 0x9000_0000) throw new Wrong(`port ${port} is no special value`);
  }
}

function judgeAddresses({ family, src, dst, nextHop }: FlowBatch, row: number): void {
  const six = family[row] === 6;
  if (!six && family[row] !== 4 && family[row] !== 0) throw new Wrong(`family ${family[row]}`);
  if (six) return;
  for (const words of [src, dst, nextHop]) {
    for (let i = 4 * row + 1; i < 4 * row + 4; i++)
      if (words[i] !== 0) throw new Wrong('a wide address that is not IPv6');
  }
}

/** Figures of a minute, or of a window, that any link can have. */
export function judgeMinute({ loads, unattributed }: LoadedMinute): void {
  for (const column of ['bytes', 'packets', 'variance', 'covered', 'ingressFar', 'egressNear', 'counters'] as const) {
    const mayLack = column === 'ingressFar' || column === 'egressNear' || column === 'counters';
    loads[column].forEach((value, row) => {
      const fits = (value >= 0 && Number.isFinite(value)) || (mayLack && Number.isNaN(value));
      demand(fits, () => `${column} of ${loads.links[row]} is ${value}`);
    });
  }
  judgeNumbers(unattributed);
}

export function judgeLoads(loads: LinkLoads): void {
  judgeNumbers(loads);
}

/** No number anywhere is negative, infinite or none. */
export function judgeNumbers(value: unknown, path = ''): void {
  if (typeof value === 'number') {
    const mayBeNegative = path.endsWith('clockOffsetSeconds');
    demand(Number.isFinite(value) && (value >= 0 || mayBeNegative), () => `${path} is ${value}`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) judgeNumbers(part, `${path}.${key}`);
  }
}
