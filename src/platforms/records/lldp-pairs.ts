// Which row of `show lldp neighbors` is which block of `show lldp neighbors detail`: releases that print no `Local Intf` in
// the block leave it to us. A row and a block that do not pair for certain stay unpaired; nothing is guessed.
import { canonicalPortName, NAME_COLUMN, normaliseMac, type ParsedRecord } from '../../model/index.ts';

/** How sure a row and a block are of each other, best first. */
const CERTAINTIES = [3, 2, 1] as const;

/** Block index → row index. Each row and each block is used once at most. */
export function pairRows(brief: readonly ParsedRecord[], detail: readonly ParsedRecord[]): Map<number, number> {
  const pairs = new Map<number, number>();
  const openBlocks = new Set(detail.keys());
  const openRows = new Set(brief.keys());
  for (const certainty of CERTAINTIES) {
    const candidates = new Map(
      [...openBlocks].map((d) => [d, [...openRows].filter((b) => relation(brief[b], detail[d]) >= certainty)]),
    );
    for (const [d, b] of settle(candidates)) {
      pairs.set(d, b);
      openBlocks.delete(d);
      openRows.delete(b);
    }
    // What this certainty left open with a choice must not be settled by a weaker one.
    for (const [d, rows] of candidates) {
      if (!openBlocks.has(d) || !rows.some((b) => openRows.has(b))) continue;
      openBlocks.delete(d);
      for (const b of rows) openRows.delete(b);
    }
  }
  return pairs;
}

/** 0: not the same neighbour. 3: the row shows the block's name, or its chassis id. 2: name without domain. 1: a prefix. */
function relation(row: ParsedRecord | undefined, block: ParsedRecord | undefined): number {
  if (row === undefined || block === undefined) return 0;
  if (isSameChassis(row, block)) return 3;
  if (!samePort(row.portId, block.portId)) return 0;
  if (block.localInterface !== null && block.localInterface !== row.localInterface) return 0;
  const shown = typeof row.deviceId === 'string' ? row.deviceId : '';
  return typeof block.systemName === 'string' ? nameRelation(shown, block.systemName) : chassisRelation(shown, block);
}

/** Junos tells the chassis id in both tables, and may show the description of the port where the block has its id. */
function isSameChassis(row: ParsedRecord, block: ParsedRecord): boolean {
  if (typeof row.chassisId !== 'string' || typeof block.chassisId !== 'string') return false;
  if (row.localInterface === null || row.localInterface !== block.localInterface) return false;
  return row.chassisId === block.chassisId || sameMac(row.chassisId, block.chassisId);
}

function nameRelation(shown: string, name: string): number {
  if (shown === cut(name)) return 3;
  if (shown === '') return 0;
  if (shown === name.split('.')[0]) return 2;
  return name.startsWith(shown) ? 1 : 0;
}

function chassisRelation(shown: string, block: ParsedRecord): number {
  if (shown === '' || shown === 'not advertised') return 3;
  const chassis = typeof block.chassisId === 'string' ? block.chassisId : '';
  return chassis !== '' && (shown === cut(chassis) || sameMac(shown, chassis)) ? 3 : 0;
}

function samePort(one: unknown, other: unknown): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') return one === other;
  return canonicalPortName(one) === canonicalPortName(other) || sameMac(one, other);
}

function sameMac(one: string, other: string): boolean {
  const mac = normaliseMac(one);
  return mac !== null && mac === normaliseMac(other);
}

function cut(name: string): string {
  return name.slice(0, NAME_COLUMN).trim();
}

/** Pairs what has one choice, then what the order of the two tables can decide; leaves the rest. */
function settle(candidates: ReadonlyMap<number, readonly number[]>): Map<number, number> {
  const pairs = new Map<number, number>();
  for (const { blocks, rows } of components(candidates)) {
    // Both tables come from one list on the device, so within a group of equals the order is the same; but only where
    // nothing came or went between the two commands.
    if (blocks.length !== rows.length) continue;
    for (const [d, b] of inOrder(blocks, candidates) ?? []) pairs.set(d, b);
  }
  return pairs;
}

/** The block with the fewest choices first; the position decides between equals only. Null where one has none left. */
function inOrder(
  blocks: readonly number[],
  candidates: ReadonlyMap<number, readonly number[]>,
): [number, number][] | null {
  const choices = new Map(blocks.map((d) => [d, new Set(candidates.get(d))]));
  const pairs: [number, number][] = [];
  while (choices.size > 0) {
    const block = fewestChoices(choices);
    const [row] = choices.get(block) ?? [];
    if (row === undefined) return null;
    choices.delete(block);
    for (const rows of choices.values()) rows.delete(row);
    pairs.push([block, row]);
  }
  return pairs;
}

function fewestChoices(choices: ReadonlyMap<number, ReadonlySet<number>>): number {
  let best = { block: -1, count: Number.POSITIVE_INFINITY };
  for (const [block, { size }] of choices) if (size < best.count) best = { block, count: size };
  return best.block;
}

interface Component {
  blocks: number[];
  rows: number[];
}

/** Groups of blocks and rows that compete with each other, in the order of the tables. */
function components(candidates: ReadonlyMap<number, readonly number[]>): Component[] {
  const groups: Component[] = [];
  for (const [d, rows] of candidates) {
    const touched = groups.filter((group) => group.rows.some((b) => rows.includes(b)));
    for (const group of touched) groups.splice(groups.indexOf(group), 1);
    groups.push({
      blocks: [...touched.flatMap((group) => group.blocks), d].sort((x, y) => x - y),
      rows: [...new Set([...touched.flatMap((group) => group.rows), ...rows])].sort((x, y) => x - y),
    });
  }
  return groups;
}
