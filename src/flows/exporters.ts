// All exporters met, by address and by slot, with their streams; both bounded.
import { Domain } from './domain.ts';
import { Exporter } from './exporter.ts';
import type { ExporterCounts } from './sink.ts';
import type { TemplateLimits } from './templates/limits.ts';
import { Recency } from './templates/recency.ts';

export { Exporter } from './exporter.ts';

export type ExporterLimits = Pick<TemplateLimits, 'exporters' | 'domains' | 'domainsOfOne'>;

/** A slot is never given to another exporter: others keep slots. */
export class Exporters {
  /** Called with a domain that is being forgotten. */
  onForget: (domain: Domain) => void = () => {};
  private readonly list: Exporter[] = [];
  private readonly byAddress = new Map<string, Exporter>();
  private readonly domainsInUse = new Recency<Domain>();
  private readonly limits: ExporterLimits;
  private last: Exporter | null = null;
  private lastDomain: Domain | null = null;

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

  /** The stream `id` of a protocol (a value of FLOW_PROTOCOLS), made when met first. */
  domain(exporter: Exporter, protocol: number, id: number): Domain {
    const { lastDomain } = this;
    if (lastDomain?.exporter === exporter.slot && lastDomain.id === id && lastDomain.protocol === protocol) {
      return lastDomain;
    }
    const domain = exporter.domains.get(keyOf(protocol, id)) ?? this.addDomain(exporter, protocol, id);
    domain.touch(exporter.lastSeen, exporter.domainsInUse, this.domainsInUse);
    this.lastDomain = domain;
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
    if (domainsInUse.size >= limits.domains) this.forget(domainsInUse.oldest);
    const domain = new Domain(exporter.slot, protocol, id);
    domain.places = { own: exporter.domainsInUse.add(domain), all: domainsInUse.add(domain) };
    exporter.domains.set(keyOf(protocol, id), domain);
    exporter.noteProtocol(protocol);
    return domain;
  }

  private forget(domain: Domain | null): void {
    const exporter = domain && this.list[domain.exporter];
    if (!domain?.places || !exporter) return;
    this.onForget(domain);
    exporter.noteForgotten(domain.sequence);
    exporter.domains.delete(keyOf(domain.protocol, domain.id));
    exporter.domainsInUse.remove(domain.places.own);
    this.domainsInUse.remove(domain.places.all);
    if (this.lastDomain === domain) this.lastDomain = null;
  }
}

function keyOf(protocol: number, id: number): number {
  return protocol * 0x1_0000_0000 + id;
}
