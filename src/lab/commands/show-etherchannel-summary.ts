// `show etherchannel summary`.
import type { PortConfiguration } from '../configuration.ts';
import { bundleMembers } from '../device-ports.ts';
import type { VirtualDevice } from '../virtual-device.ts';
import { type Command, printLines } from './command.ts';

const FLAGS = [
  'Flags:  D - down        P - bundled in port-channel',
  '        I - stand-alone s - suspended',
  '        H - Hot-standby (LACP only)',
  '        R - Layer3      S - Layer2',
  '        U - in use      f - failed to allocate aggregator',
  '',
  '        M - not in use, minimum links not met',
  '        u - unsuitable for bundling',
  '        w - waiting to be aggregated',
  '        d - default port',
  '',
  '',
];

function renderRow(device: VirtualDevice, bundle: PortConfiguration, members: readonly PortConfiguration[]): string {
  const isActive = members.some((member) => member.channelGroup?.mode !== 'on');
  const protocol = members.length > 0 && isActive ? 'LACP' : '-';
  const flags = `${device.isRouted(bundle) ? 'R' : 'S'}${device.isUp(bundle) ? 'U' : 'D'}`;
  const ports = members.map((member) => `${`${member.short}(${device.memberState(member)})`.padEnd(11)} `).join('');
  const group = bundle.name.replace(/\D+/, '');
  return `${group.padEnd(7)}${`${bundle.short}(${flags})`.padEnd(15)}${protocol.padEnd(11)} ${ports}`;
}

export const showEtherchannelSummary: Command = {
  patterns: ['show etherchannel summary'],
  mode: 'exec',
  run: ({ device }) => {
    const rows = device.ports.flatMap((port) => {
      const members = bundleMembers(device.ports, port);
      return members ? [renderRow(device, port, members)] : [];
    });
    return printLines([
      ...FLAGS,
      `Number of channel-groups in use: ${rows.length}`,
      `Number of aggregators:           ${rows.length}`,
      '',
      'Group  Port-channel  Protocol    Ports',
      '------+-------------+-----------+-----------------------------------------------',
      ...rows,
      '',
    ]);
  },
};
