// The part of toposcope.yml that says how flows are collected: ports, whom to believe, what to keep.
import { z } from 'zod';
import { type CollectSettings, type ListenPoint, parseAddress, parseAddressRange } from '../model/index.ts';
import { Duration, LongDuration, readBy, Text } from './settings-values.ts';

/** The ports that the field uses: NetFlow's two, IPFIX (RFC 7011 §11.5), sFlow. */
export const FLOW_PORTS = [2055, 9995, 4739, 6343] as const;

const DAY = 86_400;

/** Not collected unasked; `flows listen` uses the rest of it. */
export const DEFAULT_COLLECT: CollectSettings = {
  enabled: false,
  listen: [...FLOW_PORTS.map((port) => udp('::', port)), { address: '::', port: 4739, transport: 'tcp' }],
  exporters: 'inventory',
  receiveBufferBytes: 4 * 1024 * 1024,
  windowSeconds: 300,
  talkers: 20,
  mmdb: [],
  retention: { minuteSeconds: 2 * DAY, fiveMinuteSeconds: 30 * DAY, hourSeconds: 730 * DAY },
};

function udp(address: string, port: number): ListenPoint {
  return { address, port, transport: 'udp' };
}

/** `2055`, `192.0.2.1:2055`, `[2001:db8::1]:2055`, each with `tcp:` or `udp:` before it; null for anything else. */
export function parseListenPoint(value: unknown): ListenPoint | null {
  const match = /^(?:(udp|tcp):)?(?:\[([^\]]+)\]:|([^:[\]]+):)?(\d{1,5})$/.exec(String(value).trim());
  if (!match || (typeof value !== 'string' && typeof value !== 'number')) return null;
  const [, transport, six, four, digits] = match;
  const [address, port] = [six ?? four ?? '::', Number(digits)];
  if (parseAddress(address) === null || port > 65_535) return null;
  return { address, port, transport: transport === 'tcp' ? 'tcp' : 'udp' };
}

const SIZES: Readonly<Record<string, number>> = { '': 1, k: 1024, M: 1024 ** 2, G: 1024 ** 3 };

function parseSize(value: unknown): number | null {
  const [, amount, unit = ''] = /^(\d+)\s*([kMG]?)$/.exec(String(value).trim()) ?? [];
  const octets = Number(amount) * (SIZES[unit] ?? 1);
  return amount !== undefined && octets >= 4096 && octets <= 1024 ** 3 ? octets : null;
}

function list<T extends z.ZodType>(item: T) {
  return z.preprocess(
    (value) => (Array.isArray(value) || value === undefined || value === null ? value : [value]),
    z.array(item),
  );
}

/** A port can be opened once; port 0 is another one each time. */
function areDistinct(points: readonly ListenPoint[]): boolean {
  const names = points.filter(({ port }) => port > 0).map((point) => Object.values(point).join(' '));
  return new Set(names).size === names.length;
}

const Range = Text.refine(
  (text) => parseAddressRange(text) !== null,
  'must be an address or a range such as 192.0.2.0/24',
);

const Allow = z.union(
  [z.enum(['inventory', 'any']), z.array(Range)],
  'must be inventory, any, or a list of addresses and ranges such as [192.0.2.0/24]',
);

export const CollectBody = z.strictObject({
  listen: list(readBy(parseListenPoint, "a port, or an address and a port such as '192.0.2.1:2055' or 'tcp:4739'"))
    .refine(areDistinct, 'must name each port once')
    .nullish(),
  allow: Allow.nullish(),
  receive_buffer: readBy(parseSize, 'a size such as 4M, from 4k to 1G').nullish(),
  window: Duration.nullish(),
  talkers: z.int().min(1).max(1000).nullish(),
  mmdb: list(Text).nullish(),
  retention: z
    .strictObject({
      minutes: LongDuration.nullish(),
      five_minutes: LongDuration.nullish(),
      hours: LongDuration.nullish(),
    })
    .nullish(),
});

/** `undefined`: the settings do not speak of flows. `flows:` alone collects with everything as it is by default. */
export function toCollect(
  body: z.infer<typeof CollectBody> | null | undefined,
  path: (file: string) => string,
): CollectSettings {
  if (body === undefined) return DEFAULT_COLLECT;
  const { retention } = DEFAULT_COLLECT;
  return {
    enabled: true,
    listen: body?.listen ?? DEFAULT_COLLECT.listen,
    exporters: body?.allow ?? DEFAULT_COLLECT.exporters,
    receiveBufferBytes: body?.receive_buffer ?? DEFAULT_COLLECT.receiveBufferBytes,
    windowSeconds: body?.window ?? DEFAULT_COLLECT.windowSeconds,
    talkers: body?.talkers ?? DEFAULT_COLLECT.talkers,
    mmdb: (body?.mmdb ?? []).map(path),
    retention: {
      minuteSeconds: body?.retention?.minutes ?? retention.minuteSeconds,
      fiveMinuteSeconds: body?.retention?.five_minutes ?? retention.fiveMinuteSeconds,
      hourSeconds: body?.retention?.hours ?? retention.hourSeconds,
    },
  };
}
