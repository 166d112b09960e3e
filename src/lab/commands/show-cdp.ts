// `show cdp`, `show cdp neighbors [PORT] [detail]`, `show cdp entry`.
import { isKnownPortName, shortPortName } from '../../model/index.ts';
import { type LldpEntry, type LldpFrame, remainingSeconds } from '../lldp-agent.ts';
import type { VirtualDevice } from '../virtual-device.ts';
import { type Command, printLines } from './command.ts';

const CDP_DISABLED = '% CDP is not enabled\n';

const LEGEND = [
  'Capability Codes: R - Router, T - Trans Bridge, B - Source Route Bridge',
  '                  S - Switch, H - Host, I - IGMP, r - Repeater, P - Phone, ',
  '                  D - Remote, C - CVTA, M - Two-port Mac Relay ',
];

/** CDP prints three letters and a blank: `Gig 0/1`. Names that are not Cisco's (`Port 1`) stay as they are. */
function cdpPortName(port: string): string {
  if (!isKnownPortName(port)) return port;
  return port.replace(/^([A-Z][A-Za-z-]{2})[A-Za-z-]*/, '$1 ');
}

/** The table leaves the maker out and cuts the rest. */
function tablePlatform({ cdp }: LldpFrame): string {
  return cdp.platform.replace(/^cisco /i, '').slice(0, 9);
}

/** Columns start at 0, 17, 35, 46, 58 and 68. A name of 17 characters or more has a line of its own. */
function renderRow(device: VirtualDevice, entry: LldpEntry): string[] {
  const { frame, localPort } = entry;
  const hold = String(remainingSeconds(entry, device.surroundings.clock.now()));
  const rest = `${cdpPortName(localPort).padEnd(18)}${hold.padEnd(11)}${frame.cdp.letters.padEnd(12)}${tablePlatform(frame).padEnd(10)}`;
  const row = rest + cdpPortName(frame.portId);
  if (frame.systemName.length < 17) return [frame.systemName.padEnd(17) + row];
  return [frame.systemName, ' '.repeat(17) + row];
}

function renderBlock(device: VirtualDevice, entry: LldpEntry): string[] {
  const { frame, localPort } = entry;
  const address = frame.managementAddress === null ? [] : [`  IP address: ${frame.managementAddress}`];
  return [
    '-------------------------',
    `Device ID: ${frame.systemName}`,
    'Entry address(es): ',
    ...address,
    `Platform: ${frame.cdp.platform},  Capabilities: ${frame.cdp.words} `,
    `Interface: ${localPort},  Port ID (outgoing port): ${frame.portId}`,
    `Holdtime : ${remainingSeconds(entry, device.surroundings.clock.now())} sec`,
    '',
    'Version :',
    ...frame.systemDescription.split('\n'),
    '',
    'advertisement version: 2',
    `Duplex: ${frame.cdp.duplex}`,
    'Management address(es): ',
    ...address,
    '',
  ];
}

function show(
  patterns: readonly string[],
  render: (device: VirtualDevice, entries: readonly LldpEntry[]) => string[],
  wanted: (entry: LldpEntry, argument: string) => boolean,
): Command {
  return {
    patterns,
    mode: 'exec',
    run: ({ device }, [argument]) => {
      if (!device.cdp.enabled) return CDP_DISABLED;
      const entries = device.neighbors('cdp').filter((entry) => argument === undefined || wanted(entry, argument));
      return printLines([...render(device, entries), '', `Total cdp entries displayed : ${entries.length}`]);
    },
  };
}

function renderTable(device: VirtualDevice, entries: readonly LldpEntry[]): string[] {
  const header = 'Device ID        Local Intrfce     Holdtme    Capability  Platform  Port ID';
  return [...LEGEND, '', header, ...entries.flatMap((entry) => renderRow(device, entry))];
}

function renderBlocks(device: VirtualDevice, entries: readonly LldpEntry[]): string[] {
  return entries.flatMap((entry) => renderBlock(device, entry));
}

const onPort = (entry: LldpEntry, port: string) => shortPortName(entry.localPort) === shortPortName(port);

export const showCdpCommands: readonly Command[] = [
  {
    patterns: ['show cdp'],
    mode: 'exec',
    run: ({ device: { cdp } }) => {
      if (!cdp.enabled) return CDP_DISABLED;
      return printLines([
        'Global CDP information:',
        `\tSending CDP packets every ${cdp.intervalSeconds} seconds`,
        `\tSending a holdtime value of ${cdp.holdSeconds} seconds`,
        '\tSending CDPv2 advertisements is  enabled',
      ]);
    },
  },
  show(['show cdp neighbors', 'show cdp neighbors <interface>'], renderTable, onPort),
  show(['show cdp neighbors detail', 'show cdp neighbors <interface> detail'], renderBlocks, onPort),
  show(['show cdp entry <word>'], renderBlocks, ({ frame }, name) => name === '*' || frame.systemName === name),
];
