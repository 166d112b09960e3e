// Link ids are built from the ends, never generated, so that the same cable has the same id in every snapshot.
import { comparePortNames, compareText } from './ports.ts';

/** One end of a link. `port` is a canonical long name, or null where nothing says which port it is. */
export interface LinkEnd {
  readonly device: string;
  readonly port: string | null;
}

/** Orders ends by device, then port, so that it never matters who spoke first. */
export function compareEnds(a: LinkEnd, b: LinkEnd): number {
  return compareText(a.device, b.device) || comparePortNames(a.port ?? '', b.port ?? '');
}

/** `r1:GigabitEthernet0/1`, or `Client` where the port is unknown. */
export function formatEnd(end: LinkEnd): string {
  return end.port === null ? end.device : `${end.device}:${end.port}`;
}

/** `r1:GigabitEthernet0/1--r6-edge:GigabitEthernet0/1`. */
export function linkId(one: LinkEnd, other: LinkEnd): string {
  const [a, b] = [one, other].sort(compareEnds) as [LinkEnd, LinkEnd];
  return `${formatEnd(a)}--${formatEnd(b)}`;
}

/** The ends of `linkId`; none where a name makes the id readable in more than one way, or it is none. */
export function linkEnds(id: string): LinkEnd[] {
  const ends = id.split('--').map((end): LinkEnd => {
    const colon = end.indexOf(':');
    return colon === -1 ? { device: end, port: null } : { device: end.slice(0, colon), port: end.slice(colon + 1) };
  });
  return ends.length === 2 ? ends : [];
}
