// Where a discovery begins, as the operator writes it.

/** Where to begin; a port only where it was written. */
export interface Seed {
  readonly host: string;
  readonly port: number | null;
}

/** `r1`, `192.0.2.1`, `192.0.2.1:2222`, `[2001:db8::1]:2222`. */
export function readSeed(text: string): Seed {
  const [, host, port] = /^(\[[^\]]+\]|[^:]+):(\d{1,5})$/.exec(text) ?? [];
  return host === undefined ? { host: text, port: null } : { host: host.replace(/[[\]]/g, ''), port: Number(port) };
}

/** The port that the operator wrote behind an address. */
export function portOf(host: string, seeds: readonly Seed[]): { readonly ansible_port?: string } {
  const port = seeds.find((seed) => seed.host === host)?.port ?? null;
  return port === null ? {} : { ansible_port: String(port) };
}
