// The door of the network OSes: how to talk to a device, and how its answers become records and facts.

export {
  type ConfigurationTemplate,
  countsTwice,
  type FlowPort,
  flowPorts,
  planConfiguration,
  requireConfiguration,
} from './configuration/plan.ts';
export { checkConfiguration } from './configuration/render.ts';
export { type Detection, type DetectionClues, detectPlatform } from './detect-platform.ts';
export { interpretAnswers, readLldpStatus } from './interpret-answers.ts';
export { parseByTemplate, parseCommand } from './parse-command.ts';
export type { Platform, Templates } from './platform.ts';
export { typedBehindPrompt } from './prompts/prompt-line.ts';
export { cleanOutput } from './reading/clean-output.ts';
export { maskVolatile } from './reading/mask-volatile.ts';
export { endsInsideSequence, liveScreenLine, screenLine } from './reading/screen-text.ts';
export { findPlatform, platformNames, resolveCommand } from './register.ts';
export { GENERIC_DIALECT, type SessionDialect, type StandingReply } from './session-dialect.ts';
