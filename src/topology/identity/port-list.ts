// What is asked of one interface list again and again, found in one pass: a large network has half a million ports.
import { comparePortNames, normaliseMac, type Port } from '../../model/index.ts';
import { groupBy } from '../group-by.ts';

export interface PortList {
  readonly named: ReadonlyMap<string, Port>;
  /** In the order of their names; the list itself where it is in that order. */
  readonly sorted: readonly Port[];
  /** As `normaliseMac` writes them; with repetitions, since sub-interfaces share theirs. */
  readonly macs: readonly string[];
  readonly addresses: readonly string[];
  /** Members of LAGs. */
  readonly bundled: readonly Port[];
  /** Names by their number, from the first digit on. */
  readonly byNumber: () => ReadonlyMap<string, readonly string[]>;
}

/** Lists do not change while they are known. */
const LISTS = new WeakMap<readonly Port[], PortList>();

export function portList(ports: readonly Port[]): PortList {
  const known = LISTS.get(ports);
  if (known) return known;
  const made = readPorts(ports);
  LISTS.set(ports, made);
  return made;
}

function readPorts(ports: readonly Port[]): PortList {
  const named = new Map<string, Port>();
  const [macs, addresses, bundled]: [string[], string[], Port[]] = [[], [], []];
  let isSorted = true;
  let before = '';
  for (const port of ports) {
    isSorted &&= comparePortNames(before, port.name) <= 0;
    before = port.name;
    named.set(port.name, port);
    const mac = port.mac === null ? null : normaliseMac(port.mac);
    if (mac !== null) macs.push(mac);
    for (const address of port.addresses) addresses.push(address);
    if (port.bundle !== null) bundled.push(port);
  }
  const sorted = isSorted ? ports : ports.toSorted((a, b) => comparePortNames(a.name, b.name));
  let byNumber: ReadonlyMap<string, readonly string[]> | null = null;
  return {
    named,
    sorted,
    macs,
    addresses,
    bundled,
    byNumber: () => {
      byNumber ??= groupBy([...named.keys()], (name) => /\d.*$/.exec(name)?.[0] ?? '');
      return byNumber;
    },
  };
}
