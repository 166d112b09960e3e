// `show lldp neighbors detail`, `show lldp neighbors <if> detail` and `show lldp entry`: one block per neighbour.
import { shortPortName } from '../../model/index.ts';
import { type LldpEntry, remainingSeconds } from '../lldp-agent.ts';
import type { VirtualDevice } from '../virtual-device.ts';
import { type Command, printLines } from './command.ts';
import { LLDP_DISABLED } from './show-lldp.ts';

function renderBlock(device: VirtualDevice, entry: LldpEntry): string[] {
  const { frame } = entry;
  const remaining = remainingSeconds(entry, device.surroundings.clock.now());
  return [
    '------------------------------------------------',
    ...(device.spec.detailWithoutLocalIntf ? [] : [`Local Intf: ${shortPortName(entry.localPort)}`]),
    `Chassis id: ${frame.chassisId}`,
    `Port id: ${frame.portId}`,
    `Port Description: ${frame.portDescription}`,
    `System Name: ${frame.systemName}`,
    '',
    'System Description: ',
    ...frame.systemDescription.split('\n'),
    '',
    `Time remaining: ${remaining} seconds`,
    `System Capabilities: ${frame.capabilities}`,
    `Enabled Capabilities: ${frame.enabledCapabilities}`,
    ...(frame.managementAddress === null
      ? ['Management Addresses - not advertised']
      : ['Management Addresses:', `    IP: ${frame.managementAddress}`]),
    'Auto Negotiation - not supported',
    'Physical media capabilities - not advertised',
    'Media Attachment Unit type - not advertised',
    'Vlan ID: - not advertised',
    '',
  ];
}

function renderBlocks(device: VirtualDevice, wanted: (entry: LldpEntry) => boolean): string {
  if (!device.lldp.enabled) return LLDP_DISABLED;
  const entries = device.neighbors().filter(wanted);
  const blocks = entries.flatMap((entry) => renderBlock(device, entry));
  return printLines([...blocks, '', `Total entries displayed: ${entries.length}`, '']);
}

export const showLldpNeighborsDetail: Command = {
  patterns: ['show lldp neighbors detail', 'show lldp neighbors <interface> detail'],
  mode: 'exec',
  run: ({ device }, [port]) => renderBlocks(device, (entry) => port === undefined || entry.localPort === port),
};

export const showLldpEntry: Command = {
  patterns: ['show lldp entry <word>'],
  mode: 'exec',
  run: ({ device }, [name]) => renderBlocks(device, ({ frame }) => name === '*' || frame.systemName === name),
};
