// The door to all parsers: a command, its answer or answers, and the templates → records with an outcome.
import { type ParseResult, ToposcopeError } from '../model/index.ts';
import { foreignTable, templateOf } from './generic-platform.ts';
import type { Platform, Templates } from './platform.ts';
import { readTable } from './reading/read-table.ts';
import { isMergeFolder, type MergeFolder, mergeTables, toDetailRecord, toLinkRecord } from './records/lldp-merge.ts';
import { findPlatform, parsersOf, platformKey, resolveCommand } from './register.ts';
import { GENERIC_DIALECT } from './session-dialect.ts';

/**
 * Reads raw answers. `texts` is one answer, or the brief and the detail table for `lldp_merge` and `lldp_merge_detail`.
 * Never throws on any text; throws {@link ToposcopeError} for a command without parser, a wrong number of texts, and a
 * missing or bad template.
 */
export function parseCommand(
  platform: Platform,
  command: string,
  texts: readonly string[],
  templates: Templates,
): ParseResult {
  const folder = resolveCommand(platform, command);
  if (isMergeFolder(folder)) return parseMerge(platform, folder, texts, templates);
  const parser = parsersOf(platform).find((candidate) => candidate.folder === folder);
  if (parser === undefined) {
    throw new ToposcopeError('PARSE_UNSUPPORTED_COMMAND', `${platform.name} has no parser for "${command}"`, {
      hint: `commands that can be read: ${platform.supportedCommands.join(', ')}`,
      context: { platform: platform.name, command },
    });
  }
  const [text] = texts;
  if (text === undefined || texts.length > 1) throw wrongCount(command, 1, texts.length);
  return readTable(platform, parser, text, command === folder ? (parser.typed[0] ?? command) : command, templates);
}

/**
 * Reads one answer by the template that there is for it, whatever the platform: records have the template's own columns, in
 * lower case. Null where there is no such template. Throws as `parseCommand` does for a bad one.
 */
export function parseByTemplate(
  platformName: string,
  command: string,
  text: string,
  templates: Templates,
): ParseResult | null {
  const name = platformKey(platformName);
  const typed = command.trim().replace(/\s+/g, ' ');
  const template = templateOf(name, typed, templates);
  if (template === undefined) return null;
  const platform = findPlatform(name, templates) ?? { dialect: GENERIC_DIALECT };
  return readTable(platform, foreignTable(typed, template), text, typed, templates);
}

function parseMerge(
  platform: Platform,
  folder: MergeFolder,
  texts: readonly string[],
  templates: Templates,
): ParseResult {
  const [briefText, detailText] = texts;
  if (briefText === undefined || detailText === undefined || texts.length > 2)
    throw wrongCount(folder, 2, texts.length);
  const commands = platform.neighborTables ?? {
    brief: typedFor(platform, 'lldp_neighbors'),
    detail: typedFor(platform, 'lldp_neighbors_detail'),
  };
  const brief = parseCommand(platform, commands.brief, [briefText], templates);
  const detail = parseCommand(platform, commands.detail, [detailText], templates);
  const merged = mergeTables(brief, detail, commands);
  const toRecord = folder === 'lldp_merge' ? toLinkRecord : toDetailRecord;
  return { outcome: merged.outcome, records: merged.neighbors.map(toRecord), problems: merged.problems };
}

function typedFor(platform: Platform, folder: string): string {
  return parsersOf(platform).find((parser) => parser.folder === folder)?.typed[0] ?? folder;
}

function wrongCount(command: string, wanted: number, met: number): ToposcopeError {
  return new ToposcopeError('PARSE_INPUT_INVALID', `"${command}" takes ${wanted} texts at a time, not ${met}`, {
    hint: 'lldp_merge and lldp_merge_detail take the brief table, then the detail; every other command takes one answer',
    context: { command, wanted, met },
  });
}
