// The door of the network OSes: how to talk to a device, and how its answers become records and facts.
export { cleanOutput } from './clean-output.ts';
export { interpretAnswers, readLldpStatus } from './interpret-answers.ts';
export { parseCommand } from './parse-command.ts';
export type { Platform, SessionDialect, Templates } from './platform.ts';
export { findPlatform, platformNames, resolveCommand } from './register.ts';
