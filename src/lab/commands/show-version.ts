// `show version`, as an IOSv router prints it; a switch adds its base address.
import { isPhysical } from '../configuration.ts';
import { type Command, printLines } from './command.ts';

const UNITS = [
  { name: 'week', seconds: 604800 },
  { name: 'day', seconds: 86400 },
  { name: 'hour', seconds: 3600 },
  { name: 'minute', seconds: 60 },
];

/** `1 week, 2 days, 3 hours, 4 minutes`; units that are zero are left out. */
function formatUptime(seconds: number): string {
  let rest = seconds;
  const parts: string[] = [];
  for (const unit of UNITS) {
    const count = Math.floor(rest / unit.seconds);
    rest -= count * unit.seconds;
    if (count > 0) parts.push(`${count} ${unit.name}${count === 1 ? '' : 's'}`);
  }
  return parts.join(', ') || '0 minutes';
}

/** `5254.0001.0001` → `52:54:00:01:00:01`. */
function withColons(mac: string): string {
  return mac.replaceAll('.', '').replace(/(..)(?=.)/g, '$1:');
}

export const showVersion: Command = {
  patterns: ['show version'],
  mode: 'exec',
  run: ({ device }) =>
    printLines([
      ...device.systemDescription,
      '',
      '',
      'ROM: Bootstrap program is IOSv',
      '',
      `${device.configuration.hostname} uptime is ${formatUptime(device.uptimeSeconds)}`,
      'System returned to ROM by reload',
      'System image file is "flash0:/vios-adventerprisek9-m"',
      'Last reload reason: Unknown reason',
      '',
      '',
      '',
      'Cisco IOSv (revision 1.0) with  with 460137K/62464K bytes of memory.',
      `Processor board ID ${device.serialNumber}`,
      `${device.ports.filter((port) => isPhysical(port.name)).length} Gigabit Ethernet interfaces`,
      'DRAM configuration is 72 bits wide with parity disabled.',
      '256K bytes of non-volatile configuration memory.',
      '2097152K bytes of ATA System CompactFlash 0 (Read/Write)',
      '0K bytes of ATA CompactFlash 1 (Read/Write)',
      '0K bytes of ATA CompactFlash 2 (Read/Write)',
      '11217K bytes of ATA CompactFlash 3 (Read/Write)',
      ...(device.kind === 'switch' ? [`Base ethernet MAC Address       : ${withColons(device.chassisId)}`] : []),
      '',
      '',
      '',
      'Configuration register is 0x0',
      '',
    ]),
};
