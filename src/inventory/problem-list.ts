// Collects what is wrong in all the files, so that the operator sees everything at once.
import { compareText, type ErrorCode, type Problem } from '../model/index.ts';
import type { Place } from './variable.ts';

/** A place that may be no more than a file. */
export type Whereabouts = Place | { readonly file: string } | null;

const MAX_TEXT = 200;

/** The same finding at the same place is kept once, however many devices it concerns. */
export class ProblemList {
  readonly #problems = new Map<string, Problem>();

  error(code: ErrorCode, where: Whereabouts, message: string, hint: string, text?: string): void {
    this.#add('error', code, where, message, hint, text);
  }

  warning(code: ErrorCode, where: Whereabouts, message: string, hint: string, text?: string): void {
    this.#add('warning', code, where, message, hint, text);
  }

  /** In the order of file, line and column. */
  sorted(): Problem[] {
    return [...this.#problems.values()].sort(
      (a, b) =>
        compareText(a.file ?? '', b.file ?? '') ||
        (a.line ?? 0) - (b.line ?? 0) ||
        (a.column ?? 0) - (b.column ?? 0) ||
        compareText(a.code, b.code),
    );
  }

  #add(
    severity: Problem['severity'],
    code: ErrorCode,
    where: Whereabouts,
    message: string,
    hint: string,
    text?: string,
  ): void {
    const key = JSON.stringify([code, where, message]);
    if (this.#problems.has(key)) return;
    const shown = text === undefined ? {} : { text: text.slice(0, MAX_TEXT) };
    this.#problems.set(key, { code, severity, message, hint, ...where, ...shown });
  }
}
