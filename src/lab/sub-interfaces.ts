// Sub-interfaces: `GigabitEthernet0/1.10` routes VLAN 10 of its parent's cable.

/** The port that carries it; null for a port that is no sub-interface. */
export function parentPort(name: string): string | null {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? null : name.slice(0, dot);
}

/** The VLAN of a sub-interface that says nothing else: its number. */
export function vlanOf(name: string): number | null {
  const number = Number(name.slice(name.lastIndexOf('.') + 1));
  return parentPort(name) !== null && number >= 1 && number <= 4094 ? number : null;
}
