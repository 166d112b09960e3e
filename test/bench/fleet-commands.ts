// What every client asks a device, in this order, waiting for the prompt after each.
export const COMMANDS: readonly string[] = [
  'show lldp',
  'show lldp neighbors',
  'show lldp neighbors detail',
  'show version',
  'show interfaces',
  'show ip interface brief',
  'show snmp mib ifmib ifindex',
];
