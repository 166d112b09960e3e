// Checks what a schema cannot: that every cable end exists, and that no port holds two cables.
import { canonicalPortName, isKnownPortName } from '../model/index.ts';
import type { LabTopology } from './lab-topology.ts';

export interface WiringFinding {
  readonly path: (string | number)[];
  readonly message: string;
}

/** `r1:Gi0/1` → `r1:GigabitEthernet0/1`; a bare name stays as it is. */
export function canonicalEnd(text: string): string {
  const colon = text.indexOf(':');
  return colon < 0 ? text.trim() : `${text.slice(0, colon).trim()}:${canonicalPortName(text.slice(colon + 1))}`;
}

/** Every end that a device of the topology has, canonical. */
function deviceEnds(topology: LabTopology): Set<string> {
  const ends = new Set<string>();
  for (const [name, device] of Object.entries(topology.devices)) {
    for (const port of Object.keys(device.interfaces)) ends.add(`${name}:${canonicalPortName(port)}`);
  }
  return ends;
}

/** Every contradiction of the topology, in the order of the file. */
export function checkWiring(topology: LabTopology): WiringFinding[] {
  return [
    ...checkPorts(topology),
    ...checkStubs(topology),
    ...checkMembers(topology),
    ...checkSshPorts(topology),
    ...checkEnds(topology),
  ];
}

function checkPorts(topology: LabTopology): WiringFinding[] {
  const findings: WiringFinding[] = [];
  for (const [name, device] of Object.entries(topology.devices)) {
    for (const port of Object.keys(device.interfaces)) {
      if (isKnownPortName(port)) continue;
      findings.push({ path: ['devices', name, 'interfaces', port], message: `"${port}" is no Cisco port name` });
    }
  }
  if (Object.keys(topology.devices).length === 0) findings.push({ path: ['devices'], message: 'no device' });
  return findings;
}

/** A name stands for one thing only. */
function checkStubs({ devices, hosts, stubs }: LabTopology): WiringFinding[] {
  const taken = new Set([...Object.keys(devices), ...hosts]);
  return Object.keys(stubs).flatMap((name) =>
    taken.has(name) ? [{ path: ['stubs', name], message: `"${name}" is already a device or a host` }] : [],
  );
}

function checkMembers(topology: LabTopology): WiringFinding[] {
  return Object.entries(topology.devices).flatMap(([name, { interfaces }]) => {
    const ports = new Set(Object.keys(interfaces).map(canonicalPortName));
    return Object.entries(interfaces).flatMap(([bundle, { members }]) => {
      const path = ['devices', name, 'interfaces', bundle];
      if (members.length > 0 && !/^Port-channel\d+$/.test(canonicalPortName(bundle))) {
        return [{ path: [...path, 'members'], message: `only a Port-channel has members, and "${bundle}" is none` }];
      }
      return members.flatMap((member, i) =>
        ports.has(canonicalPortName(member))
          ? []
          : [{ path: [...path, 'members', i], message: `"${member}" is no port of ${name}` }],
      );
    });
  });
}

function checkSshPorts(topology: LabTopology): WiringFinding[] {
  const owners = new Map<number, string>();
  const findings: WiringFinding[] = [];
  for (const [name, { sshPort }] of Object.entries(topology.devices)) {
    if (sshPort === undefined) continue;
    const owner = owners.get(sshPort);
    if (owner) findings.push({ path: ['devices', name, 'sshPort'], message: `${sshPort} is already ${owner}'s` });
    owners.set(sshPort, owner ?? name);
  }
  return findings;
}

function checkEnds(topology: LabTopology): WiringFinding[] {
  const ends = deviceEnds(topology);
  const hosts = new Set(topology.hosts);
  const stubs = new Set(Object.keys(topology.stubs));
  const used = new Set<string>();
  const check = (text: string, path: WiringFinding['path'], allowHost: boolean): WiringFinding[] => {
    const end = canonicalEnd(text);
    if (allowHost && hosts.has(end)) return [];
    if (!ends.has(end) && !stubs.has(end))
      return [{ path, message: `"${text}" is no port of a device${allowHost ? ' and no host' : ''}` }];
    if (used.has(end)) return [{ path, message: `"${text}" already holds a cable` }];
    used.add(end);
    return [];
  };
  return [
    ...topology.segments.flatMap(({ ends: members }, i) =>
      members.flatMap((end, j) => check(end, ['segments', i, 'ends', j], false)),
    ),
    ...topology.links.flatMap((link, i) => link.flatMap((end, j) => check(end, ['links', i, j], true))),
  ];
}
