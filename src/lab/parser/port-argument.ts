// Port names as people type them to IOS: any case, any prefix of the type, a blank before the number.
import type { PortConfiguration } from '../configuration.ts';

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
