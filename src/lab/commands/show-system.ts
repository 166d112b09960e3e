// Small commands that drivers ask while they get to know a device: privilege, users, inventory, memory, files, addresses.
import type { PortConfiguration } from '../configuration.ts';
import type { VirtualDevice } from '../virtual-device.ts';
import { type Command, type CommandContext, printLines } from './command.ts';
import { lineProtocol, linkStatus } from './show-interfaces.ts';

function show(command: string, print: (context: CommandContext) => readonly string[]): Command {
  return { patterns: [command], mode: 'exec', run: (context) => printLines(print(context)) };
}

function renderIpPort(device: VirtualDevice, port: PortConfiguration): string[] {
  const { address } = port;
  const line = `${port.name} is ${linkStatus(device, port)}, line protocol is ${lineProtocol(device, port)}`;
  if (address === null) return [line, '  Internet protocol processing disabled'];
  return [
    line,
    `  Internet address is ${address.ip}/${address.prefixLength}`,
    '  Broadcast address is 255.255.255.255',
    '  Address determined by non-volatile memory',
    `  MTU is ${port.mtu} bytes`,
    '  Helper address is not set',
    '  Outgoing access list is not set',
    '  Inbound  access list is not set',
  ];
}

export const showSystemCommands: readonly Command[] = [
  show('show privilege', ({ session }) => [`Current privilege level is ${session.privileged ? 15 : 1}`]),
  show('show users', ({ session }) => [
    '    Line       User       Host(s)              Idle       Location',
    `*${session.origin.replace(/^vty(\d+).*/, '  2 vty $1').padEnd(14)}${session.user.padEnd(11)}idle                 00:00:00 ${session.origin.replace(/.*\((.*)\)/, '$1')}`,
    '',
    '  Interface    User               Mode         Idle     Peer Address',
    '',
  ]),
  show('show inventory', ({ device }) => [
    'NAME: "IOSv", DESCR: "IOSv chassis, Hw Serial#: , Hw Revision: 1.0"',
    `PID: IOSv              , VID: 1.0, SN: ${device.serialNumber}`,
    '',
  ]),
  show('show memory statistics', () => [
    '                Head    Total(b)     Used(b)     Free(b)   Lowest(b)  Largest(b)',
    'Processor    F1F2A10   314572800    84120344   230452456   229800128   229000000',
    '      I/O    E000000    33554432    12582912    20971520    20971520    20971520',
    '',
  ]),
  show('dir', () => [
    'Directory of flash0:/',
    '',
    '    1  -rw-   125829120  Mar 28 2019 14:06:00 +00:00  vios-adventerprisek9-m',
    '',
    '2142715904 bytes total (2016886784 bytes free)',
  ]),
  show('show ip interface', ({ device }) => device.ports.flatMap((port) => renderIpPort(device, port))),
  show('show ipv6 interface', () => []),
];
