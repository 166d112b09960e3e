// What came of a recorded visit, as `expected.json` keeps it.
import { createHash } from 'node:crypto';
import type { Answer, PollResult } from '../../model/index.ts';
import { cleanOutput, findPlatform } from '../../platforms/index.ts';
import type { ReplayedVisit } from './replay-visit.ts';

/** Answers of more lines are kept by their hash. */
const MAX_LINES = 60;

export interface ReplayOutcome {
  readonly poll: Pick<PollResult, 'status' | 'code' | 'message' | 'changed'>;
  readonly platform: string | null;
  readonly hostname: string | null;
  readonly typed: readonly string[];
  readonly answers: readonly AnswerSummary[];
}

/** The text of the answer without echo and prompt: its lines, or the SHA-256 of many. */
export interface AnswerSummary {
  readonly command: string;
  readonly lines?: readonly string[];
  readonly sha256?: string;
}

export function describeReplay({ visit, hostname, typed }: ReplayedVisit): ReplayOutcome {
  const { status, code, message, changed } = visit.poll;
  const { platform } = visit;
  return {
    poll: { status, code, message, changed },
    platform,
    hostname,
    typed,
    answers: visit.answers.map((answer) => summariseAnswer(answer, platform)),
  };
}

export function summariseAnswer({ command, raw }: Answer, platform: string | null): AnswerSummary {
  const text = cleanOutput(raw, command, findPlatform(platform ?? '')?.dialect);
  const lines = text.split('\n');
  if (lines.length <= MAX_LINES) return { command, lines };
  return { command, sha256: createHash('sha256').update(text).digest('hex') };
}
