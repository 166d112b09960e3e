// Port names as people type them to IOS: any case, any prefix of the type, a blank before the number.
import type { PortConfiguration } from '../configuration.ts';
import { parentPort, vlanOf } from '../sub-interfaces.ts';

/** The canonical name of the device's port, or null. `gi0/1`, `g0/1` and `GigabitEthernet0/1` are the same port. */
export function resolvePort(ports: readonly PortConfiguration[], text: string): string | null {
  const match = /^([a-z-]+)(\d.*)$/i.exec(text);
  if (!match?.[1]) return null;
  const [type, number] = [match[1].toLowerCase(), match[2]];
  const found = ports.find(({ name }) => {
    const split = /^([A-Za-z-]+)(.*)$/.exec(name);
    return split?.[2] === number && split?.[1]?.toLowerCase().startsWith(type);
  });
  return found?.name ?? null;
}

const NEW_PORTS: ReadonlyArray<{ readonly type: string; readonly most: number }> = [
  { type: 'Loopback', most: 2_147_483_647 },
  { type: 'Port-channel', most: 256 },
  { type: 'Tunnel', most: 2_147_483_647 },
  { type: 'Vlan', most: 4094 },
];

/** `lo1`, `port-channel 2`, `gi0/1.10` on a device with that port → the name of a port that configuration may make; else null. */
export function newPortName(ports: readonly PortConfiguration[], text: string): string | null {
  const parent = parentPort(text);
  if (parent !== null) {
    const known = resolvePort(ports, parent);
    return known !== null && vlanOf(text) !== null ? `${known}${text.slice(parent.length)}` : null;
  }
  const match = /^([a-z-]+)(\d+)$/i.exec(text);
  const typed = match?.[1]?.toLowerCase() ?? '';
  const found = NEW_PORTS.find(({ type }) => typed.length > 1 && type.toLowerCase().startsWith(typed));
  const number = Number(match?.[2]);
  return found && number <= found.most ? `${found.type}${number}` : null;
}
