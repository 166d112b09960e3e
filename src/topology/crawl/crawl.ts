// A crawl, breadth first: what is known, what to visit next, what was left out and why. Pure: the shell does the visits.
import { type Candidate, keysOf, toCandidate } from './candidate.ts';
import type { CrawlAnswer, CrawledDevice, CrawlLimits, CrawlTarget } from './crawl-types.ts';
import { type FenceRule, judge, type Verdict } from './fence.ts';

/** Another management address is tried where one does not answer, up to so many in all. */
const MAX_ADDRESSES = 3;

interface Entry {
  readonly target: CrawlTarget;
  readonly candidate: Candidate;
  readonly verdict: Verdict;
  /** To be tried in this order, the target's first. */
  readonly addresses: readonly string[];
  state: 'waiting' | 'asked' | 'done';
  outcome: CrawledDevice | null;
}

export class Crawl {
  readonly #rules: readonly FenceRule[];
  readonly #limits: CrawlLimits;
  readonly #domains: readonly string[];
  readonly #entries: Entry[] = [];
  /** Key (chassis id, address, name) → the entry that bears it. */
  readonly #known = new Map<string, Entry>();
  /** Each id that is taken, with the last number that was put behind it. */
  readonly #ids = new Map<string, number>();

  constructor(rules: readonly FenceRule[], limits: CrawlLimits, domains: readonly string[]) {
    this.#rules = rules;
    this.#limits = limits;
    this.#domains = domains;
  }

  /** A device to begin with. The fence does not hold for it: it was named. */
  seed(name: string, address: string): void {
    const candidate: Candidate = {
      ...{ name, chassisId: null, addresses: [address], kind: 'network', description: null, depth: 0, via: null },
    };
    if (this.#find(candidate) === null) this.#add(candidate, { action: 'permit', reason: 'seed' }, [address], name);
  }

  /** The next ring: everything that may be visited now. Empty: the crawl is over. */
  next(): CrawlTarget[] {
    // Those that did not answer count too: a device may tell of neighbours without end that do not exist.
    const begun = this.#entries.filter(({ state, verdict }) => state !== 'waiting' && isVisit(verdict)).length;
    const room = this.#limits.maxDevices - begun;
    const ring = this.#entries.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, room));
    for (const entry of ring) entry.state = 'asked';
    return ring.map(({ target }) => target);
  }

  /** What became of a visit to a target that `next` gave. */
  learn(answer: CrawlAnswer): void {
    const entry = this.#entries.find(({ target, state }) => state === 'asked' && target.id === answer.id);
    if (!entry) throw new Error(`${answer.id} was not asked`);
    entry.state = 'done';
    const { facts } = answer;
    if (facts === null) {
      entry.outcome = { ...describe(entry), status: 'failed', ...whyFailed(answer), facts: null };
      if (answer.isUnreachable) this.#tryElsewhere(entry);
      return;
    }
    const own = { name: facts.hostname, chassisId: facts.chassisId, addresses: facts.ports.flatMap(bareAddresses) };
    const twin = this.#twinOf(entry, keysOf({ ...own, name: null }));
    const status = twin === null ? 'visited' : 'duplicate';
    const reason = twin === null ? entry.verdict.reason : `it is ${twin.outcome?.name ?? twin.target.id}`;
    entry.outcome = {
      ...describe(entry),
      name: facts.hostname ?? entry.target.name,
      status,
      reason,
      facts,
      platform: answer.platform,
    };
    if (twin !== null) return;
    for (const key of keysOf(own)) if (!this.#known.has(key)) this.#known.set(key, entry);
    if (entry.verdict.action === 'permit') this.#follow(entry);
  }

  /** Everything heard of, in the order it was found. */
  report(): CrawledDevice[] {
    return this.#entries.flatMap((entry) => {
      if (entry.outcome) return [entry.outcome];
      if (entry.state !== 'waiting') return [];
      return [
        {
          ...describe(entry),
          status: 'refused' as const,
          reason: `more than ${this.#limits.maxDevices} devices`,
          facts: null,
        },
      ];
    });
  }

  #follow(entry: Entry): void {
    const by = { device: entry.outcome?.name ?? entry.target.name, depth: entry.candidate.depth };
    for (const heard of entry.outcome?.facts?.neighbors ?? []) {
      const candidate = toCandidate(heard, by, this.#domains);
      if (this.#find(candidate) === null) this.#add(candidate, this.#judge(candidate));
    }
  }

  #judge(candidate: Candidate): Verdict {
    const verdict = judge(candidate, this.#rules);
    if (verdict.action === 'deny' || verdict.action === 'include') return verdict;
    if (candidate.depth > this.#limits.maxDepth)
      return { action: 'include', reason: `more than ${this.#limits.maxDepth} links away` };
    if (candidate.addresses.length === 0) return { action: 'include', reason: 'it advertises no management address' };
    return verdict;
  }

  #add(candidate: Candidate, verdict: Verdict, addresses = this.#inside(candidate, verdict), id?: string): void {
    const address = addresses[0] ?? null;
    const name = candidate.name ?? address ?? candidate.chassisId ?? '';
    const target: CrawlTarget = { id: this.#freeId(id ?? name), name, address, isSeed: candidate.depth === 0 };
    const state = isVisit(verdict) ? 'waiting' : 'done';
    const entry: Entry = { target, candidate, verdict, addresses, state, outcome: null };
    if (!isVisit(verdict)) {
      const status = verdict.action === 'include' ? 'included' : 'refused';
      entry.outcome = { ...describe(entry), status, reason: verdict.reason, facts: null };
    }
    this.#entries.push(entry);
    for (const key of keysOf(candidate)) if (!this.#known.has(key)) this.#known.set(key, entry);
  }

  /** A device that one of its addresses lets in may advertise others, which the fence holds against. */
  #inside(candidate: Candidate, verdict: Verdict): readonly string[] {
    const { addresses } = candidate;
    if (!isVisit(verdict)) return addresses;
    const inside = addresses.filter((one) => isVisit(judge({ ...candidate, addresses: [one] }, this.#rules)));
    return inside.slice(0, MAX_ADDRESSES);
  }

  /** Two devices may bear one name: an id or an address settles it, a name alone does where neither is contradicted. */
  #find(candidate: Candidate): Entry | null {
    const keys = keysOf(candidate);
    const sure = keys.filter((key) => !key.startsWith('name ')).find((key) => this.#known.has(key));
    if (sure !== undefined) return this.#known.get(sure) ?? null;
    const namesake = keys.map((key) => this.#known.get(key)).find((entry) => entry !== undefined);
    const isOther = namesake !== undefined && candidate.chassisId !== null && chassisOf(namesake) !== null;
    return isOther ? null : (namesake ?? null);
  }

  /** Another visited device with one of these ids: the same box under another address. */
  #twinOf(entry: Entry, keys: readonly string[]): Entry | null {
    const chassis = keys.filter((key) => key.startsWith('chassis '));
    const found = (chassis.length > 0 ? chassis : keys).map((key) => this.#known.get(key));
    return found.find((one) => one !== undefined && one !== entry && one.outcome?.status === 'visited') ?? null;
  }

  /** The next of its addresses takes the place of the one that failed. */
  #tryElsewhere(entry: Entry): void {
    const rest = entry.addresses.slice(1);
    if (rest.length === 0) return;
    entry.outcome = null;
    this.#add(entry.candidate, entry.verdict, rest);
  }

  #freeId(name: string): string {
    let count = this.#ids.get(name) ?? 1;
    let id = name;
    while (this.#ids.has(id)) id = `${name}-${++count}`;
    this.#ids.set(name, count);
    if (id !== name) this.#ids.set(id, 1);
    return id;
  }
}

function isVisit({ action }: Verdict): boolean {
  return action === 'permit' || action === 'leaf';
}

function describe({ target, candidate }: Entry): Omit<CrawledDevice, 'status' | 'reason' | 'facts'> {
  const { depth, via, kind, description } = candidate;
  return {
    id: target.id,
    name: target.name,
    address: target.address,
    depth,
    via,
    kind,
    description,
    platform: null,
    hint: null,
  };
}

function chassisOf({ candidate, outcome }: Entry): string | null {
  return outcome?.facts?.chassisId ?? candidate.chassisId;
}

function bareAddresses({ addresses }: { readonly addresses: readonly string[] }): string[] {
  return addresses.map((address) => address.split('/')[0] ?? '');
}

function whyFailed({ reason, hint = null }: CrawlAnswer): Pick<CrawledDevice, 'reason' | 'hint'> {
  return { reason: reason ?? 'no answer', hint };
}
