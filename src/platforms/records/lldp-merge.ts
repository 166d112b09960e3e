// The brief table and the detail blocks of LLDP as one list: the brief table knows the hold time and, on every release, the
// local port; the blocks know the full name, the chassis id and the time remaining.
import {
  NAME_COLUMN,
  type ParsedRecord,
  type ParseOutcome,
  type ParseResult,
  type Problem,
  type RecordValue,
} from '../../model/index.ts';
import { pairRows } from './lldp-pairs.ts';

/** One neighbour as far as the two tables know it; at least one of the two is there. */
export interface MergedNeighbor {
  readonly brief: ParsedRecord | null;
  readonly detail: ParsedRecord | null;
}

export interface MergedTables {
  readonly outcome: ParseOutcome;
  readonly neighbors: readonly MergedNeighbor[];
  readonly problems: readonly Problem[];
}

/** Pairs of brief and detail table, read as one; they have no template of their own. */
export const MERGE_FOLDERS = ['lldp_merge', 'lldp_merge_detail'] as const;
export type MergeFolder = (typeof MERGE_FOLDERS)[number];

export function isMergeFolder(folder: string | undefined): folder is MergeFolder {
  return MERGE_FOLDERS.some((known) => known === folder);
}

/** What was typed for the two tables, for messages. */
export interface TableCommands {
  readonly brief: string;
  readonly detail: string;
}

/** Where every block of a whole answer names its local port the blocks are the list; otherwise the rows are, and blocks join them. */
export function mergeTables(brief: ParseResult, detail: ParseResult, commands: TableCommands): MergedTables {
  const pairs = pairRows(brief.records, detail.records);
  const blocksLead = canLead(brief.records, detail);
  const problems = [...brief.problems, ...detail.problems];
  if (isRead(brief) && isRead(detail))
    problems.push(...pairProblems(brief.records, detail.records, pairs, blocksLead, commands));
  return {
    outcome: outcomeOf(brief, detail, problems),
    neighbors: blocksLead
      ? byBlocks(brief.records, detail.records, pairs)
      : byRows(brief.records, detail.records, pairs),
    problems,
  };
}

/** Name, local port and remote port of a neighbour: a record of `lldp_merge`. */
export function toLinkRecord({ brief, detail }: MergedNeighbor): ParsedRecord {
  return {
    localInterface: localInterfaceOf({ brief, detail }),
    remoteName: detail === null ? (brief?.deviceId ?? null) : (detail.systemName ?? detail.chassisId ?? null),
    remotePort: detail?.portId ?? brief?.portId ?? null,
    holdTime: brief?.holdTime ?? null,
    capabilities: brief?.capabilities ?? detail?.enabledCapabilities ?? [],
    nameTruncated: isNameTruncated({ brief, detail }),
  };
}

/** The block with its local port and hold time: a record of `lldp_merge_detail`. A row without a block keeps its cut name. */
export function toDetailRecord({ brief, detail }: MergedNeighbor): ParsedRecord {
  return {
    ...(detail ?? blockOfRow(brief)),
    localInterface: localInterfaceOf({ brief, detail }),
    holdTime: brief?.holdTime ?? null,
    nameTruncated: isNameTruncated({ brief, detail }),
  };
}

export function localInterfaceOf({ brief, detail }: MergedNeighbor): RecordValue {
  return detail?.localInterface ?? brief?.localInterface ?? null;
}

/** Whether only the brief table's cut name is known, and it fills its column; `nameTruncated: false` in a row says that it is whole. */
export function isNameTruncated({ brief, detail }: MergedNeighbor): boolean {
  if (brief?.nameTruncated === false) return false;
  return detail === null && typeof brief?.deviceId === 'string' && brief.deviceId.length === NAME_COLUMN;
}

function blockOfRow(brief: ParsedRecord | null): ParsedRecord {
  return {
    chassisId: null,
    portId: brief?.portId ?? null,
    portDescription: null,
    systemName: brief?.deviceId ?? null,
    systemDescription: null,
    systemDescriptionFirstLine: null,
    timeRemaining: null,
    systemCapabilities: [],
    enabledCapabilities: brief?.capabilities ?? [],
    managementAddresses: [],
    vlanId: null,
    peerSourceMac: null,
  };
}

function byBlocks(
  brief: readonly ParsedRecord[],
  detail: readonly ParsedRecord[],
  pairs: ReadonlyMap<number, number>,
): MergedNeighbor[] {
  return detail.map((block, d) => ({ brief: brief[pairs.get(d) ?? -1] ?? null, detail: block }));
}

/** Rows in order, each with its block if one is certain, then blocks whose local port is known all the same or unknowable. */
function byRows(
  brief: readonly ParsedRecord[],
  detail: readonly ParsedRecord[],
  pairs: ReadonlyMap<number, number>,
): MergedNeighbor[] {
  const blockOf = new Map([...pairs].map(([d, b]) => [b, detail[d] ?? null]));
  const rows = brief.map((row, b) => ({ brief: row, detail: blockOf.get(b) ?? null }));
  // With a brief table at hand, a block that found no row is one of the rows already listed, or gone since: listing it too
  // would invent a neighbour.
  const extra = detail.filter((block, d) => !pairs.has(d) && (brief.length === 0 || block.localInterface !== null));
  return [...rows, ...extra.map((block) => ({ brief: null, detail: block }))];
}

/** Blocks that all name their port, and of which none is known to be missing. */
function canLead(rows: readonly ParsedRecord[], detail: ParseResult): boolean {
  const blocks = detail.records;
  const whole = detail.outcome === 'ok' || (detail.outcome === 'partial' && blocks.length >= rows.length);
  return whole && blocks.length > 0 && blocks.every((block) => block.localInterface !== null);
}

function isRead(result: ParseResult): boolean {
  return result.outcome !== 'disabled' && result.outcome !== 'invalid';
}

function outcomeOf(brief: ParseResult, detail: ParseResult, problems: readonly Problem[]): ParseOutcome {
  if (brief.outcome === 'disabled' || detail.outcome === 'disabled') return 'disabled';
  // Some releases refuse the detail: the brief table alone still says who is heard.
  if (!isRead(brief)) return detail.outcome;
  if (!isRead(detail)) return brief.outcome;
  if (problems.length > 0) return 'partial';
  return brief.records.length + detail.records.length === 0 ? 'empty' : 'ok';
}

function pairProblems(
  brief: readonly ParsedRecord[],
  detail: readonly ParsedRecord[],
  pairs: ReadonlyMap<number, number>,
  blocksLead: boolean,
  commands: TableCommands,
): Problem[] {
  if (brief.length !== detail.length) return [changedBetween(brief.length, detail.length, commands)];
  if (blocksLead) return [];
  return detail.flatMap((block, d) => (pairs.has(d) ? [] : [ambiguous(block, commands)]));
}

function changedBetween(rows: number, blocks: number, { brief, detail }: TableCommands): Problem {
  return {
    code: 'PARSE_COUNT_MISMATCH',
    severity: 'warning',
    message: `"${brief}" has ${rows} neighbours, "${detail}" has ${blocks}`,
    hint: 'a neighbour came or went between the two commands, or a row could not be read; ask again',
    command: detail,
  };
}

function ambiguous(block: ParsedRecord, { brief, detail }: TableCommands): Problem {
  const name = block.systemName ?? block.chassisId ?? 'a neighbour without a name';
  return {
    code: 'TOPOLOGY_AMBIGUOUS_NEIGHBOR',
    severity: 'warning',
    message: `${name}, port ${block.portId ?? '?'}: no row of "${brief}" is certain to be this neighbour`,
    hint: 'this release prints no local port in the detail; ask "show lldp neighbors <interface> detail"',
    command: detail,
    text: `${name} ${block.portId ?? ''}`.slice(0, 200),
  };
}
