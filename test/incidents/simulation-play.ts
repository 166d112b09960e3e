// Deeds done to a simulated network that is polled and watched, and the judge that holds every incident against the truth.
import { concernedBy, leftInDoubt } from '../../src/app/watch/event-targets.ts';
import type { IncidentBook, IncidentRules } from '../../src/incidents/index.ts';
import { type Incident, type IncidentEvent, linkChanges, type Snapshot } from '../../src/model/index.ts';
import { Network } from './network.ts';
import { Play, time } from './play.ts';
import {
  type Cable,
  deviceOf,
  type Failure,
  type Fault,
  HOLD,
  idOf,
  type Plan,
  portOf,
  type Said,
  STEP,
  World,
} from './simulation.ts';

export type Deed =
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'poll' }
  | { readonly do: 'break'; readonly cable: number; readonly fault: Fault }
  | { readonly do: 'mend' | 'suspend'; readonly cable: number }
  | { readonly do: 'shut'; readonly cable: number; readonly end: 0 | 1 }
  | { readonly do: 'off' | 'on' | 'restart' | 'heal'; readonly device: number }
  | { readonly do: 'fail'; readonly device: number; readonly failure: Failure }
  | { readonly do: 'move'; readonly cable: number; readonly end: 0 | 1; readonly device: number }
  | { readonly do: 'swap'; readonly cable: number; readonly other: number }
  | { readonly do: 'replace'; readonly device: number }
  /** Something happens while a poll is under way: half of the devices are read before it. */
  | { readonly do: 'race'; readonly deed: Deed };

export interface Manner {
  /** Devices tell of their carriers, and are polled at once. */
  readonly chatty: boolean;
}

/** How long after a change a judgement may still be of what was: the hold time, an interval, and a little. */
const GRACE = HOLD + 60;
/** What happened stays true, though it was undone in a way that nobody saw. */
const NEWS: ReadonlySet<string> = new Set(['link-moved', 'cables-swapped', 'device-replaced']);
const TELLING: ReadonlySet<IncidentEvent['what']> = new Set(['warned', 'alerted']);

export class Simulation {
  readonly world: World;
  readonly play: Play;
  readonly manner: Manner;
  readonly failures = new Map<string, Failure>();
  readonly faults: string[] = [];
  readonly log: string[] = [];
  readonly #homes: readonly (readonly string[])[];
  /** Ids of cables → when they were last there. */
  readonly #existed = new Map<string, number>();
  readonly #known = new Set<string>();
  /** Times at which everybody who is on was read. */
  #goodPolls: number[] = [];
  /** Cable → times at which its ends were both read, or off. */
  readonly #reads = new Map<Cable, number[]>();
  #lastDeed = 0;
  #spare = 50;
  #isPolling = false;
  readonly #waiting: Said[] = [];
  readonly #told = new Map<string, Set<string>>();
  #plugs = 0;
  #restarts = 0;
  readonly #asked = new Map<string, number>();

  constructor(plan: Plan, manner: Manner, rules: Partial<IncidentRules> = {}) {
    this.world = new World(plan);
    this.play = new Play(new Network(), rules);
    this.manner = manner;
    this.#homes = this.world.cables.map(({ ends }) => ends);
    for (let poll = 0; poll < 2 && !plan.dark; poll++) {
      this.wait(HOLD + 60);
      this.poll();
    }
  }

  get last(): Snapshot | null {
    return this.play.last;
  }

  get book(): IncidentBook {
    return this.play.book;
  }

  get open(): Incident[] {
    return this.play.open;
  }

  act(deed: Deed): void {
    if (deed.do === 'poll') this.poll();
    else if (deed.do === 'wait') this.wait(deed.seconds);
    else if (deed.do === 'race') this.poll(() => this.#do(deed.deed));
    else this.#do(deed);
  }

  #do(deed: Deed): void {
    const { world } = this;
    this.#lastDeed = world.now;
    this.log.push(`${world.now} ${JSON.stringify(deed)}`);
    this.#change(deed);
    this.#hear(world.settle());
  }

  #change(deed: Deed): void {
    const { world } = this;
    const names = world.managed;
    const name = 'device' in deed ? (names[deed.device % names.length] ?? '') : '';
    const cable = 'cable' in deed ? world.cables[deed.cable % world.cables.length] : undefined;
    const box = world.boxes.get(name);
    switch (deed.do) {
      case 'break':
        if (cable && cable.ends.length === 2) cable.fault = deed.fault;
        else if (cable) cable.fault = 'cut';
        break;
      case 'mend':
        if (cable) this.#mend(cable);
        break;
      case 'suspend':
        for (const end of cable?.ends ?? []) if (world.lags.has(end)) toggle(world.suspended, end);
        break;
      case 'shut':
        toggle(world.shut, cable?.ends[deed.end] ?? '');
        break;
      case 'off':
        if (box) box.on = false;
        break;
      case 'on':
        if (box && !box.on) Object.assign(box, { on: true, onSince: world.now });
        break;
      case 'restart':
        if (box?.on) this.#restart(name);
        break;
      case 'heal':
        this.failures.delete(name);
        break;
      case 'fail':
        this.failures.set(name, deed.failure);
        break;
      case 'move':
        if (cable?.ends.length === 2) this.#move(cable, deed.end, name);
        break;
      case 'swap':
        this.#swap(cable, world.cables[deed.other % world.cables.length]);
        break;
      case 'replace':
        this.#plugs += 1;
        if (box) box.chassis = `${box.chassis.slice(0, -2)}f${this.#spare++ % 10}`;
        if (box?.on) this.#restart(name);
        break;
      default:
    }
  }

  #restart(device: string): void {
    const { world } = this;
    const box = world.boxes.get(device);
    if (box) box.on = false;
    this.#hear(world.settle());
    if (box) Object.assign(box, { on: true, onSince: world.now });
    this.#restarts += 1;
    for (const one of world.cables) if (one.ends.some((end) => deviceOf(end) === device)) one.since = world.now;
  }

  #mend(cable: Cable): void {
    const home = this.#homes[this.world.cables.indexOf(cable)] ?? cable.ends;
    const others = this.world.cables.filter((one) => one !== cable && one.ends.some((end) => home.includes(end)));
    for (const one of [cable, ...others]) {
      one.fault = null;
      this.#plug(one, this.#homes[this.world.cables.indexOf(one)] ?? one.ends);
    }
    for (const end of home) {
      this.world.shut.delete(end);
      this.world.suspended.delete(end);
    }
  }

  #plug(cable: Cable, ends: readonly string[]): void {
    if (cable.ends === ends) return;
    this.#existed.set(this.#nameOf(cable), this.world.now);
    this.#plugs += 1;
    const was = cable.fault;
    cable.fault = 'cut';
    this.#hear(this.world.settle());
    Object.assign(cable, { ends, fault: was, since: this.world.now });
  }

  #move(cable: Cable, staying: 0 | 1, device: string): void {
    const stays = cable.ends[staying] ?? '';
    if (deviceOf(stays) === device) return;
    const to = `${device}:${this.#spare++}`;
    this.#plug(cable, staying === 0 ? [stays, to] : [to, stays]);
  }

  #swap(one: Cable | undefined, other: Cable | undefined): void {
    if (!one || !other || one === other || one.ends.length > 2 || other.ends.length > 2) return;
    const [a = '', b = ''] = one.ends;
    const [c = '', d = ''] = other.ends;
    if (deviceOf(a) === deviceOf(d) || deviceOf(c) === deviceOf(b)) return;
    this.#plugs += 2;
    for (const cable of [one, other]) this.#existed.set(this.#nameOf(cable), this.world.now);
    const was = [one.fault, other.fault];
    one.fault = 'cut';
    other.fault = 'cut';
    this.#hear(this.world.settle());
    Object.assign(one, { ends: [a, d], fault: was[0], since: this.world.now });
    Object.assign(other, { ends: [c, b], fault: was[1], since: this.world.now });
  }

  /** The clock goes on, and is looked at. */
  wait(seconds: number): void {
    for (let left = seconds; left > 0; left -= STEP) {
      this.#hear(this.world.run(STEP));
      this.play.clock = this.world.now;
      this.#judgeEvents(this.play.tick());
    }
  }

  /** Devices say what became of their carriers; who is concerned is polled, and who is needed to judge. */
  #hear(said: readonly Said[]): void {
    const { world, play } = this;
    if (this.#isPolling) this.#waiting.push(...said);
    if (this.#isPolling) return;
    const heard = said.filter(({ end }) => world.boxes.get(deviceOf(end))?.isManaged);
    if (!this.manner.chatty || heard.length === 0) return;
    play.clock = world.now;
    for (const { end, up } of heard) this.#judgeEvents(play.says(up ? 'link-up' : 'link-down', end));
    const asked = heard.flatMap(({ end }) => concernedBy(this.last, deviceOf(end), portOf(end).port));
    this.#askSome(asked);
  }

  #askSome(asked: readonly string[]): void {
    const { world } = this;
    const before = this.last;
    const allowed = [...new Set(asked)].filter(
      (name) => world.boxes.get(name)?.isManaged && world.now - (this.#asked.get(name) ?? -60) >= 30,
    );
    if (allowed.length === 0) return;
    for (const name of allowed) this.#asked.set(name, world.now);
    this.#advanceBriefly();
    this.#look(world.poll(before, this.failures, allowed));
    if (this.last) this.#askSome(leftInDoubt(before, this.last));
  }

  /** No two snapshots have one time. */
  #advanceBriefly(): void {
    this.world.now += 1;
    this.play.clock = this.world.now;
  }

  poll(midway: () => void = () => {}): void {
    this.#advanceBriefly();
    this.#isPolling = true;
    const snapshot = this.world.poll(this.last, this.failures, null, midway);
    this.#isPolling = false;
    this.#look(snapshot);
    this.#hear(this.#waiting.splice(0));
    if (this.failures.size === 0 && this.#lastDeed < this.world.now - 1) this.#goodPolls.push(this.world.now);
    // What was done in between is in half of this poll only.
    if (this.#lastDeed < this.world.now) this.#judgeTold();
    this.#judgeCount();
  }

  #look(snapshot: Snapshot): void {
    const { world } = this;
    const status = new Map(snapshot.devices.map(({ name, poll, claimsAsOf }) => [name, { poll, claimsAsOf }]));
    for (const cable of world.cables) {
      const id = this.#nameOf(cable);
      this.#existed.set(id, world.now);
      const isRead = cable.ends.every((end) => {
        const device = deviceOf(end);
        const one = status.get(device);
        if (!world.boxes.get(device)?.isManaged) return true;
        if (one?.poll?.status === 'unreachable' && !world.answers(device)) return true;
        return one?.poll?.status === 'ok' && one.claimsAsOf === snapshot.takenAt;
      });
      if (isRead) this.#reads.set(cable, [...(this.#reads.get(cable) ?? []), world.now].slice(-8));
    }
    this.log.push(
      `${world.now} snapshot ${snapshot.devices
        .filter(({ poll }) => poll)
        .map(({ name, poll }) => `${name}:${poll?.status}`)
        .join(' ')}`,
      ...snapshot.changes.map((change) => `    ${change.kind} ${change.link ?? ''} ${change.cause}`),
      ...snapshot.links
        .filter(({ state }) => state !== 'confirmed')
        .map((one) => `    - ${one.id} ${one.state} ${one.settling ? 'settling ' : ''}${one.reason}`),
      ...snapshot.bundles
        .filter(({ state }) => state !== 'whole')
        .map((one) => `    - ${one.id} ${one.state} ${one.reasons.join('; ')}`),
    );
    this.#judgeChanges(snapshot);
    this.#judgeEvents(this.play.look(snapshot));
    for (const link of snapshot.links)
      if (link.state === 'confirmed' || this.#isOutside(link.id)) this.#known.add(link.id);
  }

  #isOutside(id: string): boolean {
    return this.world.cables.some(
      (cable) =>
        this.#nameOf(cable) === id &&
        cable.isWell &&
        cable.ends.some((end) => !this.world.boxes.get(deviceOf(end))?.isManaged),
    );
  }

  #nameOf({ ends }: Cable): string {
    return ends.length > 2 ? `hub ${ends.join(' ')}` : idOf(ends);
  }

  #blame(text: string): void {
    this.faults.push(`${this.world.now} (${time(this.world.now)}) ${text}`);
    this.log.push(`!!! ${text}`);
  }

  #cable(id: string): Cable | undefined {
    return this.world.cables.find((cable) => this.#nameOf(cable) === id);
  }

  /** Well, and so long that everybody must know. */
  #isFine(cable: Cable | undefined, since = this.world.now - GRACE): boolean {
    return cable?.isWell === true && cable.since < since;
  }

  #judgeEvents(events: readonly IncidentEvent[]): void {
    for (const { what, incident } of events) {
      this.log.push(
        `${this.world.now}   ${what} ${incident.kind} ${incident.subject} [${incident.stage}] ${incident.timeline.at(-1)?.text}`,
      );
      const { kind, links } = incident;
      this.#judgeOnce(what, incident);
      if (what === 'resolved') this.#judgeEnd(incident);
      if (!TELLING.has(what)) continue;
      if (kind.startsWith('device-')) continue;
      const cables = [...links.map((id) => this.#cable(id)), ...(isBundle(kind) ? this.#membersOf(incident) : [])];
      const isKnownWell = (cable: Cable | undefined): boolean =>
        this.#isFine(cable) &&
        cable !== undefined &&
        !cable.ends.some((end) => this.world.suspended.has(end)) &&
        cable.ends === this.#homes[this.world.cables.indexOf(cable)] &&
        (this.#reads.get(cable) ?? []).some((at) => at > cable.since + 40);
      if (kind !== 'link-moved' && kind !== 'cables-swapped' && cables.length > 0 && cables.every(isKnownWell)) {
        this.#blame(`${what} ${kind} ${incident.subject}, which is well since ${cables[0]?.since}: ${incident.cause}`);
      }
    }
  }

  /** Nobody is told the same twice. */
  #judgeOnce(what: IncidentEvent['what'], { id, title, flapping }: Incident): void {
    const told = this.#told.get(id) ?? new Set();
    if (told.has(what) && TELLING.has(what) && !flapping) this.#blame(`${what} twice: ${title}`);
    this.#told.set(id, what === 'resolved' ? new Set() : told.add(what));
  }

  /** What is still broken is not resolved, unless another incident tells it. */
  #judgeEnd({ kind, subject, links, timeline }: Incident): void {
    const why = timeline.at(-1)?.text ?? '';
    if (
      !kind.startsWith('link') ||
      kind === 'link-moved' ||
      kind === 'link-mismatch' ||
      why.includes('it is part of another')
    )
      return;
    const broken = links
      .map((id) => this.#cable(id))
      .filter((cable) => cable && !cable.isWell && cable.since < this.world.now - HOLD - 10);
    if (broken.length > 0 && broken.length === links.length)
      this.#blame(`resolved ${kind} ${subject}, which is broken: ${why}`);
  }

  /** Cables that belong to one of the LAGs of a bundle, wherever they lead by now. */
  #membersOf({ subject }: Incident): Cable[] {
    const { world } = this;
    const isIn = (end: string): boolean =>
      subject.split('--').includes(`${deviceOf(end)}:${world.lags.get(end) ?? ''}`);
    return world.cables.filter((_, i) => this.#homes[i]?.some(isIn));
  }

  #judgeChanges(snapshot: Snapshot): void {
    for (const change of linkChanges(snapshot)) {
      for (const was of [change.before, change.partner?.before]) if (was) this.#known.delete(was.link);
      const cable = this.#cable(change.link);
      if (change.kind === 'lost' && this.#isFine(cable))
        this.#blame(`lost ${change.link}, which is well: ${change.cause}`);
      if (change.kind === 'moved' || change.kind === 'renumbered' || change.kind === 'swapped') {
        const at = this.#existed.get(change.link) ?? Number.NEGATIVE_INFINITY;
        const was = this.#cable(change.before?.link ?? '');
        if (at < this.world.now - GRACE && !/segment:|~/.test(change.link))
          this.#blame(`${change.kind} ${change.link}, which is not there: ${change.cause}`);
        if (was && this.#isFine(was) && !change.link.includes('~'))
          this.#blame(`${change.kind} from ${change.before?.link}, which is well`);
      }
    }
  }

  /** Every cable that is broken long enough, and was read twice, is told once, as an alert. */
  #judgeTold(): void {
    for (const cable of this.world.cables) {
      const id = this.#nameOf(cable);
      if (cable.isWell || cable.ends.length > 2 || !this.#known.has(id) || this.#isHidden(cable)) continue;
      const reads = (this.#reads.get(cable) ?? []).filter((at) => at > cable.since + HOLD + 10);
      // What was forgotten at a restart, or could not be asked in a poll of some, is judged one poll later.
      if (reads.length < (this.manner.chatty || this.#restarts > 0 ? 3 : 2) || cable.since + HOLD + 10 > this.world.now)
        continue;
      const tellers = this.open.filter(({ links, explains }) => [...links, ...explains.links].includes(id));
      // A bundle names all of its members, also one that is in trouble of its own.
      const own = tellers.filter(({ kind, links }) => !(isBundle(kind) && links.length > 1));
      const [teller, ...more] = own.length > 0 ? own : tellers;
      if (teller && isLoud(teller) && (more.length === 0 || own.some(({ kind }) => kind.startsWith('device-'))))
        continue;
      const who = tellers.map((one) => `${one.kind} ${one.subject} [${one.stage}]`);
      this.#blame(`${id} is broken since ${cable.since} and told by ${who.join(', ') || 'nobody'}`);
    }
  }

  /** Nobody of the inventory can notice. */
  #isHidden({ ends, fault }: Cable): boolean {
    const boxes = ends.map((end) => this.world.boxes.get(deviceOf(end)));
    if (boxes.every((box) => !box?.isManaged)) return true;
    return (
      [0, 1].some((i) => fault === `deaf-${i}` && !boxes[i]?.isManaged) &&
      boxes.every((box) => box?.on) &&
      !ends.some((end) => this.world.shut.has(end))
    );
  }

  /** When all is quiet there are no more incidents than causes. */
  #judgeCount(): void {
    const { world } = this;
    const quiet = this.#lastDeed + GRACE;
    if (this.#goodPolls.filter((at) => at > quiet).length < 2) return;
    const told = this.open.filter((one) => one.stage !== 'suspected' && !one.flapping && !this.#isHistory(one));
    const troubled = world.cables.filter(
      ({ ends, fault }, i) =>
        fault !== null ||
        ends.some((end) => world.shut.has(end) || world.suspended.has(end)) ||
        ends !== this.#homes[i],
    );
    const off = [...world.boxes.values()].filter(({ on }) => !on);
    const causes = troubled.length + off.length + this.#restarts;
    const news = this.open.filter(({ kind }) => NEWS.has(kind));
    if (news.length > this.#plugs)
      this.#blame(`${news.length} news of ${this.#plugs} cables and boxes that were exchanged`);
    if (told.length > causes) {
      this.#blame(
        `${told.length} incidents of ${causes} causes: ${told.map((one) => `${one.kind} ${one.subject}`).join(', ')}`,
      );
    }
  }

  /** News, and the loss of a cable that was plugged in elsewhere for a while: nobody can know that it is not meant to be. */
  #isHistory({ kind, links }: Incident): boolean {
    return NEWS.has(kind) || ((kind === 'link-lost' || kind === 'links-lost') && links.every((id) => !this.#cable(id)));
  }

  /** All is made well again: two polls later nothing is open. */
  finish(): void {
    const { world } = this;
    this.log.push('--- all is mended');
    this.failures.clear();
    for (const cable of world.cables) this.#mend(cable);
    world.shut.clear();
    world.suspended.clear();
    for (const box of world.boxes.values()) if (!box.on) Object.assign(box, { on: true, onSince: world.now });
    this.#hear(world.settle());
    this.#lastDeed = world.now;
    this.wait(GRACE + 40);
    this.poll();
    this.wait(300);
    this.poll();
    for (const one of this.open)
      if (!one.flapping && !this.#isHistory(one))
        this.#blame(`still open: ${one.kind} ${one.subject}: ${one.timeline.at(-1)?.text}`);
    this.wait(1300);
    this.poll();
    for (const one of this.open)
      if (!this.#isHistory(one)) this.#blame(`open for ever: ${one.kind} ${one.subject}: ${one.timeline.at(-1)?.text}`);
    const odd =
      this.last?.links.filter(
        ({ state, a, b }) =>
          state !== 'confirmed' &&
          [a, b].every(
            ({ device }) => this.world.boxes.get(device)?.isManaged && !this.world.boxes.get(device)?.isMute,
          ),
      ) ?? [];
    for (const link of odd)
      if (link.segment === null) this.#blame(`${link.id} is ${link.state} for ever: ${link.reason}`);
  }
}

function isBundle(kind: Incident['kind']): boolean {
  return kind === 'bundle-degraded' || kind === 'bundle-lost' || kind === 'link-mismatch';
}

/** An alert, or one that will be after the next poll. */
function isLoud({ stage, flapping, kind, confirmations }: Incident): boolean {
  return stage === 'alert' || flapping || (kind.startsWith('device-') && confirmations < 2);
}

function toggle(set: Set<string>, item: string): void {
  if (!set.delete(item)) set.add(item);
}
