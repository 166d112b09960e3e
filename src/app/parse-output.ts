// Raw device output → records, through the same parser as `snapshot`.
import { type ParseResult, ToposcopeError } from '../model/index.ts';
import {
  findPlatform,
  type Platform,
  parseByTemplate,
  parseCommand,
  platformNames,
  resolveCommand,
  type Templates,
} from '../platforms/index.ts';

export interface ParseInput {
  /** File name for the answer; null for standard input. */
  readonly file: string | null;
  readonly text: string;
}

export interface ParsedInput {
  readonly file: string | null;
  readonly result: ParseResult;
}

/** Commands that join two answers take their inputs in pairs: brief, then detail. */
const PAIRED = /^lldp_merge/;

/** PARSE_UNSUPPORTED_COMMAND, DEVICE_PLATFORM_UNKNOWN and odd pairs are refused; bad text is a result with problems. */
export function parseInputs(
  platformName: string,
  command: string,
  inputs: readonly ParseInput[],
  templates: Templates,
): ParsedInput[] {
  const platform = findPlatform(platformName, templates);
  const folder = platform && resolveCommand(platform, command);
  if (platform && folder !== undefined) return parseGroups(platform, folder, inputs, templates);
  const parsed = inputs.flatMap(({ file, text }) => {
    const result = parseByTemplate(platformName, command, text, templates);
    return result === null ? [] : [{ file, result }];
  });
  if (parsed.length > 0) return parsed;
  if (!platform) {
    throw new ToposcopeError('DEVICE_PLATFORM_UNKNOWN', `"${platformName}" is not a platform toposcope knows`, {
      hint: `use one of: ${platformNames().join(', ')}`,
    });
  }
  throw new ToposcopeError('PARSE_UNSUPPORTED_COMMAND', `${platform.name} has no parser for "${command}"`, {
    hint: `it reads: ${platform.supportedCommands.join(', ')}; --templates DIR adds what a TextFSM template can read`,
  });
}

function parseGroups(
  platform: Platform,
  folder: string,
  inputs: readonly ParseInput[],
  templates: Templates,
): ParsedInput[] {
  return groupInputs(folder, inputs).map((group) => ({
    file: group[0]?.file ?? null,
    result: parseCommand(
      platform,
      folder,
      group.map((input) => input.text),
      templates,
    ),
  }));
}

function groupInputs(folder: string, inputs: readonly ParseInput[]): ParseInput[][] {
  if (!PAIRED.test(folder)) return inputs.map((input) => [input]);
  if (inputs.length === 0 || inputs.length % 2 !== 0) {
    throw new ToposcopeError('PARSE_INPUT_INVALID', `${folder} needs files in pairs, and got ${inputs.length}`, {
      hint: 'give the brief output, then the detail output, for each device',
    });
  }
  return inputs.flatMap((input, i) => (i % 2 === 0 ? [[input, inputs[i + 1]].filter((one) => one !== undefined)] : []));
}
