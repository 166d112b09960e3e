// Commands of interface configuration mode.
import {
  type ChannelGroup,
  DEFAULT_MTU,
  type FlowMonitorUse,
  type PortConfiguration,
  prefixLengthOf,
} from '../configuration.ts';
import { bundleMembers } from '../device-ports.ts';
import { parentPort } from '../sub-interfaces.ts';
import type { Command, CommandContext } from './command.ts';

/** Returns what IOS prints about it, if anything. */
type ContextChange = (context: CommandContext, port: PortConfiguration, args: readonly string[]) => string | undefined;

function onPort(pattern: string, change: ContextChange): Command {
  return {
    patterns: [pattern],
    mode: 'config-if',
    run: (context, args) => {
      const { device, session } = context;
      const { port } = session;
      if (!port) return '';
      let output: string | undefined;
      device.surroundings.change(device.end(port), () => {
        output = change(context, port, args);
      });
      return output ?? '';
    },
  };
}

function set(values: Partial<PortConfiguration>): ContextChange {
  return (_, port) => {
    Object.assign(port, values);
    return undefined;
  };
}

/** A Port-channel takes its members with it, as IOS does. */
function setAdminUp(adminUp: boolean): ContextChange {
  return ({ device }, port) => {
    port.adminUp = adminUp;
    for (const member of bundleMembers(device.ports, port) ?? []) {
      device.surroundings.change(device.end(member), () => {
        member.adminUp = adminUp;
      });
    }
    return undefined;
  };
}

function setAddress(
  _: CommandContext,
  port: PortConfiguration,
  [ip = '', mask = '']: readonly string[],
): string | undefined {
  const prefixLength = prefixLengthOf(mask);
  if (!/^(\d{1,3}\.){3}\d{1,3}$/.test(ip) || prefixLength === null) return `Bad mask ${mask} for address ${ip}\n`;
  port.address = { ip, prefixLength };
  return undefined;
}

/** Uses of other monitors, or of the same one in the other direction. */
function otherUses(port: PortConfiguration, monitor: string, direction: string): readonly FlowMonitorUse[] {
  return port.flowMonitors.filter((use) => use.monitor !== monitor || use.direction !== direction);
}

function monitorCommands(direction: FlowMonitorUse['direction']): Command[] {
  const add: ContextChange = ({ device }, port, [monitor = '', sampler = null]) => {
    const { flow } = device.configuration;
    if (!flow.block('flow monitor', monitor)) return `% Flow Monitor: '${monitor}' does not exist\n`;
    if (sampler !== null && !flow.block('sampler', sampler)) return `% Sampler: '${sampler}' does not exist\n`;
    port.flowMonitors = [...otherUses(port, monitor, direction), { monitor, sampler, direction }];
    return undefined;
  };
  const remove: ContextChange = (_, port, [monitor = '']) => {
    port.flowMonitors = otherUses(port, monitor, direction);
    return undefined;
  };
  return [
    onPort(`ip flow monitor <word> ${direction}`, add),
    onPort(`ip flow monitor <word> sampler <word> ${direction}`, add),
    onPort(`no ip flow monitor <word> ${direction}`, remove),
    onPort(`no ip flow monitor <word> sampler <word> ${direction}`, remove),
  ];
}

/** A member makes its Port-channel, as IOS does. */
function channelCommand(mode: ChannelGroup['mode']): Command {
  return onPort(`channel-group <number:1-256> mode ${mode}`, ({ device }, port, [group]) => {
    const bundle = `Port-channel${group}`;
    const isNew = !device.port(bundle);
    device.openPort(bundle);
    device.rebundle(port, { group: Number(group), mode });
    return isNew ? `Creating a port-channel interface Port-channel ${group}\n\n` : undefined;
  });
}

export const interfaceCommands: readonly Command[] = [
  onPort('shutdown', setAdminUp(false)),
  onPort('no shutdown', setAdminUp(true)),
  onPort('description <line>', (_, port, [text = '']) => {
    port.description = text;
    return undefined;
  }),
  onPort('no description', set({ description: null })),
  onPort('no description <line>', set({ description: null })),
  onPort('lldp transmit', set({ lldpTransmit: true })),
  onPort('no lldp transmit', set({ lldpTransmit: false })),
  onPort('lldp receive', set({ lldpReceive: true })),
  onPort('no lldp receive', set({ lldpReceive: false })),
  onPort('cdp enable', set({ cdpEnabled: true })),
  onPort('no cdp enable', set({ cdpEnabled: false })),
  onPort('ip address <word> <word>', setAddress),
  onPort('no ip address', set({ address: null })),
  onPort('no ip address <line>', set({ address: null })),
  onPort('ip flow ingress', set({ flowIngress: true })),
  onPort('no ip flow ingress', set({ flowIngress: false })),
  onPort('ip flow egress', set({ flowEgress: true })),
  onPort('no ip flow egress', set({ flowEgress: false })),
  // The older word for ingress; the running configuration shows the newer one since 12.4T.
  onPort('ip route-cache flow', set({ flowIngress: true })),
  onPort('no ip route-cache flow', set({ flowIngress: false })),
  ...monitorCommands('input'),
  ...monitorCommands('output'),
  channelCommand('active'),
  channelCommand('passive'),
  channelCommand('on'),
  onPort('no channel-group', ({ device }, port) => {
    device.rebundle(port, null);
    return undefined;
  }),
  onPort('duplex auto', set({ duplex: null })),
  onPort('duplex full', set({ duplex: 'full' })),
  onPort('duplex half', set({ duplex: 'half' })),
  onPort('no duplex', set({ duplex: null })),
  onPort('speed auto', set({ speedMbps: null })),
  onPort('speed <number:10-400000>', (_, port, [speed]) => {
    port.speedMbps = Number(speed);
    return undefined;
  }),
  onPort('no speed', set({ speedMbps: null })),
  onPort('mtu <number:64-9216>', (_, port, [mtu]) => {
    port.mtu = Number(mtu);
    return undefined;
  }),
  onPort('encapsulation dot1q <number:1-4094>', (_, port, [vlan]) => {
    if (parentPort(port.name) === null) return '% Invalid input detected\n';
    port.vlan = Number(vlan);
    return undefined;
  }),
  onPort('no mtu', set({ mtu: DEFAULT_MTU })),
  // Taken, and as good as the default.
  onPort('media-type rj45', set({})),
];
