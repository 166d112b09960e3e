// The addresses of hosts, which the topology file does not tell: the other one of their cable's network.

/** The address besides `ip` of a network of two; null where the network is larger. */
export function otherAddress({
  ip,
  prefixLength,
}: {
  readonly ip: string;
  readonly prefixLength: number;
}): string | null {
  const [, network, last = '0'] = /^(.*\.)(\d+)$/.exec(ip) ?? [];
  if (prefixLength === 31) return `${network}${Number(last) ^ 1}`;
  return prefixLength === 30 ? `${network}${Number(last) ^ 3}` : null;
}
