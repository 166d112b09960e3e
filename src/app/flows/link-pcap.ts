// The sampled headers of a link, out of captures of what its exporters sent: a capture file for tcpdump and tshark.
import { readCapture } from '../../collector/index.ts';
import { type Bookings, compileFilter, FlowReader, HeaderCapture, LoadMeter, portMapOf } from '../../flows/index.ts';
import { type FlowSide, type Problem, type Snapshot, ToposcopeError } from '../../model/index.ts';

export interface LinkPcapRequest {
  readonly files: readonly string[];
  /** Null: every sampled header, whatever its link; `snapshot` is not used then. */
  readonly link: string | null;
  readonly snapshot: Snapshot | null;
  /** Null: both directions. */
  readonly side: FlowSide | null;
  readonly filter: string | null;
  /** Destination ports of the datagrams; null: every one. */
  readonly ports: ReadonlySet<number> | null;
  /** The file, part by part. */
  readonly write: (bytes: Uint8Array) => void;
  readonly onProblem: (problem: Problem) => void;
}

const BATCH = 1024;

/**
 * A bundle has the packets of its members. `unwritable` counts headers that no Ethernet capture can hold.
 * Rejects with TOPOLOGY_NOT_FOUND, FLOW_FILTER_INVALID (before anything is written) or FLOW_CAPTURE_UNREADABLE.
 */
export async function writeLinkPcap(request: LinkPcapRequest): Promise<{ packets: number; unwritable: number }> {
  const { files, link, snapshot, side, filter, ports, write, onProblem } = request;
  const addressOf = (slot: number): string => reader.addressOf(slot);
  const meter = snapshot && new LoadMeter(portMapOf(snapshot), { addressOf, batchSize: BATCH });
  const headers: HeaderCapture = new HeaderCapture({
    links: link === null ? null : linksOf(link, snapshot),
    filter: filter === null ? null : compileFilter(filter, { addressOf }),
    book: (batch): Bookings => (meter as LoadMeter).add(batch),
    ...{ side, write },
  });
  const reader = new FlowReader({ ...headers.sink, problem: () => undefined }, { detail: 'all', batchSize: BATCH });
  for (const file of files) {
    await readCapture(
      file,
      (bytes, from, to, source, receivedMs) => reader.read(bytes, from, to, source.address, receivedMs),
      { ports, onProblem },
    );
  }
  reader.flush();
  headers.end();
  return { ...headers.counts };
}

function linksOf(link: string, snapshot: Snapshot | null): string[] {
  const bundle = snapshot?.bundles.find(({ id }) => id === link);
  if (bundle) return [link, ...bundle.members];
  if (snapshot?.links.some(({ id }) => id === link)) return [link];
  throw new ToposcopeError('TOPOLOGY_NOT_FOUND', `there is no link ${link} in the snapshot`, {
    hint: 'toposcope why DEVICE:PORT tells the link of a port',
    context: { link },
  });
}
