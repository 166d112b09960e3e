// Naming one end of a cable: `r6-edge:gi0/1` in any spelling of the port, and what to say when there is no such end.
import { comparePortNames, ToposcopeError } from '../model/index.ts';
import type { LabTopology } from './lab-topology.ts';
import type { LinkSegment } from './link-layer.ts';
import { STUB_PORTS } from './profiles.ts';
import { canonicalEnd } from './topology-wiring.ts';

const MOST_SHOWN = 12;

/** The cables and media of a topology. A stub's name stands for its one port. */
export function readSegments(topology: LabTopology): LinkSegment[] {
  const read = (text: string) => endOf(topology, text);
  const shared = topology.segments.map(({ name, ends }) => ({ name, ends: ends.map(read), shared: true }));
  const cables = topology.links.map((link) => {
    const ends = link.map(read);
    return { name: ends.join('--'), ends, shared: false };
  });
  return [...shared, ...cables];
}

/** The canonical end that a text names, whether or not there is one. */
export function endOf(topology: Pick<LabTopology, 'stubs'>, text: string): string {
  const end = canonicalEnd(text);
  const stub = topology.stubs[end];
  return stub === undefined ? end : `${end}:${STUB_PORTS[stub.kind]}`;
}

export function unknownDevice(name: string, candidates: readonly string[]): ToposcopeError {
  return new ToposcopeError('LAB_UNKNOWN_LINK', `the lab has no device "${name}"`, {
    hint: `its devices are ${firstOf(candidates)}`,
    context: { candidates },
  });
}

/** `segments` are the lab's; of them those at `device` are named. */
export function unknownEnd(text: string, device: string, segments: readonly LinkSegment[]): ToposcopeError {
  const near = segments.flatMap((segment) => segment.ends).filter((end) => end.startsWith(`${device}:`));
  const candidates = [...new Set(near)].sort(comparePortNames);
  return new ToposcopeError('LAB_UNKNOWN_LINK', `no cable of the lab ends at "${text}"`, {
    hint: `name one end of a cable: ${firstOf(candidates)}`,
    context: { candidates },
  });
}

/** Enough of them to see how they are named: a generated campus has hundreds. */
export function firstOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_SHOWN);
  const more = names.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
