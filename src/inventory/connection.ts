// A host's effective variables → a device with its connection: what network_cli reads, and the toposcope_ variables.
import type { Connection, InventoryDevice } from '../model/index.ts';
import { CONNECTION_KEYS as KEYS } from './ansible-keys.ts';
import type { ProblemList } from './problem-list.ts';
import type { Variables } from './variable.ts';
import { type Environment, VariableReader } from './variable-reader.ts';

const SSH_PORT = 22;
const NETWORK_CLI = ['network_cli', 'ansible.netcommon.network_cli'];
const ENABLE = ['enable', 'ansible.netcommon.enable'];

/** Values that cannot be used are reported and replaced by their defaults, so that all problems come at once. */
export function toDevice(
  name: string,
  groups: readonly string[],
  variables: Variables,
  env: Environment,
  problems: ProblemList,
): InventoryDevice {
  const reader = new VariableReader(variables, env, problems);
  checkConnectionPlugin(reader, problems);
  return {
    name,
    groups,
    connection: readConnection(name, reader, problems),
    networkOs: reader.text(KEYS.networkOs),
    site: reader.text(KEYS.site),
    role: reader.text(KEYS.role),
    aliases: reader.list(KEYS.aliases),
  };
}

function readConnection(name: string, reader: VariableReader, problems: ProblemList): Connection {
  const become = reader.flag(KEYS.become, false);
  if (become) checkBecomeMethod(reader, problems);
  const keyFile = reader.text(KEYS.privateKeyFile);
  return {
    host: readHost(reader, problems) ?? name,
    port: reader.port(KEYS.port, SSH_PORT),
    user: reader.text(KEYS.user),
    password: reader.secret(KEYS.password),
    privateKeyFiles: keyFile === null ? [] : [{ path: keyFile, required: true }],
    privateKeyPassphrase: null,
    useAgent: false,
    agentSocket: null,
    jumps: [],
    become,
    becomePassword: reader.secret(KEYS.becomePassword),
    legacyAlgorithms: reader.oneOf(KEYS.legacyAlgorithms, ['none', 'ios15', 'group1'], 'none'),
    hostKeyChecking: reader.flag(KEYS.hostKeyChecking, true),
  };
}

/** Neither Ansible nor toposcope expands a range in a value, and no name or address holds a blank. */
function readHost(reader: VariableReader, problems: ProblemList): string | null {
  const host = reader.text(KEYS.host);
  if (host === null || !/[\s[\]{}()<>"'`|;&$]/.test(host)) return host;
  const message = `ansible_host "${host}" is neither a name nor an address`;
  const place = reader.find(KEYS.host)?.place;
  if (place)
    problems.error('CONFIG_INVALID_VALUE', place, message, 'write one name or address per host, without a port');
  return null;
}

function checkConnectionPlugin(reader: VariableReader, problems: ProblemList): void {
  const plugin = reader.find(KEYS.connection);
  if (plugin === null || NETWORK_CLI.includes(String(plugin.value))) return;
  const message = `ansible_connection ${String(plugin.value)} is read as network_cli`;
  const hint = 'toposcope always opens an SSH shell; write ansible_connection: network_cli';
  problems.warning('CONFIG_UNSUPPORTED', plugin.place, message, hint);
}

function checkBecomeMethod(reader: VariableReader, problems: ProblemList): void {
  const method = reader.find(KEYS.becomeMethod);
  if (method === null || ENABLE.includes(String(method.value))) return;
  const message = `ansible_become_method must be enable, not "${String(method.value)}"`;
  problems.error('CONFIG_INVALID_VALUE', method.place, message, 'write ansible_become_method: enable');
}
