// Flow datagrams over loopback: what the collector loses and what it costs, beside a C program that only receives them, in turns.
import { type ChildProcess, execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { compileC, compileProgram } from './flows/compile.ts';
import { writeCorpus } from './flows/corpus.ts';
import type { Intake, Order } from './flows/intake-process.ts';
import { median } from './median.ts';

const ROUNDS = 3;
const SECONDS = 2;
/** Datagrams a second, of 30 records each. */
const RATES = [5_000, 20_000, 60_000] as const;
const BUFFER = 4 << 20;
/** What loses on any machine: a buffer for some dozens of datagrams, and more than any loop reads in time. */
const [SMALL_BUFFER, FLOOD] = [65_536, 400_000];
const [BLOCK_MS, BLOCK_RATE] = [2000, 5_000];
const MOST_RSS = 300e6;
const MOST_RATIO = 4;

interface Programs {
  readonly folder: string;
  readonly sender: string;
  readonly receiver: string;
  readonly collector: string;
  readonly corpus: string;
}

export async function benchIntake(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'toposcope-bench-'));
  try {
    const [sender, receiver] = [compileC('send', folder), compileC('receive', folder)];
    if (sender === null || receiver === null) {
      console.log('no gcc: nothing to send with, nothing to compare with');
      return;
    }
    const collector = compileProgram(folder)('test/bench/flows/intake-process.ts');
    const { path: corpus } = writeCorpus('netflow5', join(folder, 'netflow5.pcap'), 600_000, 1);
    const programs: Programs = { folder, sender, receiver, collector, corpus };
    await compare(programs);
    await block(programs);
    await overflow(programs);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Our collector stays through all of it: its memory is looked at after each round. */
async function compare(programs: Programs): Promise<void> {
  const ours = await openCollector(programs, BUFFER);
  const { receiveBufferBytes } = await ours.status();
  console.log(
    `receive buffer ${receiveBufferBytes} octets; ${SECONDS} s each, ${ROUNDS} rounds: lost of sent, µs of processor per datagram`,
  );
  console.log('  datagrams/s     C receiver            toposcope             ratio   memory');
  // Code is compiled while it runs: that is no matter of datagrams.
  await send(programs, ours.port, 5_000, 2);
  for (const rate of RATES) {
    const results: {
      lostC: number;
      sentC: number;
      lost: number;
      sent: number;
      cpuC: number;
      cpu: number;
      rss: number;
    }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const c = await receiveInC(programs, rate);
      const before = await ours.settled();
      const sent = await send(programs, ours.port, rate, SECONDS);
      const after = await ours.settled();
      const datagrams = after.datagrams - before.datagrams;
      results.push({
        ...{ sentC: c.sent, lostC: c.sent - c.datagrams, cpuC: (c.cpu / c.datagrams) * 1e6 },
        ...{ sent, lost: sent - datagrams, cpu: ((after.cpu - before.cpu) / datagrams) * 1e6, rss: after.rssBytes },
      });
    }
    const of = (pick: (one: (typeof results)[number]) => number) => results.map(pick);
    const total = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0);
    const [cpuC, cpu] = [median(of((one) => one.cpuC)), median(of((one) => one.cpu))];
    const [rss, lost, lostC] = [
      Math.max(...of((one) => one.rss)),
      total(of((one) => one.lost)),
      total(of((one) => one.lostC)),
    ];
    const side = (gone: number, sent: number, us: number) => `${gone} of ${sent}, ${us.toFixed(1)} µs`.padEnd(24);
    console.log(
      `  ${String(rate).padEnd(12)}  ${side(lostC, total(of((one) => one.sentC)), cpuC)}${side(lost, total(of((one) => one.sent)), cpu)}` +
        `${(cpu / cpuC).toFixed(1)} ×   ${(rss / 1e6).toFixed(0)} MB`,
    );
    if (lost > 0 && lostC === 0) console.log('    missed: C loses none');
    if (cpu / cpuC > MOST_RATIO) console.log(`    missed: more than ${MOST_RATIO} times what C takes`);
    if (rss > MOST_RSS) console.log('    missed: more than 300 MB');
  }
  await ours.stop();
}

/** A layout that takes two seconds, while datagrams come. */
async function block(programs: Programs): Promise<void> {
  const ours = await openCollector(programs, BUFFER);
  const before = await ours.settled();
  const sending = send(programs, ours.port, BLOCK_RATE, (BLOCK_MS + 1000) / 1000);
  await sleep(500);
  await ours.block(BLOCK_MS);
  const sent = await sending;
  const after = await ours.settled();
  const lost = sent - (after.datagrams - before.datagrams);
  console.log(`main thread busy for ${BLOCK_MS} ms at ${BLOCK_RATE} datagrams/s: ${lost} of ${sent} lost`);
  await ours.stop();
}

/** Losses that must be seen: by the kernel's count, and in the sequence numbers. */
async function overflow(programs: Programs): Promise<void> {
  const ours = await openCollector(programs, SMALL_BUFFER);
  const sent = await send(programs, ours.port, FLOOD, SECONDS);
  const { datagrams, kernelDrops, lost } = await ours.settled();
  const missing = sent - datagrams;
  console.log(
    `a buffer of ${SMALL_BUFFER} octets, flooded: ${missing} of ${sent} datagrams lost; reported: ${kernelDrops} drops, ` +
      `${lost} records missing by their numbers`,
  );
  if (kernelDrops !== missing) throw new Error('drops of the kernel are not what is missing');
  if (missing > 0 && lost === 0) throw new Error('the sequence numbers tell no loss');
  await ours.stop();
}

const run = promisify(execFile);

/** Datagrams that the kernel took. */
async function send({ sender, corpus }: Programs, port: number, rate: number, seconds: number): Promise<number> {
  const { stdout } = await run(sender, [corpus, `${port}`, `${rate}`, `${seconds}`]);
  return Number(stdout.split(' ')[0]);
}

async function receiveInC(programs: Programs, rate: number): Promise<{ sent: number; datagrams: number; cpu: number }> {
  const port = 30_000 + (process.pid % 10_000);
  const receiver = spawn(programs.receiver, [`${port}`], { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  receiver.stdout.setEncoding('utf8').on('data', (text) => {
    told += text;
  });
  const ended = once(receiver, 'close');
  while (!told.includes('ready')) await sleep(10);
  const sent = await send(programs, port, rate, SECONDS);
  await ended;
  const [datagrams = 0, , cpu = 0] = (told.split('\n')[1] ?? '').split(' ').map(Number);
  return { sent, datagrams, cpu };
}

interface OurCollector {
  readonly port: number;
  status(): Promise<Intake>;
  /** When no more datagrams come. */
  settled(): Promise<Intake>;
  block(ms: number): Promise<void>;
  stop(): Promise<void>;
}

async function openCollector({ collector }: Programs, buffer: number): Promise<OurCollector> {
  const child = fork(collector, [`${buffer}`]);
  const port: number = await answer(child);
  const status = () => ask<Intake>(child, { kind: 'status' });
  return {
    port,
    status,
    async settled() {
      for (let last = await status(); ; ) {
        await sleep(200);
        const now = await status();
        if (now.datagrams === last.datagrams) return now;
        last = now;
      }
    },
    async block(ms) {
      await ask(child, { kind: 'block', ms });
    },
    async stop() {
      const ended = once(child, 'exit');
      child.send({ kind: 'stop' } satisfies Order);
      await ended;
    },
  };
}

async function ask<T>(child: ChildProcess, order: Order): Promise<T> {
  const answered = answer<T>(child);
  child.send(order);
  return answered;
}

async function answer<T>(child: ChildProcess): Promise<T> {
  const [message] = (await once(child, 'message')) as [T];
  return message;
}
