// A problem is an error kept as data: one bad line, device or datagram is counted and shown, and the rest goes on.
import type { ErrorCode } from './errors.ts';

export interface Problem {
  readonly code: ErrorCode;
  /** `error` makes a `check` fail; `warning` does not. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint: string;
  readonly device?: string;
  /** The command whose answer it was found in. */
  readonly command?: string;
  readonly file?: string;
  /** 1-based, in `file` or in the answer to `command`. */
  readonly line?: number;
  readonly column?: number;
  /** The offending text as met, at most 200 characters. Never a secret. */
  readonly text?: string;
}

/** `r1`, `hosts:12:5` or both, with as much of the place as is known. */
export function describePlace(problem: Problem): string {
  const place = [problem.file, problem.file && problem.line, problem.file && problem.line && problem.column];
  const file = place.filter((part) => part !== undefined && part !== '').join(':');
  return [problem.device, file].filter(Boolean).join(' ');
}
