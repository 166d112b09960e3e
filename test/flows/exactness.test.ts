// Whole captures of every protocol through reader and meter: every (exporter, ifIndex, direction, minute) equals what the capture was made of.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { CORPUS_KINDS, writeCorpus } from '../bench/flows/corpus.ts';
import { compareWithTruth } from '../bench/flows/exactness.ts';

const RECORDS = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'toposcope-exactness-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.each(CORPUS_KINDS)('%s comes out equal in every row', async (kind) => {
  const corpus = writeCorpus(kind, join(folder, `${kind}.pcap`), RECORDS);
  const { records, rows, wrong } = await compareWithTruth(corpus, 10);
  expect(wrong.slice(0, 5)).toEqual([]);
  expect(records).toBe(RECORDS);
  expect(rows).toBeGreaterThan(25_000);
});
