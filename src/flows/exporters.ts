// All exporters met, by address and by slot, with their streams; both bounded.
import { Domain } from './domain.ts';
import { Exporter } from './exporter.ts';
import type { ExporterCounts } from './sink.ts';
import type { TemplateLimits } from './templates/limits.ts';
import { Recency } from './templates/recency.ts';

export { Exporter } from './exporter.ts';

export type ExporterLimits = Pick<
  TemplateLimits,
  'exporters' | 'agentsOfOne' | 'domains' | 'domainsOfOne' | 'names' | 'samplersOfOne'
>;

/** Streams that are looked at for one whose exporter has more than others. */
const MOST_ASKED = 64;

/** A slot is never given to another exporter: others keep slots. */
export class Exporters {
  /** Called with a domain that is being forgotten. */
  onForget: (domain: Domain) => void = () => {};
  /** Samplers of all streams. */
  private samplers = 0;
  private readonly list: Exporter[] = [];
  private readonly byAddress = new Map<string, Exporter>();
  private readonly domainsInUse = new Recency<Domain>();
  private readonly limits: ExporterLimits;
  private last: Exporter | null = null;

  constructor(limits: ExporterLimits) {
    this.limits = limits;
  }

  /** Null where there are too many exporters already. */
  find(address: string, receivedMs: number): Exporter | null {
    if (this.last?.address === address) return this.last;
    let exporter = this.byAddress.get(address);
    if (!exporter) {
      if (this.list.length >= this.limits.exporters) return null;
      exporter = new Exporter(this.list.length, address, receivedMs);
      this.list.push(exporter);
      this.byAddress.set(address, exporter);
    }
    this.last = exporter;
    return exporter;
  }

  /** The agent that an sFlow datagram of `sender` names. Null where there are too many already: one sender cannot make up all of them. */
  findAgent(sender: Exporter, address: string, receivedMs: number): Exporter | null {
    const isNew = !this.byAddress.has(address);
    if (isNew && sender.agents >= this.limits.agentsOfOne) return null;
    const agent = this.find(address, receivedMs);
    if (isNew && agent) sender.agents++;
    return agent;
  }

  /** A sampler (null: all that have no name) told its rate. What there is no room for is not kept. */
  learnRate(domain: Domain, sampler: number | null, rate: number): void {
    const isNew = sampler !== null && !domain.samplers.has(sampler);
    const { names, samplersOfOne } = this.limits;
    if (isNew && (domain.samplers.size >= samplersOfOne || this.samplers >= names)) return;
    if (isNew) this.samplers++;
    domain.samplers.learn(sampler, rate);
  }

  /** The stream `id` of a protocol (a value of FLOW_PROTOCOLS), made when met first. */
  domain(exporter: Exporter, protocol: number, id: number): Domain {
    const { lastDomain } = exporter;
    const domain =
      lastDomain?.id === id && lastDomain.protocol === protocol
        ? lastDomain
        : (exporter.domains.get(keyOf(protocol, id)) ?? this.addDomain(exporter, protocol, id));
    domain.touch(exporter.lastSeen, exporter.domainsInUse, this.domainsInUse);
    exporter.lastDomain = domain;
    return domain;
  }

  bySlot(slot: number): Exporter | null {
    return this.list[slot] ?? null;
  }

  all(): readonly Exporter[] {
    return this.list;
  }

  /** Those that sent something; the sender of an sFlow datagram is none where its agent has another address. */
  counts(): ExporterCounts[] {
    return this.list
      .filter((exporter) => exporter.datagrams > 0 || exporter.problems.size > 0)
      .map((exporter) => exporter.counts());
  }

  private addDomain(exporter: Exporter, protocol: number, id: number): Domain {
    const { limits, domainsInUse } = this;
    if (exporter.domainsInUse.size >= limits.domainsOfOne) this.forget(exporter.domainsInUse.oldest);
    if (domainsInUse.size >= limits.domains) this.forget(this.victim(exporter));
    const domain = new Domain(exporter.slot, protocol, id);
    domain.places = { own: exporter.domainsInUse.add(domain), all: domainsInUse.add(domain) };
    exporter.domains.set(keyOf(protocol, id), domain);
    exporter.noteProtocol(protocol);
    return domain;
  }

  /** Who has more than others makes room. */
  private victim({ domainsInUse: own }: Exporter): Domain | null {
    const { domainsInUse: all, list } = this;
    const share = all.size / list.length;
    if (own.size > share) return own.oldest;
    const isGreedy = ({ exporter }: Domain) => (list[exporter]?.domainsInUse.size ?? 0) > share;
    return all.pick(isGreedy, MOST_ASKED) ?? own.oldest ?? all.oldest;
  }

  private forget(domain: Domain | null): void {
    const exporter = domain && this.list[domain.exporter];
    if (!domain?.places || !exporter) return;
    this.onForget(domain);
    this.samplers -= domain.samplers.size;
    exporter.noteForgotten(domain.sequence);
    exporter.domains.delete(keyOf(domain.protocol, domain.id));
    exporter.domainsInUse.remove(domain.places.own);
    this.domainsInUse.remove(domain.places.all);
    if (exporter.lastDomain === domain) exporter.lastDomain = null;
  }
}

function keyOf(protocol: number, id: number): number {
  return protocol * 0x1_0000_0000 + id;
}
