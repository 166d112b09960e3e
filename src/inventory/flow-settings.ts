// The part of toposcope.yml that says how devices export flows: what `provision netflow` and `provision sflow` configure.
import { z } from 'zod';
import { type FlowCollector, type NetflowSettings, parseAddress, type SflowSettings } from '../model/index.ts';
import { Duration, Text } from './settings-values.ts';

const NETFLOW_PORT = 2055;
const SFLOW_PORT = 6343;

const Address = Text.refine((text) => parseAddress(text) !== null, 'must be an IP address');

/** `192.0.2.9`, `192.0.2.9:2055`, or a mapping with `address`, `port` and `vrf`. */
const Collector = z.preprocess(
  readShort,
  z.strictObject({ address: Address, port: z.int().min(1).max(65_535).nullish(), vrf: Text.nullish() }),
);

function readShort(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const [, address, port] = /^([^:]+|\[.+\])(?::(\d+))?$/.exec(value.trim()) ?? [undefined, value];
  return { address: address?.replace(/^\[|\]$/g, ''), ...(port !== undefined && { port: Number(port) }) };
}

const Collectors = z.preprocess(
  (value) => (Array.isArray(value) ? value : [value]),
  z.array(Collector).min(1, 'needs at least one collector'),
);

const PortRules = z.array(
  z.strictObject({
    device: Text.nullish(),
    port: Text,
    direction: z.enum(['ingress', 'egress', 'both']).nullish(),
  }),
);

export const NetflowBody = z.strictObject({
  style: z.enum(['classic', 'flexible']).nullish(),
  version: z.union([z.literal(5), z.literal(9), z.literal(10), z.literal('ipfix')], 'must be 5, 9 or ipfix').nullish(),
  collectors: Collectors,
  source: Text.nullish(),
  active_timeout: Duration.nullish(),
  inactive_timeout: Duration.nullish(),
  sampling: z.int().min(1).max(1_000_000).nullish(),
  ports: PortRules,
});

export const SflowBody = z.strictObject({
  collectors: Collectors,
  source: Text.nullish(),
  sampling: z.int().min(1).max(16_777_215).nullish(),
  polling: Duration.nullish(),
  ports: PortRules,
});

export function toNetflow(body: z.infer<typeof NetflowBody> | null | undefined): NetflowSettings | null {
  if (!body) return null;
  return {
    style: body.style ?? 'classic',
    version: body.version === 'ipfix' ? 10 : (body.version ?? 9),
    collectors: body.collectors.map((one) => toCollector(one, NETFLOW_PORT)),
    source: body.source ?? null,
    // Short enough that a graph of minutes is true; IOS itself waits 30 minutes for a long flow.
    activeTimeoutSeconds: body.active_timeout ?? 60,
    inactiveTimeoutSeconds: body.inactive_timeout ?? 15,
    samplingRate: body.sampling ?? null,
    ports: body.ports.map(toPortRule),
  };
}

export function toSflow(body: z.infer<typeof SflowBody> | null | undefined): SflowSettings | null {
  if (!body) return null;
  return {
    collectors: body.collectors.map((one) => toCollector(one, SFLOW_PORT)),
    source: body.source ?? null,
    samplingRate: body.sampling ?? 1024,
    pollingSeconds: body.polling ?? 20,
    ports: body.ports.map(toPortRule),
  };
}

function toCollector({ address, port, vrf }: z.infer<typeof Collector>, otherwise: number): FlowCollector {
  return { address, port: port ?? otherwise, vrf: vrf ?? null };
}

function toPortRule({ device, port, direction }: z.infer<typeof PortRules>[number]): NetflowSettings['ports'][number] {
  return {
    device: device ?? '*',
    port,
    ingress: direction !== 'egress',
    egress: (direction ?? 'ingress') !== 'ingress',
  };
}
