// One attack: a reader with its meters and printers, fed with damaged datagrams of one protocol, judged at every step.
import {
  type FlowBatch,
  type FlowDetail,
  FlowReader,
  type FlowSink,
  LoadMeter,
  portMapOf,
  TalkerMeter,
  type TemplateLimits,
} from '../../src/flows/index.ts';
import { Dice } from '../bench/flows/dice.ts';
import { T0 } from '../flows/load/scene.ts';
import { demand, judgeBatch, judgeLoads, judgeMinute, Wrong } from './judge.ts';
import { Mutator } from './mutate.ts';
import { HONEST, HONEST_BYTES, Honest, LIARS, network } from './network.ts';
import { PrintAll } from './print-all.ts';
import { type FuzzProtocol, seedOf } from './seeds.ts';

/** Small enough to be reached. */
const TIGHT: Partial<TemplateLimits> = {
  ...{ exporters: 300, domains: 400, domainsOfOne: 60, templates: 500, templatesOfOne: 120, templateBytes: 2 << 20 },
  ...{ waitingBytes: 1 << 20, waitingBytesOfOne: 100_000, names: 300 },
};

export interface AttackOptions {
  readonly protocol: FuzzProtocol;
  readonly seed: number;
  readonly detail?: FlowDetail;
  /** With the limits that are the default; else with small ones. */
  readonly isWide?: boolean;
}

const MINUTE_MS = 60_000;
const LEAD = 11;

export class Attack {
  readonly options: AttackOptions;
  sent = 0;
  rows = 0;
  told = 0;
  minutes = 0;
  private readonly dice: Dice;
  private readonly mutator: Mutator;
  private readonly reader: FlowReader;
  private readonly loads: LoadMeter;
  private readonly talkers = new TalkerMeter({ keep: 4, memoryBytes: 1 << 20, seed: 5 });
  private readonly printers: PrintAll | null;
  private readonly honest = new Honest();
  private readonly limits: Partial<TemplateLimits>;
  private honestBytes = 0;
  private isPrinting = false;
  private seeds: Buffer[] = [];
  private nowMs = T0;
  private nextMinute = T0 + MINUTE_MS;
  /** Datagrams stand behind other octets, as in buffers of captures. */
  private readonly framed = Buffer.alloc(66_000, 0xaa);
  private length = 0;

  constructor(options: AttackOptions) {
    const { protocol, seed, detail = 'all', isWide = false } = options;
    this.options = options;
    this.dice = new Dice(seed * 7919 + protocol.length * 31 + protocol.charCodeAt(protocol.length - 1) + 1);
    this.mutator = new Mutator(this.dice);
    this.limits = isWide ? {} : TIGHT;
    const addressOf = (slot: number) => this.reader.addressOf(slot);
    this.printers = detail === 'all' ? new PrintAll(addressOf) : null;
    this.reader = new FlowReader(this.sink(), { detail, batchSize: 2 + this.dice.below(300), limits: this.limits });
    const clockOffsetOf = (slot: number) => this.reader.clockOffsetOf(slot);
    this.loads = new LoadMeter(portMapOf(network()), { addressOf, clockOffsetOf });
    this.send(HONEST, this.honest.next(this.nowMs));
  }

  /** Throws `Wrong`, or what was thrown inside, with how to come there again. */
  run(datagrams: number): void {
    this.guard(() => {
      for (let i = 0; i < datagrams; i++) this.step();
    });
  }

  /** All that the honest one said is on its link, and not an octet more. */
  end(): void {
    this.guard(() => this.settle());
  }

  private guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      const { protocol, seed } = this.options;
      const hex = this.framed.subarray(LEAD, LEAD + this.length).toString('hex');
      throw new Wrong(
        `${protocol} seed ${seed} datagram ${this.sent}: ${String(error instanceof Error ? error.stack : error)}\n${hex}`,
      );
    }
  }

  private sink(): FlowSink {
    return {
      flows: (batch) => this.judge(batch),
      problem: ({ message }) => {
        this.told++;
        demand(message.length < 200, () => `a message of ${message.length} characters`);
      },
      counters: (counters) => this.loads.counters(counters),
      portName: (slot, ifIndex, name) => this.loads.portName(slot, ifIndex, name),
      header: (batch, row, bytes, from, length) => {
        const isInside = from >= LEAD && length >= 0 && from + length <= LEAD + this.length;
        demand(isInside || bytes !== this.framed, () => `a header of ${length} octets at ${from} of ${this.length}`);
        demand(row < batch.size, () => `a header of row ${row} of ${batch.size}`);
      },
      ...(this.options.detail === undefined || this.options.detail === 'all'
        ? { details: (details) => (this.isPrinting ? this.printers?.details(details) : undefined) }
        : {}),
    };
  }

  private judge(batch: FlowBatch): void {
    this.rows += batch.size;
    judgeBatch(batch, 20_000);
    if (this.isPrinting) this.printers?.flows(batch);
    this.talkers.add(batch, this.loads.add(batch));
  }

  private step(): void {
    const { dice, mutator } = this;
    if (this.seeds.length < 8 || this.sent % 48 === 0) this.refill();
    if (dice.below(20) === 0) mutator.makeRandom();
    else mutator.make(this.seed(), this.seed());
    this.nowMs += dice.below(5) === 0 ? dice.below(40) : 0;
    // Now and then our own clock is set.
    if (dice.below(20_000) === 0) this.nowMs -= dice.below(3000);
    this.isPrinting = this.printers !== null && dice.below(100) === 0;
    if (this.isPrinting) this.reader.flush();
    this.send(this.sender(), mutator.bytes, mutator.length);
    if (this.isPrinting) this.print();
    if (this.sent % 500 === 0) this.send(HONEST, this.honest.next(this.nowMs));
    if (this.nowMs >= this.nextMinute) this.endMinute();
    if (this.sent % 20_000 === 0) this.account();
  }

  private refill(): void {
    const seed = seedOf(this.options.protocol, this.dice, Math.floor(this.nowMs / 1000));
    if (this.seeds.length < 64) this.seeds.push(seed);
    else this.seeds[this.dice.below(64)] = seed;
  }

  private seed(): Buffer {
    return this.seeds[this.dice.below(this.seeds.length)]!;
  }

  private sender(): string {
    const { dice } = this;
    const kind = dice.below(40);
    if (kind > 0) return LIARS[kind % LIARS.length]!;
    return `172.${16 + dice.below(16)}.${dice.below(256)}.${dice.below(256)}`;
  }

  private send(from: string, bytes: Uint8Array, length = bytes.length): void {
    this.framed.set(bytes.subarray(0, length), LEAD);
    this.framed.fill(0x5a, LEAD + length, LEAD + length + 8);
    this.length = length;
    this.sent++;
    if (this.isPrinting) this.printers?.datagram(this.framed, LEAD, LEAD + length, from, this.nowMs);
    this.reader.read(this.framed, LEAD, LEAD + length, from, this.nowMs);
  }

  private print(): void {
    this.reader.flush();
    this.printers?.judge();
    this.isPrinting = false;
  }

  private endMinute(): void {
    this.reader.flush();
    const counts = this.reader.counts();
    this.loads.noteExporters(counts, this.nowMs);
    const changed = this.loads.minutesChanged(this.nowMs);
    for (const minute of changed) {
      judgeMinute(minute);
      for (const { bytes, packets } of this.talkers.talkersOf(minute.loads, this.loads.bookings.links)) {
        demand(
          bytes >= 0 && Number.isFinite(bytes) && packets >= 0,
          () => `a talker of ${bytes} octets, ${packets} packets`,
        );
      }
      if (minute.isFinal) this.takeDown(minute.loads);
    }
    judgeLoads(this.loads.loads(this.nowMs - 5 * MINUTE_MS, this.nowMs, []));
    this.nextMinute = this.nowMs + MINUTE_MS;
  }

  private takeDown({ links, bytes, minute }: { links: readonly string[]; bytes: Float64Array; minute: number }): void {
    this.minutes++;
    this.talkers.forgetBefore(minute + 1);
    links.forEach((link, row) => {
      if (link.includes('honest') && link.includes('peer')) this.honestBytes += bytes[row]!;
    });
  }

  /** Nothing is missing: every datagram is some exporter's, or was refused; every row is counted. */
  private account(): void {
    this.reader.flush();
    const counts = this.reader.counts();
    const datagrams = counts.reduce((sum, one) => sum + one.datagrams, 0) + this.reader.refused;
    demand(datagrams === this.sent, () => `${this.sent} datagrams were sent, ${datagrams} are accounted for`);
    const records = counts.reduce((sum, one) => sum + one.records, 0);
    demand(records === this.rows, () => `${this.rows} rows came, ${records} are counted`);
    const honest = counts.find(({ address }) => address === HONEST);
    demand(
      honest?.records === this.honest.records && honest.lost === 0,
      () => `of ${this.honest.records} honest records ${honest?.records} were decoded, ${honest?.lost} lost`,
    );
    this.checkLimits();
  }

  private checkLimits(): void {
    const { exporters } = this.reader.templates();
    const domains = exporters.flatMap((one) => one.domains);
    const most = (what: keyof TemplateLimits, count: number) =>
      demand(count <= (this.limits[what] ?? Number.POSITIVE_INFINITY), () => `${count} ${what}`);
    most('exporters', exporters.length);
    most('domains', domains.length);
    most(
      'templates',
      domains.reduce((sum, { templates }) => sum + templates.length, 0),
    );
    most(
      'names',
      exporters.reduce((sum, { names }) => sum + names.length, 0) +
        domains.reduce((sum, { samplers }) => sum + samplers.length, 0),
    );
  }

  private settle(): void {
    this.account();
    for (let i = 0; i < 70 && this.honestBytes !== this.honest.records * HONEST_BYTES; i++) {
      this.nowMs += MINUTE_MS;
      this.endMinute();
    }
    const wanted = this.honest.records * HONEST_BYTES;
    demand(this.honestBytes === wanted, () => `the honest link has ${this.honestBytes} octets in place of ${wanted}`);
  }
}
