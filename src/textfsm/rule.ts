// A rule: `^regex -> LineOp.RecordOp NewState`, every part after the regex optional.
import { TextFsmTemplateError } from './errors.ts';
import { PYTHON_SPACE, PYTHON_WORD, strip } from './python-text.ts';
import { compilePythonRegex, type PythonRegex, RegexSyntaxError } from './regex/index.ts';
import { SubstitutionError, substitute } from './substitute.ts';

type LineOperator = 'Next' | 'Continue' | 'Error';
type RecordOperator = 'NoRecord' | 'Record' | 'Clear' | 'Clearall';

export interface Rule {
  readonly regex: PythonRegex;
  readonly lineOperator: LineOperator;
  readonly recordOperator: RecordOperator;
  /** State to go to; for `Error` its message, quotes kept. Null where none is given. */
  readonly target: string | null;
  /** 1-based line of the template. */
  readonly line: number;
}

type Action = Pick<Rule, 'lineOperator' | 'recordOperator' | 'target'>;

/** Words that no state may be named after. */
export const OPERATORS: readonly string[] = ['Next', 'Continue', 'Error', 'NoRecord', 'Record', 'Clear', 'Clearall'];

const SPACE = `[${PYTHON_SPACE}]`;
const TARGET = `(?:${SPACE}+(?<target>[${PYTHON_WORD}]+|".*"))?`;
const RECORD = '(?<record>NoRecord|Record|Clearall|Clear)';
const ACTIONS = [
  new RegExp(`^${SPACE}+(?<line>Next|Continue|Error)(?:\\.${RECORD})?${TARGET}$`, 'u'),
  new RegExp(`^${SPACE}+${RECORD}${TARGET}$`, 'u'),
  new RegExp(`^${TARGET}$`, 'u'),
];

/** The last ` ->` of the line parts the regex from the action. */
const SPLIT = new RegExp(`^(.*)${SPACE}->(.*)$`, 'su');

function parseAction(text: string, lineNumber: number): Action {
  const match = ACTIONS.map((action) => action.exec(text)).find((found) => found !== null);
  if (!match) throw new TextFsmTemplateError(lineNumber, `'->${text}' is not an action`);
  const { line = 'Next', record = 'NoRecord', target = null } = match.groups ?? {};
  if (line === 'Continue' && target !== null) {
    throw new TextFsmTemplateError(lineNumber, `Continue must not change the state (to ${target})`);
  }
  if (line !== 'Error' && target?.startsWith('"')) {
    throw new TextFsmTemplateError(lineNumber, `only Error takes a message; ${target} is no state name`);
  }
  return { lineOperator: line as LineOperator, recordOperator: record as RecordOperator, target };
}

/** Without any Value nothing is substituted, not even `$$`: so the reference does. */
function compileRule(pattern: string, values: ReadonlyMap<string, string>, lineNumber: number): PythonRegex {
  try {
    return compilePythonRegex(values.size === 0 ? pattern : substitute(pattern, values));
  } catch (error) {
    if (error instanceof SubstitutionError || error instanceof RegexSyntaxError) {
      throw new TextFsmTemplateError(lineNumber, `${error.message} in '${pattern}'`);
    }
    throw error;
  }
}

/** `values`: value name → its pattern. */
export function parseRule(line: string, values: ReadonlyMap<string, string>, lineNumber: number): Rule {
  const text = strip(line);
  const [, pattern = text, action = ''] = SPLIT.exec(text) ?? [];
  const regex = compileRule(pattern, values, lineNumber);
  return { regex, ...parseAction(action, lineNumber), line: lineNumber };
}
