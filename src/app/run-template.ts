// Any TextFSM template over any text.
import { ToposcopeError } from '../model/index.ts';
import {
  compileTemplate,
  TextFsmBudgetError,
  TextFsmInputError,
  type TextFsmResult,
  TextFsmTemplateError,
} from '../textfsm/index.ts';

/** PARSE_TEMPLATE_ERROR for a bad template, PARSE_UNKNOWN_LINE where the template itself calls a line an error, PARSE_BUDGET_EXCEEDED. */
export function runTemplate(templatePath: string, template: string, text: string): TextFsmResult {
  try {
    return compileTemplate(template).parse(text);
  } catch (error) {
    if (error instanceof TextFsmTemplateError) {
      throw new ToposcopeError('PARSE_TEMPLATE_ERROR', `${templatePath}:${error.line}: ${error.message}`, {
        hint: 'the TextFSM template itself is wrong at that line; the input was not read',
        cause: error,
      });
    }
    if (error instanceof TextFsmBudgetError) {
      throw new ToposcopeError(
        'PARSE_BUDGET_EXCEEDED',
        `${templatePath}:${error.ruleLine}: input line ${error.line}: ${error.note}`,
        {
          hint: 'make that pattern simpler, so that it cannot read the same characters in many ways: no (a+)+, no .*.*',
          cause: error,
        },
      );
    }
    if (error instanceof TextFsmInputError) {
      throw new ToposcopeError('PARSE_UNKNOWN_LINE', `input line ${error.line}: ${error.message}`, {
        hint: `an Error rule of ${templatePath} matched it: add a rule for this line, or leave it out of the input`,
        cause: error,
      });
    }
    throw error;
  }
}
