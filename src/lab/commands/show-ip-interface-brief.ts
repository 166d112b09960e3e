// `show ip interface brief`.
import { type Command, printLines } from './command.ts';
import { lineProtocol, linkStatus } from './show-interfaces.ts';

export const showIpInterfaceBrief: Command = {
  patterns: ['show ip interface brief'],
  mode: 'exec',
  run: ({ device }) => {
    const rows = device.ports.map((port) => {
      const address = (port.address?.ip ?? 'unassigned').padEnd(16);
      const status = linkStatus(device, port).padEnd(22);
      return `${port.name.padEnd(27)}${address}YES NVRAM  ${status}${lineProtocol(device, port).padEnd(8)}`;
    });
    return printLines([
      'Interface                  IP-Address      OK? Method Status                Protocol',
      ...rows,
    ]);
  },
};
