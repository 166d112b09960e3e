// A file for a tool that reads none from standard input, gone afterwards.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function inTemporaryFile<T>(bytes: Uint8Array | string, name: string, use: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'toposcope-diagram-'));
  try {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
