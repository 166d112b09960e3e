// Raw answers made small before the transaction: those of a whole network take seconds, in which nobody else could write.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { deflateSync } from 'node:zlib';
import type { Database } from './database.ts';
import { type Deflated, type Evidence, isKept } from './evidence-table.ts';

/** So much text in one go, in characters, before other work of this process has its turn. */
const PIECE = 256_000;

/** Those that are not kept yet. */
export async function deflateNew(database: Database, evidence: readonly Evidence[]): Promise<Deflated> {
  const unknown = await database.read((sqlite) => evidence.filter(({ hash }) => !isKept(sqlite, hash)));
  const deflated = new Map<string, Uint8Array>();
  let characters = 0;
  for (const { hash, raw } of unknown) {
    if (deflated.has(hash)) continue;
    deflated.set(hash, deflateSync(raw));
    characters += raw.length;
    if (characters < PIECE) continue;
    characters = 0;
    await nextTurn();
  }
  return deflated;
}
