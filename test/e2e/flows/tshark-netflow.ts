// NetFlow and IPFIX as tshark reads them, record by record.
import { type Dissected, dissect, shown, walk } from './pdml.ts';
import type { ToldFlow } from './told.ts';

/** By packet of the capture: its flows, without options. The reverse half of a biflow stands behind its forward half, if it has packets. */
export async function tsharkFlows(file: string): Promise<ToldFlow[][]> {
  const packets = await dissect(file, 'cflow');
  const streams = new Map<string, Stream>();
  return packets.map((packet) => {
    const source = shown(packet, 'ip.src') ?? '';
    return packet.inside
      .filter(({ name }) => name === 'cflow')
      .flatMap((datagram) => {
        const domain = shown(datagram, 'cflow.source_id') ?? shown(datagram, 'cflow.od_id') ?? '';
        const key = `${source} ${domain} ${shown(datagram, 'cflow.version')}`;
        const stream = streams.get(key) ?? { templates: new Map(), bootMs: null };
        streams.set(key, stream);
        return flowsOf(datagram, stream);
      });
  });
}

interface Stream {
  /** Whether data of an id are options. */
  readonly templates: Map<string, { readonly isOptions: boolean; readonly hasReverse: boolean }>;
  /** When the device started: IPFIX tells it in the record or in an options record. */
  bootMs: number | null;
}

function flowsOf(datagram: Dissected, stream: Stream): ToldFlow[] {
  const version = shown(datagram, 'cflow.version');
  const uptime = shown(datagram, 'cflow.sysuptime');
  const seconds = shown(datagram, 'cflow.unix_secs');
  if (uptime !== null && seconds !== null) {
    const fraction = Number(shown(datagram, 'cflow.unix_nsecs') ?? 0) / 1e6;
    stream.bootMs = Number(seconds) * 1000 + fraction - Number(uptime) * 1000;
  }
  const rate = version === '5' ? headerRate(datagram) : null;
  const flows: ToldFlow[] = [];
  for (const set of datagram.inside) {
    if (/^pdu /.test(set.show)) flows.push({ ...read(set, stream), rate });
    noteTemplates(set, stream);
    const id = shown(set, 'cflow.flowset_id') ?? '';
    for (const record of set.inside.filter(({ show }) => /^Flow \d+$/.test(show))) {
      const template = stream.templates.get(id);
      if (template?.isOptions) noteBoot(record, stream);
      else flows.push(...bothHalves(record, stream, template?.hasReverse ?? false));
    }
  }
  return flows;
}

function headerRate(datagram: Dissected): number | null {
  const rate = Number(shown(datagram, 'cflow.samplerate') ?? 0);
  return rate === 0 ? null : rate;
}

function noteTemplates(set: Dissected, { templates }: Stream): void {
  for (const template of set.inside) {
    const [, options, id] = /^(Options )?Template \(Id = (\d+)/.exec(template.show) ?? [];
    if (id === undefined) continue;
    const hasReverse = template.inside.some(({ show }) => show.endsWith('[Reverse]'));
    templates.set(id, { isOptions: options !== undefined, hasReverse });
  }
}

function noteBoot(record: Dissected, stream: Stream): void {
  const boot = shown(record, 'cflow.sys_init_time');
  if (boot !== null) stream.bootMs = timeOf(boot);
}

function bothHalves(record: Dissected, stream: Stream, hasReverse: boolean): ToldFlow[] {
  const forward = read(record, stream);
  if (!hasReverse) return [forward];
  const { bytes, packets, tos, tcpFlags } = read({ ...record, inside: secondOnes(record) }, stream);
  if (bytes === 0 && packets === 0) return [forward];
  const { src, dst, srcPort, dstPort, inIf, outIf } = forward;
  const ends = { src: dst, dst: src, srcPort: dstPort, dstPort: srcPort, inIf: outIf, outIf: inIf };
  const direction = OTHER[forward.direction ?? ''] ?? null;
  return [forward, { ...forward, ...ends, direction, bytes, packets, tos, tcpFlags }];
}

const OTHER: Readonly<Record<string, 'ingress' | 'egress'>> = { ingress: 'egress', egress: 'ingress' };

/** The fields whose name was there before. */
function secondOnes({ inside }: Dissected): Dissected[] {
  return inside.filter(({ name }, i) => inside.findIndex((one) => one.name === name) < i);
}

const FIELDS = {
  srcPort: ['cflow.srcport'],
  dstPort: ['cflow.dstport'],
  proto: ['cflow.protocol'],
  tos: ['cflow.tos'],
  tcpFlags: ['cflow.tcpflags'],
  inIf: ['cflow.inputint'],
  outIf: ['cflow.outputint'],
  bytes: ['cflow.octets', 'cflow.permanent_octets', 'cflow.initiator_octets'],
  packets: ['cflow.packets', 'cflow.permanent_packets', 'cflow.initiator_packets'],
} as const;

function read(record: Dissected, stream: Stream): ToldFlow {
  const number = (names: readonly string[]) => {
    const text = names.map((name) => shown(record, name)).find((found) => found !== null);
    return text === undefined || text === null || text === '' ? null : Number(text);
  };
  const numbers = Object.fromEntries(Object.entries(FIELDS).map(([field, names]) => [field, number(names)]));
  const direction = shown(record, 'cflow.direction');
  return {
    src: shown(record, 'cflow.srcaddr') ?? shown(record, 'cflow.srcaddrv6'),
    dst: shown(record, 'cflow.dstaddr') ?? shown(record, 'cflow.dstaddrv6'),
    ...(numbers as Record<keyof typeof FIELDS, number | null>),
    dstPort: numbers.dstPort ?? number(['cflow.icmp_type_code_ipv4']) ?? icmp(number),
    direction: direction === '0' ? 'ingress' : direction === '1' ? 'egress' : null,
    first: time(record, 'start', stream),
    last: time(record, 'end', stream),
    rate: null,
  };
}

/** Exporters write type and code of ICMP into the destination port. */
function icmp(number: (names: readonly string[]) => number | null): number | null {
  const type = number(['cflow.icmp_ipv4_type', 'cflow.icmp_ipv6_type']);
  const code = number(['cflow.icmp_ipv4_code', 'cflow.icmp_ipv6_code']);
  return type === null || code === null ? null : 256 * type + code;
}

function time(record: Dissected, which: 'start' | 'end', { bootMs }: Stream): number | null {
  // Who tells seconds and milliseconds tells the seconds first.
  const absolute = [...walk(record)].findLast(({ name }) => name === `cflow.abstime${which}`);
  if (absolute) return timeOf(absolute.show);
  const sinceBoot = shown(record, `cflow.time${which}`);
  return sinceBoot === null || bootMs === null ? null : bootMs + Number(sinceBoot) * 1000;
}

/** `Nov 21, 2026 11:44:44.297000000 UTC`. */
function timeOf(text: string): number {
  const [, whole = '', fraction = '0'] = /^(.*?)(\.\d+)? UTC$/.exec(text) ?? [];
  return Date.parse(`${whole} UTC`) + Number(fraction) * 1000;
}
