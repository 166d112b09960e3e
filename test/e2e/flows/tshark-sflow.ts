// sFlow as tshark reads it, sample by sample, down to the packet's headers.
import { type Dissected, dissect, walk } from './pdml.ts';
import type { ToldFlow } from './told.ts';

/** By packet of the capture: its flow samples. */
export async function tsharkSamples(file: string): Promise<ToldFlow[][]> {
  const packets = await dissect(file, 'sflow');
  return packets.map((packet) =>
    [...walk(packet)].filter(({ show }) => /^(Expanded f|F)low sample, seq/.test(show)).map(read),
  );
}

const SAMPLE = 'sflow.flow_sample.';

function read(sample: Dissected): ToldFlow {
  const fields = new Map<string, string>();
  for (const { name, show } of walk(sample)) if (!fields.has(name)) fields.set(name, show);
  const number = (...names: readonly string[]) => {
    const text = names.map((name) => fields.get(name)).find((found) => found !== undefined);
    return text === undefined ? null : Number(text);
  };
  // Exporters write type and code of ICMP into the destination port, and so do we.
  const type = number('icmp.type', 'icmpv6.type');
  const icmp = type === null ? null : 256 * type + (number('icmp.code', 'icmpv6.code') ?? 0);
  return {
    src: fields.get('ip.src') ?? fields.get('ipv6.src') ?? null,
    dst: fields.get('ip.dst') ?? fields.get('ipv6.dst') ?? null,
    srcPort: icmp === null ? number('tcp.srcport', 'udp.srcport') : 0,
    dstPort: icmp ?? number('tcp.dstport', 'udp.dstport'),
    proto: number('ip.proto', 'ipv6.nxt'),
    tos: number('ip.dsfield', 'ipv6.tclass'),
    tcpFlags: number('tcp.flags'),
    bytes: number('sflow_245.header.frame_length'),
    packets: 1,
    inIf: portOf(
      number(`${SAMPLE}input_interface_format`) ?? 0,
      number(`${SAMPLE}input_interface_value`, `${SAMPLE}input_interface`),
    ),
    outIf: portOf(
      number(`${SAMPLE}output_interface_format`, `${SAMPLE}output_interface.format`) ?? 0,
      number(`${SAMPLE}output_interface_value`, `${SAMPLE}output_interface`),
    ),
    direction: null,
    first: null,
    last: null,
    rate: number(`${SAMPLE}sampling_rate`),
  };
}

/** As `ToldFlow` has ports: of sFlow's formats 1 is discarded and 2 several ports; 0 is not known. */
function portOf(format: number, value: number | null): number | null {
  if (format === 1) return 0x90000000 + (value ?? 0);
  if (format === 2) return 0xc0000000 + (value ?? 0);
  if (value === 0x3fffffff) return 0;
  return value === 0 ? null : value;
}
