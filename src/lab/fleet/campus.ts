// A generated campus of any size: a ring of core routers, and access switches that each hang on two neighbours of it.
import { LabTopology } from '../lab-topology.ts';

/** Leaves that hang on one core, at most; each core has twice as many ports to leaves, for every leaf has two uplinks. */
const LEAVES_PER_CORE = 20;
const ACCESS_PORTS = 24;
/** 20 characters. */
const LONG_PREFIX = 'campus-north-access-';

/**
 * `core-01` … and `leaf-001` …, `count` together (at least 1), LLDP running, logged into with privilege 15. The same count gives the
 * same campus. `credentials` are the lab's own where none are given. With `longNames` every name begins with the same 20 characters,
 * which is all that `show lldp neighbors` prints of a name.
 */
export function generateCampus(
  count: number,
  credentials: LabTopology['credentials'] = { user: 'cisco', password: 'cisco', enableSecret: 'cisco' },
  { longNames = false }: { readonly longNames?: boolean } = {},
): LabTopology {
  const prefix = longNames ? LONG_PREFIX : '';
  const core = (index: number) => `${prefix}core-${String(index + 1).padStart(2, '0')}`;
  const leaf = (index: number) => `${prefix}leaf-${String(index + 1).padStart(3, '0')}`;
  const cores = Math.min(count, Math.max(3, Math.ceil(count / (LEAVES_PER_CORE + 1))));
  const leaves = count - cores;
  const campus = new Campus();
  for (let i = 0; i < cores; i++) campus.add(core(i));
  for (let i = 0; i < leaves; i++) campus.add(leaf(i), ACCESS_PORTS);
  for (let i = 0; i < cores - 1; i++) campus.connect(core(i), core(i + 1));
  if (cores > 2) campus.connect(core(cores - 1), core(0));
  for (let i = 0; i < leaves; i++) {
    campus.connect(leaf(i), core(i % cores));
    if (cores > 1) campus.connect(leaf(i), core((i + 1) % cores));
  }
  const { devices, links } = campus;
  return LabTopology.parse({ name: `campus-${count}`, domain: 'campus.example', credentials, devices, links });
}

class Campus {
  readonly devices: Record<string, { interfaces: Record<string, string | null>; lldp: true; privilege: 15 }> = {};
  readonly links: [string, string][] = [];
  readonly #uplinks = new Map<string, number>();

  add(name: string, accessPorts = 0): void {
    const number = Object.keys(this.devices).length + 1;
    const interfaces: Record<string, string | null> = { Lo0: `10.255.${number >> 8}.${number & 255}/32` };
    for (let port = 1; port <= accessPorts; port++) interfaces[`Gi1/0/${port}`] = null;
    this.devices[name] = { interfaces, lldp: true, privilege: 15 };
  }

  /** One more cable, from the next free uplink of each. Both ends get addresses of a /31 of their own. */
  connect(a: string, b: string): void {
    const base = this.links.length * 2;
    this.links.push([this.#uplink(a, base), this.#uplink(b, base + 1)]);
  }

  #uplink(name: string, address: number): string {
    const number = (this.#uplinks.get(name) ?? 0) + 1;
    this.#uplinks.set(name, number);
    const port = `Te1/1/${number}`;
    const device = this.devices[name];
    if (device) device.interfaces[port] = `10.${address >> 16}.${(address >> 8) & 255}.${address & 255}/31`;
    return `${name}:${port}`;
  }
}
