// What a network OS is to the rest of the house: how to talk to it, what to ask it, and where templates come from.

/** TextFSM templates by name without extension, such as `cisco_ios_show_lldp_neighbors`. The shell reads the files. */
export interface Templates {
  get(name: string): string | undefined;
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
  readonly enable: { readonly command: string; readonly passwordPrompt: RegExp };
  /** A line by which the device refuses a command. Needs the `m` flag to be found inside an answer; it has it. */
  readonly rejected: RegExp;
  readonly configure: { readonly enter: string; readonly leave: string; readonly save: string };
  readonly exit: string;
}

/** One network OS. Adding one: docs/how-to/add-a-platform.md. */
export interface Platform {
  /** NTC style: `cisco_ios`. */
  readonly name: string;
  /** Other names that inventories use, in lower case with `_`. */
  readonly aliases: readonly string[];
  readonly dialect: SessionDialect;
  /** Commands of a topology visit, in the order they are sent. */
  readonly visit: readonly string[];
  /** The commands of `visit` that tell the neighbours in brief and in detail; null where one command says all. */
  readonly neighborTables: { readonly brief: string; readonly detail: string } | null;
  readonly lldpStatusCommand: string;
  /** Configuration lines that turn LLDP on. */
  readonly lldpEnable: readonly string[];
  /** Folder names (`lldp_neighbors`) of every command whose answer can be read. */
  readonly supportedCommands: readonly string[];
}
