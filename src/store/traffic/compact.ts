// Compaction: hours that are over are packed, which takes about half the room and makes the hours of one link quick to read.
import { MINUTE_COLUMNS } from './cells.ts';
import type { TrafficFile, TrafficFolder } from './folder.ts';
import { readParts } from './read-cells.ts';
import { readTalkerParts } from './read-talkers.ts';
import { type FileName, MINUTES } from './resolution.ts';
import { TalkerTableBuilder } from './talker-table.ts';
import { type PackedBlock, packBlock, writeBlock } from './write-block.ts';

/** Minutes are seldom written again so long after their hour. It does no harm where they are: the hour is packed again. */
const SETTLED_SECONDS = 3600;

interface SavedMinute {
  readonly chunk: number;
  readonly at: number;
  readonly writer: number;
  readonly saved: number;
}

interface PackedHour {
  readonly minutes: readonly SavedMinute[];
  readonly blocks: readonly (readonly [writer: number, block: PackedBlock])[];
}

/** Packs what is settled at `now` (seconds since 1970) in one file. Returns how many hours. */
export function compactFile(folder: TrafficFolder, name: FileName, now: number): number {
  const hours = folder.read(name, (file) => hoursToPack(file, now - SETTLED_SECONDS)) ?? [];
  let packed = 0;
  for (const hour of hours) {
    const content = folder.read(name, (file) => packHour(file, hour));
    if (content && folder.write(name, (file) => replaceMinutes(file, hour, content))) packed += 1;
  }
  return packed;
}

function hoursToPack({ sqlite }: TrafficFile, until: number): number[] {
  const { blockSeconds } = MINUTES;
  const sql = `SELECT DISTINCT at / ${blockSeconds} * ${blockSeconds} AS hour FROM minute ORDER BY hour`;
  const hours = sqlite.prepare(sql).all<{ hour: number }>();
  return hours.map(({ hour }) => hour).filter((hour) => hour + blockSeconds <= until);
}

/** Outside of a transaction, so that nobody who writes has to wait for it. */
function packHour(file: TrafficFile, hour: number): PackedHour {
  // First of all: a minute that is saved after this is found to differ, or stays as it is.
  const minutes = file.sqlite
    .prepare('SELECT chunk, at, writer, saved FROM minute WHERE at >= ? AND at < ?')
    .all<SavedMinute>(hour, hour + MINUTES.blockSeconds);
  const all = { fromChunk: 0, toChunk: file.links.chunks };
  const talkers = talkersByWriter(file, hour);
  const blocks = [...readParts(file, hour, all, MINUTE_COLUMNS)].flatMap(([writer, cells]) => {
    const tables = talkers.get(writer);
    const packed = packBlock(cells, MINUTE_COLUMNS, (chunk) => tables?.[chunk]?.build() ?? null);
    return [...packed].map((block) => [writer, block] as const);
  });
  return { minutes, blocks };
}

/** Of each writer by chunk. */
function talkersByWriter(file: TrafficFile, hour: number): Map<number, TalkerTableBuilder[]> {
  const all = { fromChunk: 0, toChunk: file.links.chunks };
  const byWriter = new Map<number, TalkerTableBuilder[]>();
  for (const { writer, chunk, table, stepOf, counts } of readTalkerParts(file, hour, all)) {
    const tables = byWriter.get(writer) ?? [];
    byWriter.set(writer, tables);
    tables[chunk] ??= new TalkerTableBuilder();
    const keys = tables[chunk].dictionary.numbersOf(table.dictionary);
    for (let entry = 0; entry < table.size; entry++) {
      if (!counts(entry)) continue;
      const [row, key] = [table.rows[entry] as number, keys[table.keys[entry] as number] as number];
      tables[chunk].add(stepOf(entry), row, key, table.bytes[entry] as number, table.packets[entry] as number);
    }
  }
  return byWriter;
}

/** Does nothing, and returns false, where one of the minutes was saved again meanwhile, or another process was first. */
function replaceMinutes(file: TrafficFile, hour: number, { minutes, blocks }: PackedHour): boolean {
  const find = file.sqlite.prepare('SELECT 1 FROM minute WHERE chunk = ? AND at = ? AND writer = ? AND saved = ?');
  if (minutes.some(({ chunk, at, writer, saved }) => find.all(chunk, at, writer, saved).length === 0)) return false;
  for (const [writer, block] of blocks) writeBlock(file, hour, writer, block);
  const drop = file.sqlite.prepare('DELETE FROM minute WHERE chunk = ? AND at = ? AND writer = ?');
  for (const { chunk, at, writer } of minutes) drop.run(chunk, at, writer);
  return true;
}
