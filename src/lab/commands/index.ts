// The register of commands, and one word tree for each mode they can be typed in.
import { addPattern, type CommandNode, createCommandTree } from '../parser/command-tree.ts';
import type { Command, Mode } from './command.ts';
import * as configure from './configure.ts';
import { classicFlowCommands, flexibleFlowCommands } from './configure-flow.ts';
import { interfaceCommands } from './configure-interface.ts';
import { reload } from './reload.ts';
import * as session from './session.ts';
import { showAddressCommands } from './show-addresses.ts';
import { showCdpCommands } from './show-cdp.ts';
import { showClock } from './show-clock.ts';
import { showEtherchannelSummary } from './show-etherchannel-summary.ts';
import { showFlowCommands } from './show-flow.ts';
import { showIfindex } from './show-ifindex.ts';
import { showInterfaces } from './show-interfaces.ts';
import { showInterfacesDescription } from './show-interfaces-description.ts';
import { showInterfacesStatus } from './show-interfaces-status.ts';
import { showIpInterfaceBrief } from './show-ip-interface-brief.ts';
import { showLldp } from './show-lldp.ts';
import { showLldpNeighbors } from './show-lldp-neighbors.ts';
import { showLldpEntry, showLldpNeighborsDetail } from './show-lldp-neighbors-detail.ts';
import { showLogging } from './show-logging.ts';
import { showRunningConfig, showRunningInterface, showStartupConfig } from './show-running-config.ts';
import { showSystemCommands } from './show-system.ts';
import { showVersion } from './show-version.ts';
import { copyRunningConfig, writeMemory } from './write.ts';

const COMMANDS: readonly Command[] = [
  showLldp,
  showLldpNeighbors,
  showLldpNeighborsDetail,
  showLldpEntry,
  showVersion,
  showInterfaces,
  showInterfacesDescription,
  showIpInterfaceBrief,
  showIfindex,
  showRunningConfig,
  showRunningInterface,
  showStartupConfig,
  showClock,
  showLogging,
  ...showCdpCommands,
  ...showFlowCommands,
  ...showAddressCommands,
  ...showSystemCommands,
  showEtherchannelSummary,
  showInterfacesStatus,
  reload,
  session.enable,
  session.disable,
  session.leave,
  session.terminalLength,
  session.terminalWidth,
  session.terminalMonitor,
  session.terminalNoMonitor,
  writeMemory,
  copyRunningConfig,
  configure.configureTerminal,
  configure.end,
  configure.exitConfiguration,
  configure.doExec,
  configure.chooseInterface,
  configure.removeInterface,
  ...configure.globalCommands,
  ...classicFlowCommands,
  ...flexibleFlowCommands,
  ...interfaceCommands,
];

function buildTree(modes: readonly Mode[], privileged: boolean): CommandNode<Command> {
  const root = createCommandTree<Command>();
  for (const command of COMMANDS) {
    if (!modes.includes(command.mode) || (command.privileged && !privileged)) continue;
    for (const pattern of command.patterns) addPattern(root, pattern, command);
  }
  return root;
}

/** IOS also takes global commands while an interface or a block is being configured, and leaves it for them. */
function configurationTree(mode: Exclude<Mode, 'exec'>): CommandNode<Command> {
  return buildTree(['config', mode], true);
}

const TREES = {
  user: buildTree(['exec'], false),
  privileged: buildTree(['exec'], true),
  config: configurationTree('config'),
  'config-if': configurationTree('config-if'),
  'config-flow-record': configurationTree('config-flow-record'),
  'config-flow-exporter': configurationTree('config-flow-exporter'),
  'config-flow-monitor': configurationTree('config-flow-monitor'),
  'config-sampler': configurationTree('config-sampler'),
};

/** The words that may be typed in a mode. */
export function commandTree(mode: Mode, privileged: boolean): CommandNode<Command> {
  if (mode === 'exec') return privileged ? TREES.privileged : TREES.user;
  return TREES[mode];
}
