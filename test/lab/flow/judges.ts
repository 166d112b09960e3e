// Other people's decoders as judges of the lab's datagrams: tshark and nfdump, where they are installed.
import { execFile, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { captureHeader, capturePacket, type ExportedDatagram } from '../../../src/lab/index.ts';

const run = promisify(execFile);

/** Why a judge cannot be asked; null: it can. */
export function whyNot(...programs: readonly string[]): string | null {
  const missing = programs.filter((program) => spawnSync('which', [program]).status !== 0);
  return missing.length === 0 ? null : `no ${missing.join(', no ')}: skipped`;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'toposcope-judge-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The named fields of every datagram, as tshark reads them; several values of one field are a list. */
export function askTshark(
  datagrams: readonly ExportedDatagram[],
  fields: readonly string[],
  options: readonly string[] = [],
): Promise<string[][][]> {
  return inFolder(async (folder) => {
    const file = join(folder, 'flows.pcap');
    await writeFile(file, Buffer.concat([captureHeader(), ...datagrams.map(capturePacket)]));
    const wanted = fields.flatMap((field) => ['-e', field]);
    const { stdout } = await run('tshark', ['-r', file, '-T', 'fields', '-E', 'separator=|', ...options, ...wanted], {
      maxBuffer: 1 << 26,
    });
    const lines = stdout.split('\n').filter((line) => line !== '');
    return lines.map((line) => line.split('|').map((values) => (values === '' ? [] : values.split(','))));
  });
}

/** Sent to a real nfcapd: what nfdump then says of octets and packets, by `exporter input`. */
export function askNfdump(datagrams: readonly ExportedDatagram[]): Promise<[string, number, number][]> {
  return inFolder(async (folder) => {
    const port = await freePort();
    const collector = spawn('nfcapd', ['-p', String(port), '-b', '127.0.0.1', '-l', folder, '-t', '3600', '-e']);
    try {
      let log = '';
      await new Promise<void>((resolve, reject) => {
        collector.once('error', reject);
        collector.once('exit', () => reject(new Error(`nfcapd ended: ${log}`)));
        const read = (chunk: Buffer) => {
          log += chunk.toString();
          if (/Startup nfcapd|Bound to/.test(log)) resolve();
        };
        collector.stderr.on('data', read);
        collector.stdout.on('data', read);
      });
      await sendSlowly(datagrams, port);
    } finally {
      const ended = new Promise((resolve) => collector.once('exit', resolve));
      collector.kill('SIGTERM');
      await ended;
    }
    const { stdout } = await run('nfdump', ['-R', folder, '-q', '-N', '-o', 'fmt:%ra %in %byt %pkt'], {
      maxBuffer: 1 << 26,
    });
    const sums = new Map<string, [string, number, number]>();
    for (const line of stdout.split('\n')) {
      const [router, input, bytes, packets] = line.trim().split(/\s+/);
      if (packets === undefined) continue;
      const sum = sums.get(`${router} ${input}`) ?? [`${router} ${input}`, 0, 0];
      sums.set(sum[0], [sum[0], sum[1] + Number(bytes), sum[2] + Number(packets)]);
    }
    return [...sums.values()].sort(([a], [b]) => (a < b ? -1 : 1));
  });
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

/** From each exporter's own address, slowly enough for any buffer. */
async function sendSlowly(datagrams: readonly ExportedDatagram[], port: number): Promise<void> {
  const addresses = [...new Set(datagrams.map(({ address }) => address))];
  const sockets = new Map(
    await Promise.all(
      addresses.map(async (address) => {
        const socket = createSocket('udp4');
        await new Promise<void>((resolve) => socket.bind(0, address, resolve));
        return [address, socket] as const;
      }),
    ),
  );
  for (const [i, { address, bytes }] of datagrams.entries()) {
    await new Promise((resolve) => sockets.get(address)?.send(bytes, port, '127.0.0.1', resolve));
    if (i % 20 === 19) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  for (const socket of sockets.values()) socket.close();
}
