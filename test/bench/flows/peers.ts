// What other programs take for the same captures: nfdump's, pmacct, tshark. A program that is not installed is told, not failed.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Corpus, CorpusKind } from './corpus.ts';
import { isInstalled, type Stopwatch, secondsSoFar } from './cpu.ts';

/** By size. The slow ones are measured on the smaller two. */
export interface Corpora {
  readonly tiny: Corpus;
  readonly small: Corpus;
  readonly large: Corpus;
}

export interface Bench {
  readonly folder: string;
  readonly watch: Stopwatch;
  /** The compiled `send.c`. */
  readonly sender: string | null;
}

/** Processor seconds per million records. */
export type Peer = (bench: Bench, corpora: Corpora) => number | Promise<number>;

/** Per million records: what the larger of two captures takes more. */
export function marginal(watch: Stopwatch, small: Corpus, large: Corpus, command: (file: string) => string[]): number {
  const [less, more] = [watch.seconds(command(small.path)), watch.seconds(command(large.path))];
  return ((more - less) / (large.records - small.records)) * 1e6;
}

/** In, out, octets and packets of every record. */
const TSHARK_FIELDS: Readonly<Record<CorpusKind, readonly string[]>> = {
  netflow5: ['cflow.inputint', 'cflow.outputint', 'cflow.octets', 'cflow.packets'],
  netflow9: ['cflow.inputint', 'cflow.outputint', 'cflow.octets', 'cflow.packets'],
  ipfix: ['cflow.inputint', 'cflow.outputint', 'cflow.octets', 'cflow.packets'],
  sflow5: ['input_interface', 'output_interface', 'sampling_rate'].map((name) => `sflow.flow_sample.${name}`),
};

const PORT_OF: Readonly<Record<CorpusKind, number>> = { netflow5: 2055, netflow9: 9995, ipfix: 4739, sflow5: 6343 };

const tshark: Peer = ({ watch }, { tiny, small }) => {
  const { kind } = small;
  const as = `udp.port==${PORT_OF[kind]},${kind === 'sflow5' ? 'sflow' : 'cflow'}`;
  const fields = ['ip.src', ...TSHARK_FIELDS[kind]].flatMap((field) => ['-e', field]);
  return marginal(watch, tiny, small, (file) => ['tshark', '-r', file, '-d', as, '-T', 'fields', ...fields]);
};

/** Two tables, by what came in and by what went out, as ours. */
function pmacct(program: string): Peer {
  return ({ folder, watch }, { small, large }) =>
    marginal(watch, small, large, (file) => {
      const settings = join(folder, 'pmacct.conf');
      writeFileSync(
        settings,
        `daemonize: false
pcap_savefile: ${file}
plugins: print[in], print[out]
aggregate[in]: peer_src_ip, in_iface
aggregate[out]: peer_src_ip, out_iface
print_refresh_time: 3600
print_output: csv
print_output_file[in]: ${folder}/pmacct-in.csv
print_output_file[out]: ${folder}/pmacct-out.csv
plugin_buffer_size: 1024000
plugin_pipe_size: 204800000
`,
      );
      return [program, '-f', settings];
    });
}

/** Debian's nfcapd reads no captures: it is sent the datagrams, and what it takes includes receiving them. */
const nfcapd: Peer = async ({ folder, sender }, { large }) => {
  if (sender === null) throw new Error('no sender');
  const flows = nfdumpFolder(folder);
  rmSync(flows, { recursive: true, force: true });
  mkdirSync(flows);
  const port = 20_000 + (process.pid % 10_000);
  const daemon = spawn('nfcapd', ['-p', `${port}`, '-w', flows, '-t', '3600', '-B', '4000000'], { stdio: 'ignore' });
  try {
    await sleep(1000);
    const before = secondsSoFar(daemon.pid ?? 0);
    const rate = 10_000;
    const seconds = Math.min(large.datagrams / rate, 5);
    execFileSync(sender, [large.path, `${port}`, `${rate}`, `${seconds}`]);
    await sleep(500);
    const used = secondsSoFar(daemon.pid ?? 0) - before;
    const ended = new Promise((resolve) => daemon.once('exit', resolve));
    daemon.kill('SIGTERM');
    await ended;
    return (used / storedFlows(flows)) * 1e6;
  } finally {
    daemon.kill('SIGKILL');
  }
};

/** What nfcapd has stored, asked for by exporter and port. */
const nfdump: Peer = ({ folder, watch }) => {
  const flows = nfdumpFolder(folder);
  return (watch.seconds(['nfdump', '-R', flows, '-A', 'router,inif', '-o', 'csv']) / storedFlows(flows)) * 1e6;
};

function nfdumpFolder(folder: string): string {
  return join(folder, 'nfdump');
}

function storedFlows(flows: string): number {
  const told = execFileSync('nfdump', ['-R', flows, '-I'], { encoding: 'utf8' });
  return Number(/^Flows: (\d+)/m.exec(told)?.[1]);
}

interface Named {
  readonly name: string;
  readonly programs: readonly string[];
  readonly kinds: readonly CorpusKind[];
  readonly measure: Peer;
}

const NETFLOW: readonly CorpusKind[] = ['netflow5', 'netflow9', 'ipfix'];

export const PEERS: readonly Named[] = [
  { name: 'nfcapd (receives and stores)', programs: ['nfcapd', 'nfdump'], kinds: NETFLOW, measure: nfcapd },
  { name: 'nfdump -A router,inif (afterwards)', programs: ['nfcapd', 'nfdump'], kinds: NETFLOW, measure: nfdump },
  { name: 'nfacctd, in and out', programs: ['nfacctd'], kinds: NETFLOW, measure: pmacct('nfacctd') },
  { name: 'sfacctd, in and out', programs: ['sfacctd'], kinds: ['sflow5'], measure: pmacct('sfacctd') },
  { name: 'tshark -T fields', programs: ['tshark'], kinds: [...NETFLOW, 'sflow5'], measure: tshark },
];

export function missingOf({ programs }: Named): string[] {
  return programs.filter((program) => !isInstalled(program));
}
