// Lines that many systems print alike and that say something else at every poll. What a group takes is masked: the number with
// the blanks that make up its column.

/** For `show version`. Whose uptime it is stays. */
export const UPTIME: readonly RegExp[] = [
  /^.{0,100}?\b[Uu]ptime is +(.*)$/,
  /^(?:[Uu]ptime for this control processor is |(?:Switch |System )?[Uu]p ?[Tt]ime *: )(.*)$/,
];

/** LLDP's and CDP's countdowns in the tables that have a line for each. */
export const TIME_REMAINING: readonly RegExp[] = [/^Time remaining: (\d+) seconds?$/];
export const HOLDTIME: readonly RegExp[] = [/^Holdtime ?: (\d+) sec/];

/** `show interfaces` of IOS and of those who print it alike: NX-OS, XR, EOS. */
export const INTERFACE_COUNTERS: readonly RegExp[] = [
  /^ +Last input (.*)$/,
  /^ +Last clearing of "show interface" counters (.*)$/,
  /^ +Last link flapped (.*)$/,
  /^ +(?:Input|Output) queue: (.*)$/,
  /^ +(?:\d+ (?:second|minute)s? )?(?:input|output) rate (.*)$/,
  /^ +reliability (.*)$/,
  /^ {4,}(\d+ [a-z].*)$/,
  /^ {2,}(\d+ interface resets)$/,
  /^ {4,}((?:Received|Sent|Output) \d.*)$/,
];

/** Where nobody wrote down what a system prints. */
export const GENERIC_VOLATILE: readonly RegExp[] = [
  ...UPTIME,
  ...TIME_REMAINING,
  ...HOLDTIME,
  ...INTERFACE_COUNTERS,
  /^Current (?:system )?time ?: ?(.*)$/i,
  /^Last login: (.*)$/,
];
