// The variables toposcope reads, and those of Ansible that it knows and leaves alone. Names are from Ansible's
// inventory guide and the network_cli connection (ansible.netcommon).
import { editDistance } from '../model/index.ts';

/** Of several spellings the last that is set counts, as in Ansible. */
export const CONNECTION_KEYS = {
  host: ['ansible_ssh_host', 'ansible_host'],
  port: ['ansible_ssh_port', 'ansible_port'],
  user: ['ansible_ssh_user', 'ansible_user'],
  password: ['ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password'],
  privateKeyFile: ['ansible_ssh_private_key_file', 'ansible_private_key_file'],
  privateKeyPassphrase: ['ansible_ssh_private_key_passphrase', 'ansible_private_key_passphrase'],
  sshAgent: ['toposcope_ssh_agent'],
  become: ['ansible_become'],
  becomeMethod: ['ansible_become_method'],
  becomePassword: ['ansible_become_password', 'ansible_become_pass', 'ansible_enable_pass'],
  hostKeyChecking: ['ansible_host_key_checking', 'ansible_ssh_host_key_checking'],
  networkOs: ['ansible_network_os'],
  connection: ['ansible_connection'],
  site: ['toposcope_site'],
  role: ['toposcope_role'],
  aliases: ['toposcope_aliases'],
  legacyAlgorithms: ['toposcope_legacy_algorithms', 'toposcope_legacy'],
  jumpHost: ['toposcope_jump_host'],
  jumpUser: ['toposcope_jump_user'],
  jumpPassword: ['toposcope_jump_password'],
  jumpPrivateKeyFile: ['toposcope_jump_private_key_file'],
  jumpPrivateKeyPassphrase: ['toposcope_jump_private_key_passphrase'],
} as const;

/** Words for `ssh`, in the order in which Ansible hands them over: of two jump hosts ssh takes the first. */
export const SSH_ARGUMENT_KEYS = ['ansible_ssh_args', 'ansible_ssh_common_args', 'ansible_ssh_extra_args'] as const;
/** A ProxyCommand for Ansible's other SSH libraries. */
export const PROXY_COMMAND_KEYS = ['ansible_paramiko_proxy_command', 'ansible_libssh_proxy_command'] as const;

const LEFT_ALONE = [
  'ansible_become_exe',
  'ansible_become_flags',
  'ansible_become_user',
  'ansible_buffer_read_timeout',
  'ansible_command_timeout',
  'ansible_connect_timeout',
  'ansible_connection_path',
  'ansible_config_file',
  'ansible_check_mode',
  'ansible_control_path',
  'ansible_control_path_dir',
  'ansible_delegated_vars',
  'ansible_diff_mode',
  'ansible_distribution',
  'ansible_executable',
  'ansible_facts',
  'ansible_forks',
  'ansible_group_priority',
  'ansible_inventory_sources',
  'ansible_libssh_config_file',
  'ansible_libssh_publickey_algorithms',
  'ansible_libssh_hostkeys',
  'ansible_libssh_host_key_checking',
  'ansible_libssh_pty',
  'ansible_libssh_use_persistent_connections',
  'ansible_limit',
  'ansible_module_compression',
  'ansible_network_cli_retries',
  'ansible_network_cli_ssh_type',
  'ansible_network_import_modules',
  'ansible_network_single_user_mode',
  'ansible_paramiko_host_key_checking',
  'ansible_paramiko_pass',
  'ansible_paramiko_private_key_file',
  'ansible_paramiko_pty',
  'ansible_paramiko_ssh_password',
  'ansible_paramiko_timeout',
  'ansible_paramiko_use_rsa_sha2_algorithms',
  'ansible_paramiko_user',
  'ansible_password_prompt',
  'ansible_persistent_buffer_read_timeout',
  'ansible_persistent_command_timeout',
  'ansible_persistent_connect_timeout',
  'ansible_persistent_log_messages',
  'ansible_pipelining',
  'ansible_play_name',
  'ansible_private_key',
  'ansible_python_interpreter',
  'ansible_remote_addr',
  'ansible_remote_tmp',
  'ansible_remote_user',
  'ansible_role_name',
  'ansible_run_tags',
  'ansible_scp_executable',
  'ansible_scp_extra_args',
  'ansible_scp_if_ssh',
  'ansible_sftp_batch_mode',
  'ansible_sftp_executable',
  'ansible_sftp_extra_args',
  'ansible_shell_allow_world_readable_temp',
  'ansible_shell_executable',
  'ansible_shell_type',
  'ansible_skip_tags',
  'ansible_ssh_control_path',
  'ansible_ssh_control_path_dir',
  'ansible_ssh_executable',
  'ansible_ssh_pipelining',
  'ansible_ssh_retries',
  'ansible_ssh_timeout',
  'ansible_ssh_transfer_method',
  'ansible_ssh_use_tty',
  'ansible_sshpass_prompt',
  'ansible_su_pass',
  'ansible_sudo_pass',
  'ansible_terminal_initial_answer',
  'ansible_terminal_initial_prompt',
  'ansible_terminal_initial_prompt_checkall',
  'ansible_terminal_initial_prompt_newline',
  'ansible_terminal_stderr_re',
  'ansible_terminal_stdout_re',
  'ansible_timeout',
  'ansible_use_persistent_connections',
  'ansible_user_dir',
  'ansible_version',
  'ansible_verbosity',
] as const;

/** Families with open ends: other connections, facts, interpreters of other languages. */
const FAMILIES =
  /^ansible_(?:winrm|psrp|httpapi|netconf|grpc|net|docker|kubectl|aws_ssm|async)_|^ansible_\w+_interpreter$/;

export const KNOWN_KEYS: ReadonlySet<string> = new Set([
  ...Object.values(CONNECTION_KEYS).flat(),
  ...SSH_ARGUMENT_KEYS,
  ...PROXY_COMMAND_KEYS,
  ...LEFT_ALONE,
]);

/** Keys worth suggesting for a mistyped one. */
export const READ_KEYS: readonly string[] = Object.values(CONNECTION_KEYS).flat();

export function isKnownKey(name: string): boolean {
  return KNOWN_KEYS.has(name) || FAMILIES.test(name);
}

/** Whether a variable is meant for Ansible or toposcope, its prefix mistyped at worst: `ansbile_become`. */
export function isReservedLooking(name: string): boolean {
  const prefix = /^([A-Za-z]+)_/.exec(name)?.[1]?.toLowerCase();
  if (prefix === undefined) return false;
  const fromAnsible = editDistance(prefix, 'ansible');
  if (fromAnsible <= 1 || (fromAnsible <= 2 && prefix.startsWith('an'))) return true;
  return editDistance(prefix, 'toposcope') <= 2;
}

/** Whether the variable is meant to hold a password or passphrase. */
export function isSecretKey(name: string): boolean {
  return isReservedLooking(name) && /_(?:pass|password|passphrase|secret)$/i.test(name);
}
