// How a shell on Linux looks on the wire: bash, dash, BusyBox and zsh, as they come and after they were given a plain prompt.
import type { SessionDialect } from '../platform.ts';

/** `(venv) `, in front of everything. */
const BEFORE = '(?:\\([\\w. -]{1,60}\\) ?)?';
const USER = '(?:[A-Za-z_][\\w.-]{0,60}\\$?@)?';
/** A letter at least: `100%` is no prompt. */
const HOST = '(?:(?=[\\w.-]*[A-Za-z])([A-Za-z0-9][\\w.-]{0,252}))?';
/** `:~/x`, ` ~`, ` etc]`: where the shell is. */
const PLACE = '(?::[^#$%>\\]]{0,200}| [^#$%>\\]]{0,200}\\]| ?[~/][^#$%>\\]]{0,200})?';
/** `>` is a sign of users on SUSE, and without a user and a host the mark of a command that goes on. */
const USERS_SIGN = '(?:[$%]|(?<=^[^@>]{1,130}@[^>]{1,500})>)';

function promptWith(sign: string): RegExp {
  return new RegExp(`^${BEFORE}\\[?${USER}${HOST}${PLACE} ?${sign}\\s*$`);
}

/** What shells say: `bash: x: command not found`, `sh: 1: x: not found`, `zsh: command not found: x`; what sudo, lldpcli, ip and cat say. */
const REJECTED =
  /^(?:(?:[^:=\n]{1,200}: ){1,4}(?:command not found|not found|Permission denied|Operation not permitted|No such file or directory|applet not found)$|zsh: (?:command not found|permission denied): |[\d:T-]+ \[WARN\/\w+\] unable to (?:connect|get)|\S+ is not in the sudoers file|sudo: |Object "[^"\n]*" is unknown|[\w./-]+: unrecognized option|unknown command from argument)[^\n]*$/m;

/** Locale, pager and the folders of system programs; nothing that a shell says on its own, nothing kept. */
const SURROUNDINGS =
  'export LC_ALL=C PAGER=cat PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"; unset PROMPT_COMMAND HISTFILE MAILCHECK';
/** `host# ` for root, `host$ ` for anyone else: whatever stood there, with its colours and titles, is no longer drawn. */
const PLAIN_PROMPT = `PS1="$(uname -n)$(test "$(id -u)" = 0 && echo '#' || echo '$') "`;

export const LINUX_DIALECT: SessionDialect = {
  prompt: promptWith(`(?:#|${USERS_SIGN})`),
  privilegedPrompt: promptWith('#'),
  // Configuration is typed at any prompt.
  configPrompt: /(?!)/,
  pager: /(?:--More--(?:\(\d+%\))?|^\(END\))\s*$/,
  disablePaging: [SURROUNDINGS, PLAIN_PROMPT],
  enable: { command: 'sudo -p "Password: " -i', passwordPrompt: /[Pp]assword: ?$/ },
  rejected: REJECTED,
  configure: { enter: '', commit: [], leave: [], discard: [], save: [] },
  replies: [],
  loginSuffix: '',
  lineEnd: '\n',
  exit: 'exit',
};
