// `show interfaces [X]`: one block per port, with counters that only grow with lab time.
import type { PortConfiguration } from '../configuration.ts';
import { bundleMembers } from '../device-ports.ts';
import { bandwidthOf, hardwareOf } from '../port-hardware.ts';
import { parentPort } from '../sub-interfaces.ts';
import type { VirtualDevice } from '../virtual-device.ts';
import { type Command, printLines } from './command.ts';

/** `up`, `down` or `administratively down`, as four commands print it. */
export function linkStatus(device: VirtualDevice, port: PortConfiguration): string {
  if (!port.adminUp) return 'administratively down';
  return device.isUp(port) ? 'up' : 'down';
}

/** A member that its bundle has suspended has a line and no line protocol. */
export function lineProtocol(device: VirtualDevice, port: PortConfiguration): 'up' | 'down' {
  return device.isUp(port) && device.memberState(port) !== 's' ? 'up' : 'down';
}

function ethernetLines({ name, vlan, speedMbps, duplex }: PortConfiguration): string[] {
  if (parentPort(name) !== null) {
    const encapsulation = vlan === null ? 'ARPA' : `802.1Q Virtual LAN, Vlan ID  ${vlan}.`;
    return [`  Encapsulation ${encapsulation}`, '  ARP type: ARPA, ARP Timeout 04:00:00', '  Keepalive set (10 sec)'];
  }
  const speed = speedMbps === null ? 'Auto Speed' : `${speedMbps}Mb/s`;
  const link = speedMbps === null && duplex === null ? 'auto' : 'force-up';
  return [
    '  Encapsulation ARPA, loopback not set',
    '  Keepalive set (10 sec)',
    `  ${duplex === 'half' ? 'Half' : 'Full'} Duplex, ${speed}, link type is ${link}, media type is RJ45`,
    '  output flow-control is unsupported, input flow-control is unsupported',
    '  ARP type: ARPA, ARP Timeout 04:00:00',
  ];
}
const LOOPBACK_LINES = ['  Encapsulation LOOPBACK, loopback not set', '  Keepalive set (10 sec)'];

/** The two states of the first line. */
function renderStates(device: VirtualDevice, port: PortConfiguration): string {
  const suspended = device.memberState(port) === 's' ? '(suspended) ' : '';
  return `${linkStatus(device, port)}, line protocol is ${lineProtocol(device, port)} ${suspended}`;
}

function renderPort(device: VirtualDevice, port: PortConfiguration): string[] {
  const up = device.isUp(port);
  const isLoopback = port.name.startsWith('Loopback');
  const members = bundleMembers(device.ports, port) === null ? [] : device.bundles.bundled(port);
  const { hardware } = hardwareOf(port);
  // A keepalive every ten seconds is all the traffic there is.
  const packets = port.adminUp ? Math.floor(device.uptimeSeconds / 10) : 0;
  const received = up ? packets : 0;
  return [
    `${port.name} is ${renderStates(device, port)}`,
    `  Hardware is ${hardware}${isLoopback ? '' : `, address is ${port.mac} (bia ${port.mac})`}`,
    ...(port.description === null ? [] : [`  Description: ${port.description}`]),
    ...(port.address === null ? [] : [`  Internet address is ${port.address.ip}/${port.address.prefixLength}`]),
    `  MTU ${isLoopback ? 1514 : port.mtu} bytes, BW ${bandwidthOf(device, port)} Kbit/sec, DLY ${isLoopback ? 5000 : 10} usec, `,
    '     reliability 255/255, txload 1/255, rxload 1/255',
    ...(isLoopback ? LOOPBACK_LINES : ethernetLines(port)),
    ...(members.length > 0 ? [`  Members in this channel: ${members.map(({ short }) => short).join(' ')} `] : []),
    `  Last input ${up ? '00:00:03' : 'never'}, output ${up ? '00:00:01' : 'never'}, output hang never`,
    '  Last clearing of "show interface" counters never',
    '  Input queue: 0/75/0/0 (size/max/drops/flushes); Total output drops: 0',
    '  Queueing strategy: fifo',
    '  Output queue: 0/40 (size/max)',
    '  5 minute input rate 0 bits/sec, 0 packets/sec',
    '  5 minute output rate 0 bits/sec, 0 packets/sec',
    `     ${received} packets input, ${received * 60} bytes, 0 no buffer`,
    '     Received 0 broadcasts (0 IP multicasts)',
    '     0 runts, 0 giants, 0 throttles ',
    '     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored',
    '     0 watchdog, 0 multicast, 0 pause input',
    `     ${packets} packets output, ${packets * 60} bytes, 0 underruns`,
    '     0 output errors, 0 collisions, 0 interface resets',
    '     0 unknown protocol drops',
    '     0 babbles, 0 late collision, 0 deferred',
    '     0 lost carrier, 0 no carrier, 0 pause output',
    '     0 output buffer failures, 0 output buffers swapped out',
  ];
}

export const showInterfaces: Command = {
  patterns: ['show interfaces', 'show interfaces <interface>'],
  mode: 'exec',
  run: ({ device }, [name]) =>
    printLines(
      device.ports
        .filter((port) => name === undefined || port.name === name)
        .flatMap((port) => renderPort(device, port)),
    ),
};
