// What serves one login, behind the SSH channel: the real exec shell, or one with answers computed beforehand.
import type { FaultSet } from './faults.ts';

export interface ShellOptions {
  readonly user: string;
  /** Number of the virtual terminal line, for log lines. */
  readonly vty: number;
  readonly peerAddress: string;
  readonly faults: FaultSet;
  send(text: string | Buffer): void;
  /** Ends the session as `exit` does. */
  close(): void;
  /** Cuts the connection without a word. */
  drop(): void;
  /** Told of every line typed at a command prompt. */
  onCommand(line: string): void;
}

export interface Shell {
  /** Greets and shows the first prompt. */
  start(): void;
  /** Takes what the client sent, in any portions. */
  feed(text: string): void;
  /** The size of the client's window; 0 where it names none. */
  resize(rows: number, columns: number): void;
  /** What an SSH `exec` request gets: the answer to one command, without prompt and paging. Lines end in `\n`. */
  runOnce(line: string): string;
  close(): void;
  /** Stops listening to the device. Called when the connection is gone. */
  dispose(): void;
}
