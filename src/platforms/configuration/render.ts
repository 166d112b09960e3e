// Templates of device configuration: Jinja as nunjucks reads it, with Ansible's white space (trim_blocks, lstrip_blocks).
import nunjucks from 'nunjucks';
import { ToposcopeError } from '../../model/index.ts';

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
    return ENVIRONMENT.renderString(template, context);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const [, line] = /\[Line (\d+)/.exec(text) ?? [];
    const reason =
      text
        .split('\n')
        .at(-1)
        ?.replace(/^\s*\w*Error: /, '')
        .trim() ?? '';
    throw new ToposcopeError('CONFIG_INVALID_VALUE', `${file}${line ? `:${line}` : ''}: ${reason}`, {
      hint: 'correct the template; what it can use is told in docs/how-to/provision.md',
      cause: error,
    });
  }
}
