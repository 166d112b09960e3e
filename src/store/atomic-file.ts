// Files that are either the old ones or the new ones, never half of one.
import { randomBytes } from 'node:crypto';
import { access, constants, copyFile, type FileHandle, link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ToposcopeError } from '../model/index.ts';

const NO_HARD_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** Replaces the file in one step; a reader sees the old content or the new, also after a power cut. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  await withTemporary(path, content, (temporary) => rename(temporary, path));
}

/** Creates the file in one step. Returns false, and writes nothing, when it is there already. */
export async function createFile(path: string, content: string | Uint8Array): Promise<boolean> {
  return await withTemporary(path, content, async (temporary) => {
    try {
      await publishNew(temporary, path);
      return true;
    } catch (error) {
      if (isErrno(error, 'EEXIST')) return false;
      throw error;
    } finally {
      await rm(temporary, { force: true });
    }
  });
}

/** Makes the folder where it is missing. STORE_WRITE_FAILED where nothing can be written there: better known before the work. */
export async function requireWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw writeFailed(folder, error);
  }
}

/** A hard link appears whole or not at all; where the file system has none (FAT, some network shares), a copy must do. */
async function publishNew(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (!NO_HARD_LINKS.some((code) => isErrno(error, code))) throw error;
    await copyFile(temporary, path, constants.COPYFILE_EXCL);
  }
}

export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}

async function withTemporary<T>(
  path: string,
  content: string | Uint8Array,
  publish: (temporary: string) => Promise<T>,
): Promise<T> {
  // In the same folder, because a rename is atomic only inside one file system.
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await writeDurably(temporary, content);
    return await publish(temporary);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeFailed(path, error);
  }
}

function writeFailed(path: string, error: unknown): ToposcopeError {
  return new ToposcopeError('STORE_WRITE_FAILED', `cannot write ${path}: ${(error as Error).message}`, {
    hint: 'check that the output folder exists, is yours to write, and that the disk is not full (--output DIR chooses another)',
    context: { path },
    cause: error,
  });
}

async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  const file = await openNew(path);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The folder is there but for the first file, so it is made only once that has failed. */
async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx');
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
    await mkdir(dirname(path), { recursive: true });
    return await open(path, 'wx');
  }
}
