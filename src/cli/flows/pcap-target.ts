// Where a capture is written: standard output or a file, in order, waiting for pipes that are full.
import { closeSync, openSync } from 'node:fs';
import { ToposcopeError } from '../../model/index.ts';
import { writeWhole } from './write-whole.ts';

export interface PcapTarget {
  write(bytes: Uint8Array): void;
  close(): void;
}

/** `file` null: standard output. Throws STORE_WRITE_FAILED, and CLI_USAGE where it would go to a terminal. */
export function openTarget(file: string | null): PcapTarget {
  if (file === null) {
    if (process.stdout.isTTY) throw toTerminal();
    return { write: (bytes) => writeWhole(process.stdout.fd, bytes), close: () => undefined };
  }
  const descriptor = openFile(file);
  return { write: (bytes) => writeWhole(descriptor, bytes), close: () => closeSync(descriptor) };
}

function openFile(file: string): number {
  try {
    return openSync(file, 'w');
  } catch (error) {
    throw new ToposcopeError('STORE_WRITE_FAILED', `cannot write ${file}: ${(error as Error).message}`, {
      hint: 'choose a folder that exists and may be written to',
      cause: error,
    });
  }
}

function toTerminal(): ToposcopeError {
  return new ToposcopeError('CLI_USAGE', 'a capture is nothing for a terminal', {
    hint: 'pipe it: | tcpdump -nr -; or write it into a file: --write link.pcap',
  });
}
