// How a session looks on the wire: prompts, pagers, refusals, configuration mode.

/** A question that a device asks in mid-session, and what is typed in reply (the line end is added). */
export interface StandingReply {
  /** Matched against the end of the last line. Never one that asks for a password. */
  readonly question: RegExp;
  readonly reply: string;
}

/** How a session with this OS looks on the wire. All patterns are matched against cleaned text, without the `g` flag. */
export interface SessionDialect {
  /** A whole last line that is an exec, enable or config prompt. Group 1 is the hostname. */
  readonly prompt: RegExp;
  /** A prompt with privilege (`#`), config mode included. */
  readonly privilegedPrompt: RegExp;
  readonly configPrompt: RegExp;
  /** The pager's question at the end of output that waits for a key. */
  readonly pager: RegExp;
  /** Sent once after login; a rejected one is not fatal. */
  readonly disablePaging: readonly string[];
  /** Null where a login has every right that reading needs. */
  readonly enable: { readonly command: string; readonly passwordPrompt: RegExp } | null;
  /** A line by which the device refuses a command. Needs the `m` flag to be found inside an answer; it has it. */
  readonly rejected: RegExp;
  readonly configure: {
    /** Empty where configuration is typed at the exec prompt. */
    readonly enter: string;
    /** Put the lines in force, while still in configuration mode; empty where each line is in force at once. */
    readonly commit: readonly string[];
    /** The prompt while lines wait for the commit, where the OS shows it; with another prompt there is nothing to commit. */
    readonly uncommitted?: RegExp;
    /** Out of configuration mode from any depth. */
    readonly leave: readonly string[];
    /** Out of configuration mode without the lines, where the OS can: `abort`, `rollback 0`. Empty: use `leave`. */
    readonly discard: readonly string[];
    /** Running to startup configuration; empty where they are one. */
    readonly save: readonly string[];
  };
  /** Questions with one harmless answer, such as `[Y/N]` after a save, or a password-change offer at login (declined). */
  readonly replies: readonly StandingReply[];
  /** Added to the user name at login; RouterOS takes terminal settings there. */
  readonly loginSuffix: string;
  readonly lineEnd: '\n' | '\r' | '\r\n';
  readonly exit: string;
  /** A line that the OS puts around answers and that is none: XR's time stamp, Junos's `{master:0}`. */
  readonly around?: RegExp;
  /** A log message printed into the session where it looks unlike IOS's `%FACILITY-n-MNEMONIC: `. A data line never matches. */
  readonly logLine?: RegExp;
}

/** `RP/0/RSP0/CPU0:`, `<`, `[`, `[~`, `[admin@`, `user@`: what may stand in front of the hostname. */
const BEFORE = '(?:RP/\\d+/\\w+/CPU\\d+:|[<[][~*]?)?(?:[\\w.-]+@)?';
const HOSTNAME = '([A-Za-z0-9_][A-Za-z0-9_.+/-]{0,99}?)';
/** `(config)`, `:~`, `:/var/log`, ` ~]`, `] `, `] /interface`, `] <SAFE`: what may stand between it and the sign. */
const BEHIND =
  '(?:\\((?:config|conf|cfg|admin)[\\w/.-]*\\)?|:[\\w~:/.-]*| [\\w~/. -]*\\]|\\] ?(?:/[\\w/ -]*)?(?:<SAFE)?)?';

/** Of a device whose OS is not known yet: enough to see its prompt, page through an answer, and leave. */
export const GENERIC_DIALECT: SessionDialect = {
  prompt: new RegExp(`^${BEFORE}${HOSTNAME}(?:${BEHIND} ?[>#$%]|\\])\\s*$`),
  privilegedPrompt: new RegExp(`^${BEFORE}${HOSTNAME}(?:${BEHIND} ?#)\\s*$`),
  configPrompt: /^[^\s()]+\((?:config|conf|cfg)[^\s()]*\)?#\s*$/,
  pager:
    /(?:-{2,4} ?\(?more(?: \d+%)?\)? ?-{2,4}(?:, next page: Space.*)?|-- \[Q quit\|[^\]]*\]|Press any key to continue.*|lines \d+-\d+)\s*$/i,
  disablePaging: [],
  enable: null,
  rejected:
    /^(?: *%? ?(?:Invalid (?:input|command)|Ambiguous command|Incomplete command|Unrecognized command|Unknown command)|Error: ?Unrecognized command|syntax error|unknown command|bad command name|expected (?:end of command|command name)|\S*sh: .*not found|Command authorization failed)[^\n]*$/im,
  configure: { enter: '', commit: [], leave: [], discard: [], save: [] },
  replies: [],
  loginSuffix: '',
  lineEnd: '\n',
  exit: 'exit',
};
