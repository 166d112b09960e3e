// Templates of device configuration: Jinja as nunjucks reads it, with Ansible's white space (trim_blocks, lstrip_blocks).
import nunjucks from 'nunjucks';
import { type Problem, ToposcopeError } from '../../model/index.ts';

/** Nothing is escaped: the result is typed on a device, line by line. An undefined variable is an error, not an empty word. */
const ENVIRONMENT = new nunjucks.Environment(null, {
  autoescape: false,
  throwOnUndefined: true,
  trimBlocks: true,
  lstripBlocks: true,
});

/**
 * The rendered text. `file` is for messages. CONFIG_INVALID_VALUE with the place where the template is no Jinja or uses what is
 * not there.
 */
export function renderConfiguration(file: string, template: string, context: object): string {
  try {
    return new nunjucks.Template(template, ENVIRONMENT, file, true).render(context);
  } catch (error) {
    const { line, reason } = describeFault(error);
    throw new ToposcopeError('CONFIG_INVALID_VALUE', `${file}${line ? `:${line}` : ''}: ${reason}`, {
      hint: TEMPLATE_HINT,
      cause: error,
    });
  }
}

/** What makes the template no Jinja; null where it is. Whether it uses what is not there shows only when it is filled. */
export function checkConfiguration(file: string, template: string): Problem | null {
  try {
    new nunjucks.Template(template, ENVIRONMENT, file, true);
    return null;
  } catch (error) {
    const { line, reason } = describeFault(error);
    const place = { file, ...(line !== null && { line }) };
    return { code: 'CONFIG_INVALID_VALUE', severity: 'error', message: reason, hint: TEMPLATE_HINT, ...place };
  }
}

const TEMPLATE_HINT = 'correct the template; what it can use is told in docs/how-to/provision.md';

/** nunjucks tells place and reason in one text: `(FILE) [Line 3, Column 7]`, then `Template render error: REASON`. */
function describeFault(error: unknown): { line: number | null; reason: string } {
  const text = error instanceof Error ? error.message : String(error);
  const line = /\[Line (\d+)/.exec(text)?.[1];
  const last = text.split('\n').at(-1) ?? '';
  return { line: line === undefined ? null : Number(line), reason: last.replace(/^\s*\w*Error: /, '').trim() };
}
