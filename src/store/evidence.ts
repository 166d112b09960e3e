// Raw answers, each kept once under its SHA-256: `output/evidence/ab/abcdef….txt.gz`.
import { createHash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzipSync } from 'node:zlib';
import { ToposcopeError } from '../model/index.ts';
import { isErrno, replaceFile } from './atomic-file.ts';

const unzip = promisify(gunzip);

/** The name of a raw answer: SHA-256 of its UTF-8 bytes, in hex. */
export function hashAnswer(raw: string): string {
  return createHash('sha256').update(raw, 'utf8').digest('hex');
}

/** So many at a time wait for the disk: each file is flushed, and one after the other the flushes of 500 devices take a minute. */
const PARALLEL = 16;

/** Keeps raw answers; the same text twice is one file. STORE_WRITE_FAILED for the first that cannot be written. */
export async function keepAnswers(folder: string, answers: Iterable<string>): Promise<void> {
  const waiting = new Set(answers).values();
  const keepSome = async () => {
    for (const raw of waiting) await keepAnswer(folder, raw);
  };
  await Promise.all(Array.from({ length: PARALLEL }, keepSome));
}

async function keepAnswer(folder: string, raw: string): Promise<void> {
  const path = pathOf(folder, hashAnswer(raw));
  const isKnown = await access(path).then(
    () => true,
    () => false,
  );
  // gzip writes no time stamp here: equal answers give equal files, and it does no harm to write one again.
  if (!isKnown) await replaceFile(path, gzipSync(raw, { level: 6 }));
}

/** The raw answer of that hash. STORE_EVIDENCE_MISSING when it is not kept (any more). */
export async function readAnswer(folder: string, hash: string): Promise<string> {
  try {
    return (await unzip(await readFile(pathOf(folder, hash)))).toString('utf8');
  } catch (error) {
    const missing = isErrno(error, 'ENOENT');
    throw new ToposcopeError(
      'STORE_EVIDENCE_MISSING',
      missing ? `no raw answer ${hash} is kept in ${folder}` : `raw answer ${hash} in ${folder} cannot be read`,
      { hint: 'the evidence folder belongs to the snapshots beside it: copy or restore both together', cause: error },
    );
  }
}

function pathOf(folder: string, hash: string): string {
  return join(folder, hash.slice(0, 2), `${hash}.txt.gz`);
}
