// A template by its name, compiled once.
import { ToposcopeError } from '../../model/index.ts';
import { compileTemplate, joinTemplates, type TextFsmTemplate, TextFsmTemplateError } from '../../textfsm/index.ts';
import type { Templates } from '../platform.ts';

/** Compiling is the slow part: once per set of templates and name. */
const compiled = new WeakMap<Templates, Map<string, TextFsmTemplate>>();

/** `name` may be several, `a:b`, whose tables are joined. Throws where one is missing or bad: both are for the operator to mend. */
export function compiledTemplate(name: string, templates: Templates): TextFsmTemplate {
  const known = compiled.get(templates) ?? new Map<string, TextFsmTemplate>();
  compiled.set(templates, known);
  const template = known.get(name) ?? joinTemplates(name.split(':').map((one) => compile(one, templates)));
  known.set(name, template);
  return template;
}

function compile(name: string, templates: Templates): TextFsmTemplate {
  const text = templates.get(name);
  if (text === undefined) {
    throw new ToposcopeError('PARSE_TEMPLATE_MISSING', `template ${name}.textfsm is missing`, {
      hint: `put it back into templates/textfsm/${name}.textfsm`,
      context: { template: name },
    });
  }
  try {
    return compileTemplate(text);
  } catch (error) {
    if (!(error instanceof TextFsmTemplateError)) throw error;
    throw new ToposcopeError('PARSE_TEMPLATE_ERROR', `template ${name}.textfsm, line ${error.line}: ${error.message}`, {
      hint: 'mend the file in your folder of templates, or in templates/textfsm/ where it is none of yours',
      context: { template: name, line: error.line },
      cause: error,
    });
  }
}
