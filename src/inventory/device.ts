// A host's effective variables → a device with its connection: what network_cli reads, and the toposcope_ variables.
import type { InventoryDevice } from '../model/index.ts';
import { CONNECTION_KEYS as KEYS } from './ansible-keys.ts';
import type { Connector } from './connector.ts';
import type { ProblemList } from './problem-list.ts';
import type { VariableReader } from './variable-reader.ts';

const TELNET = /(?:^|\.)telnet$/i;
const NETWORK_CLI = ['network_cli', 'ansible.netcommon.network_cli'];

export function toDevice(
  name: string,
  groups: readonly string[],
  connector: Connector,
  problems: ProblemList,
): InventoryDevice {
  const reader = connector.readerOf(name);
  checkConnectionPlugin(reader, problems);
  return {
    name,
    groups,
    connection: connector.connectionOf(name),
    networkOs: reader.text(KEYS.networkOs),
    site: reader.text(KEYS.site),
    role: reader.text(KEYS.role),
    aliases: reader.list(KEYS.aliases),
  };
}

function checkConnectionPlugin(reader: VariableReader, problems: ProblemList): void {
  const plugin = reader.find(KEYS.connection);
  if (plugin === null || NETWORK_CLI.includes(String(plugin.value))) return;
  if (TELNET.test(String(plugin.value))) {
    const hint =
      'switch SSH on at the device ("ip ssh version 2", "transport input ssh"), or leave it out of the inventory';
    problems.error('CONFIG_UNSUPPORTED', plugin.place, 'ansible_connection: Telnet is not offered', hint);
    return;
  }
  const message = plugin.sealed
    ? 'ansible_connection is read as network_cli'
    : `ansible_connection ${String(plugin.value)} is read as network_cli`;
  const hint = 'toposcope always opens an SSH shell; write ansible_connection: network_cli';
  problems.warning('CONFIG_UNSUPPORTED', plugin.place, message, hint);
}
