// The ways TextFSM can say no: the template is wrong, the input met an `Error` action, or reading it would take too long.

/** The template cannot be used. The message names the offending text; `line` is where it stands. */
export class TextFsmTemplateError extends Error {
  /** 1-based line of the template; its last line where something is missing altogether. */
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.name = 'TextFsmTemplateError';
    this.line = line;
  }
}

/** An `Error` action fired: the template says that this line must not occur here. */
export class TextFsmInputError extends Error {
  /** 1-based line of the input, counted as Python's `splitlines` splits it. */
  readonly line: number;
  /** The whole input line. */
  readonly text: string;
  /** The word or the quoted sentence after `Error`, without its quotes; null when there is none. */
  readonly note: string | null;
  /** 1-based template line of the rule that fired. */
  readonly ruleLine: number;

  constructor(place: { line: number; text: string; note: string | null; ruleLine: number }) {
    super(`${place.note ?? 'a line that the template does not allow here'}: '${place.text}'`);
    this.name = 'TextFsmInputError';
    this.line = place.line;
    this.text = place.text;
    this.note = place.note;
    this.ruleLine = place.ruleLine;
  }
}

/** Reading stopped because the text cost more than its budget allows: a rule that goes back and forth too often, or a text too large. */
export class TextFsmBudgetError extends TextFsmInputError {
  /** `line`: that rule on that line; the next line was read. `text`: nothing from that line on was read. */
  readonly of: 'line' | 'text';

  constructor(of: 'line' | 'text', place: { line: number; text: string; note: string; ruleLine: number }) {
    super(place);
    this.name = 'TextFsmBudgetError';
    this.of = of;
  }
}
