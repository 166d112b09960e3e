// How much an exporter, and all of them together, may make a reader remember.

/** What goes over is forgotten, least recently used first, or (`exporters`, `names`) not taken. */
export interface TemplateLimits {
  /** Exporters; datagrams of more are counted and not decoded. A slot takes about 2 kB. */
  readonly exporters: number;
  /** sFlow agents that one sender may bring: a relay speaks for many, and a liar for as many as it likes. */
  readonly agentsOfOne: number;
  /** Streams (source ids, observation domains, engines) of all exporters, and of one. */
  readonly domains: number;
  readonly domainsOfOne: number;
  /** Templates of all exporters, and of one. */
  readonly templates: number;
  readonly templatesOfOne: number;
  /** Octets that all templates take in memory, as estimated: with `templates` the bound of a storm. */
  readonly templateBytes: number;
  /** Fields of one template; longer ones are not taken. */
  readonly fields: number;
  /** Octets of data that waits for its template: of all exporters, and of one stream. */
  readonly waitingBytes: number;
  readonly waitingBytesOfOne: number;
  /** So long data waits for its template, ms. */
  readonly waitingMs: number;
  /** A template that was neither sent again nor used for so long is forgotten, ms. */
  readonly templateMs: number;
  /** Port names of all exporters, and as many samplers. */
  readonly names: number;
  /** Samplers of one stream. */
  readonly samplersOfOne: number;
}

export const TEMPLATE_LIMITS: TemplateLimits = {
  exporters: 16_384,
  agentsOfOne: 8192,
  domains: 65_536,
  domainsOfOne: 1024,
  templates: 65_536,
  templatesOfOne: 4096,
  templateBytes: 96 << 20,
  fields: 1024,
  waitingBytes: 16 << 20,
  waitingBytesOfOne: 2 << 20,
  waitingMs: 30 * 60_000,
  templateMs: 24 * 3_600_000,
  names: 262_144,
  samplersOfOne: 256,
};
