// What a network OS is to the rest of the house: how to talk to it, what to ask it, and where templates come from.
import type { ConfigurationStyle } from './configuration/statements.ts';
import type { SessionDialect } from './session-dialect.ts';

/** TextFSM templates by name without extension, such as `cisco_ios_show_lldp_neighbors`. The shell reads the files. */
export interface Templates {
  get(name: string): string | undefined;
  /** Names of the templates that read a command: one, or several whose tables are joined. Undefined where none is known. */
  find?(platform: string, command: string): readonly string[] | undefined;
}

/** By what a device of this OS is recognised when nobody says what it is. Patterns of two platforms never match one text. */
export interface Signature {
  /** Of the SSH server's identification, where only this OS says so: `SSH-2.0-ROSSSH`. */
  readonly server?: RegExp;
  /** Of the prompt, where only this OS has such a one: `RP/0/RSP0/CPU0:r1#`. */
  readonly prompt?: RegExp;
  /** Of what the device says at login, where it names itself there. */
  readonly banner?: RegExp;
  /** Asked where the above do not tell. */
  readonly command: string;
  /** In the answer to `command`. */
  readonly answer: RegExp;
}

/** How `provision` compares what is configured with a template. */
export interface ConfigurationComparison {
  /** The command that prints the configuration. */
  readonly show: string;
  readonly style: ConfigurationStyle;
  /** Typed to come out of a block: `exit`, `quit`. */
  readonly leave: string;
  /** Folder in `templates/config/`; systems with the same configuration language share one. */
  readonly templates: string;
}

/** One network OS. Adding one: docs/how-to/add-a-platform.md. */
export interface Platform {
  /** NTC style: `cisco_ios`. */
  readonly name: string;
  /** Other names that inventories use, in lower case with `_`. */
  readonly aliases: readonly string[];
  readonly dialect: SessionDialect;
  /** Commands of a topology visit, in the order they are sent; LLDP's state first. */
  readonly visit: readonly string[];
  /** Asked after `visit`. A device that rejects one costs nothing but its facts: no problem is reported. */
  readonly optional: readonly string[];
  /** ARP and MAC tables, asked on request only, to place endpoints. Rejections cost nothing either. */
  readonly endpoints: readonly string[];
  /** The commands of `visit` that tell the neighbours in brief and in detail; null where one command says all. */
  readonly neighborTables: { readonly brief: string; readonly detail: string } | null;
  /** Where the detail can be had for one port at a time only: `detail` is asked for each port (`<interface>`) of `brief`. */
  readonly neighborPortDetail?: { readonly brief: string; readonly detail: string };
  /** The long name of one of its own ports, where its spellings are not Cisco's: `XGE1/0/49` is a different port on every OS. */
  readonly portName?: (printed: string) => string;
  readonly lldpStatusCommand: string;
  /** Configuration lines that turn LLDP on. */
  readonly lldpEnable: readonly string[];
  readonly configuration?: ConfigurationComparison;
  /** Folder names (`lldp_neighbors`) of every command whose answer can be read. */
  readonly supportedCommands: readonly string[];
}
