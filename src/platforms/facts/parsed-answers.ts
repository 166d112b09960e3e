// The answers of one visit, parsed, by the folder name of their command.
import type { Answer, ParsedRecord, ParseResult, Problem } from '../../model/index.ts';
import { ToposcopeError } from '../../model/index.ts';
import { parseCommand } from '../parse-command.ts';
import type { Platform, Templates } from '../platform.ts';
import { isMergeFolder } from '../records/lldp-merge.ts';
import { resolveCommand } from '../register.ts';

export interface ParsedAnswer {
  readonly command: string;
  readonly result: ParseResult;
}

export interface ParsedAnswers {
  /** Folder name → its answers in the order they were given. */
  readonly byFolder: ReadonlyMap<string, readonly ParsedAnswer[]>;
  /** What stopped an answer from being parsed at all. */
  readonly problems: readonly Problem[];
}

/** Answers to commands without a parser (`terminal length 0`, configuration) are left out. */
export function parseAnswers(platform: Platform, answers: readonly Answer[], templates: Templates): ParsedAnswers {
  const byFolder = new Map<string, ParsedAnswer[]>();
  const problems: Problem[] = [];
  for (const { command, raw } of answers) {
    const folder = resolveCommand(platform, command);
    if (folder === undefined || isMergeFolder(folder)) continue;
    try {
      const result = parseCommand(platform, command, [raw], templates);
      byFolder.set(folder, [...(byFolder.get(folder) ?? []), { command, result }]);
    } catch (error) {
      problems.push(templateProblem(error, command));
    }
  }
  return { byFolder, problems };
}

/**
 * The last answer to a command: a device asked twice is as it answered last. An answer about one port (`show lldp neighbors
 * Gi0/1`) counts only where the whole table was not asked for.
 */
export function lastAnswer(answers: ParsedAnswers, ...folders: readonly string[]): ParsedAnswer | null {
  for (const folder of folders) {
    const all = answers.byFolder.get(folder) ?? [];
    const answer = all.findLast(({ command }) => !/\d/.test(command)) ?? all.at(-1);
    if (answer) return answer;
  }
  return null;
}

/** The rows of every answer to a command, in the order they were given. */
export function recordsOf(answers: ParsedAnswers, folder: string): readonly ParsedRecord[] {
  return (answers.byFolder.get(folder) ?? []).flatMap(({ result }) => result.records);
}

/** A missing or bad template spoils one command, not the visit. Anything else is a mistake in the program. */
function templateProblem(error: unknown, command: string): Problem {
  if (!(error instanceof ToposcopeError)) throw error;
  return { code: error.code, severity: 'error', message: error.message, hint: error.hint ?? '', command };
}
