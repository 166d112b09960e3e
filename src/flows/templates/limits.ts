// How much an exporter, and all of them together, may make us remember.

export interface TemplateLimits {
  /** Exporters; datagrams of more are counted and not decoded. */
  readonly exporters: number;
  /** Templates of all exporters; the ones not used longest are forgotten first. */
  readonly templates: number;
  /** Fields of all templates. */
  readonly fields: number;
  /** Octets of data waiting for its template, of all exporters. */
  readonly waitingBytes: number;
  /** Data waits so long for its template, ms. */
  readonly waitingMs: number;
  /** A template not sent again nor used for so long is forgotten, ms. */
  readonly templateMs: number;
}

export const TEMPLATE_LIMITS: TemplateLimits = {
  exporters: 16_384,
  templates: 131_072,
  fields: 2_000_000,
  waitingBytes: 8 << 20,
  waitingMs: 30 * 60_000,
  templateMs: 24 * 3_600_000,
};
