// Raw answers as files: `<device>/<command with spaces as _>.txt`. What cannot stand in a file name becomes `-`, so a name is
// read back as the command of the device's platform that would be written under it.
import type { Platform } from '../platforms/index.ts';

/** The same command always gives the same name; two commands of one platform never share one. */
export function answerFileName(command: string): string {
  return `${safeName(command.replaceAll(' ', '_'))}.txt`;
}

/** Names that would leave their folder, or that some file system refuses, are made harmless. */
export function safeName(name: string): string {
  return name.replace(/[/\\:*?"<>|\p{Cc}]/gu, '-').replace(/^\.+/, '-');
}

/** The command that a file holds the answer to: one that the platform asks, or else the name with `_` as blanks. */
export function commandOfFile(fileName: string, platform: Platform | null): string {
  const { visit = [], optional = [], endpoints = [] } = platform ?? {};
  const asked = [...visit, ...optional, ...endpoints].find((command) => answerFileName(command) === fileName);
  return asked ?? fileName.replace(/\.txt$/, '').replaceAll('_', ' ');
}
