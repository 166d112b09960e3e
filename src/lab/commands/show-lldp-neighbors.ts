// `show lldp neighbors`: the table, in IOS's columns. A name longer than its column is cut and glued to the next.
import { shortPortName } from '../../model/index.ts';
import type { LldpEntry } from '../lldp-agent.ts';
import { type Command, printLines } from './command.ts';
import { LLDP_DISABLED } from './show-lldp.ts';

const LEGEND = [
  'Capability codes:',
  '    (R) Router, (B) Bridge, (T) Telephone, (C) DOCSIS Cable Device',
  '    (W) WLAN Access Point, (P) Repeater, (S) Station, (O) Other',
];

/** Columns start at 0, 20, 35, 46 and 62. */
function renderRow(name: string, port: string, hold: string, capability: string, portId: string): string {
  const head = name.slice(0, 20).padEnd(20) + port.padEnd(15) + hold.padEnd(11) + capability.padEnd(16);
  return head + portId;
}

function renderEntry({ localPort, frame }: LldpEntry): string {
  return renderRow(
    frame.systemName,
    shortPortName(localPort),
    String(frame.ttlSeconds),
    frame.enabledCapabilities,
    frame.portId,
  );
}

export const showLldpNeighbors: Command = {
  patterns: ['show lldp neighbors', 'show lldp neighbors <interface>'],
  mode: 'exec',
  run: ({ device }, [port]) => {
    if (!device.lldp.enabled) return LLDP_DISABLED;
    const entries = device.neighbors().filter((entry) => port === undefined || entry.localPort === port);
    return printLines([
      ...LEGEND,
      '',
      renderRow('Device ID', 'Local Intf', 'Hold-time', 'Capability', 'Port ID'),
      ...entries.map(renderEntry),
      '',
      `Total entries displayed: ${entries.length}`,
      '',
    ]);
  },
};
