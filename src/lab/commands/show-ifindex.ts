// `show snmp mib ifmib ifindex`: the numbers that SNMP and flow exports use for the ports.
import { type Command, printLines } from './command.ts';

export const showIfindex: Command = {
  patterns: ['show snmp mib ifmib ifindex', 'show snmp mib ifmib ifindex <interface>'],
  mode: 'exec',
  run: ({ device }, [name]) => {
    const ports = [...device.ports, { name: 'Null0', ifIndex: device.configuration.nullIfIndex }];
    return printLines(
      ports
        .filter((port) => name === undefined || port.name === name)
        .map((port) => `${port.name}: Ifindex = ${port.ifIndex}`),
    );
  },
};
