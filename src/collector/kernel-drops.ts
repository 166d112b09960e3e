// Datagrams that the kernel threw away because a receive buffer was full: the last column of /proc/net/udp and udp6 (proc(5)).
import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { parseAddress } from '../model/index.ts';

/** Drops by `address:port` as `localName` writes it; null where the machine does not tell. */
export type DropTable = ReadonlyMap<string, number>;

/** Of every UDP socket of this network namespace. */
export async function readKernelDrops(): Promise<DropTable | null> {
  const texts = await Promise.all(
    ['/proc/net/udp', '/proc/net/udp6'].map((path) => readFile(path, 'latin1').catch(() => '')),
  );
  const rows = texts.flatMap(parseDrops);
  return rows.length === 0 ? null : new Map(rows);
}

/** `sl  local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode ref pointer drops`. */
export function parseDrops(text: string): [name: string, drops: number][] {
  const rows: [string, number][] = [];
  for (const line of text.split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/);
    const drops = Number(columns[12]);
    if (columns[1] !== undefined && Number.isInteger(drops)) rows.push([columns[1], drops]);
  }
  return rows;
}

/** `0100007F:0807`: words of 32 bits in the order of octets of this machine, and the port. Null for what is no address. */
export function localName(address: string, port: number): string | null {
  const parsed = parseAddress(address);
  if (parsed === null) return null;
  const octets = Buffer.from(parsed.value.toString(16).padStart(parsed.bits / 4, '0'), 'hex');
  if (endianness() === 'LE') octets.swap32();
  return `${octets.toString('hex')}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
}
