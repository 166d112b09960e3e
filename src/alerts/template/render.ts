// Templates of messages: Jinja as nunjucks reads it. What is put in is escaped as the part it goes into wants it.
import nunjucks from 'nunjucks';
import { type Problem, ToposcopeError } from '../../model/index.ts';
import { type AlertDocument, mapTexts } from './document.ts';

/** `json`: values are written with the filter `json`; `mrkdwn`: Slack's; `title` and `text`: plain. */
export const TEMPLATE_PARTS = ['title', 'text', 'html', 'json', 'mrkdwn'] as const;
export type TemplatePart = (typeof TEMPLATE_PARTS)[number];

/** A template and its path for messages. */
export interface AlertTemplate {
  readonly file: string;
  readonly text: string;
}

/** What a template may use besides the document. */
export interface TemplateContext extends AlertDocument {
  /** The rendered title; empty in the title itself. */
  readonly title: string;
  /** The drawing that goes with the message; null where none does. */
  readonly svg: string | null;
}

/** An undefined variable is an error, not an empty word. */
const OPTIONS = { throwOnUndefined: true, trimBlocks: true, lstripBlocks: true };
const PLAIN = withFilters(new nunjucks.Environment(null, { ...OPTIONS, autoescape: false }));
const HTML = withFilters(new nunjucks.Environment(null, { ...OPTIONS, autoescape: true }));

function withFilters(environment: nunjucks.Environment): nunjucks.Environment {
  environment.addFilter('json', (value: unknown) => JSON.stringify(value ?? null));
  environment.addFilter('time', (value: unknown) => String(value).replace(/^(\S+)T([\d:]{8})\S*Z$/, '$1 $2 UTC'));
  return environment;
}

/** ALERT_TEMPLATE_INVALID with file and line where the template is no Jinja or uses what is not there. */
export function renderTemplate({ file, text }: AlertTemplate, part: TemplatePart, context: TemplateContext): string {
  try {
    const values = part === 'mrkdwn' ? mapTexts(context, escapeMrkdwn) : context;
    return new nunjucks.Template(text, part === 'html' ? HTML : PLAIN, file, true).render(values);
  } catch (error) {
    const { line, reason } = describeFault(error);
    throw new ToposcopeError('ALERT_TEMPLATE_INVALID', `${file}${line ? `:${line}` : ''}: ${reason}`, {
      hint: TEMPLATE_HINT,
      context: { file, line },
      cause: error,
    });
  }
}

/** The text as JSON again, so that what is sent is JSON. ALERT_TEMPLATE_INVALID with the line where it is none. */
export function renderJson(template: AlertTemplate, context: TemplateContext): unknown {
  const text = renderTemplate(template, 'json', context);
  try {
    return JSON.parse(text);
  } catch (error) {
    const line = lineOfFault(text);
    const excerpt = text.split('\n')[line - 1]?.trim().slice(0, 80) ?? '';
    throw new ToposcopeError(
      'ALERT_TEMPLATE_INVALID',
      `${template.file}: line ${line} of the result is no JSON: ${excerpt}`,
      {
        hint: 'write values with the filter json, without quotes around them: "title": {{ title | json }}',
        context: { file: template.file, line },
        cause: error,
      },
    );
  }
}

/** Slack: these three and no others. @see https://api.slack.com/reference/surfaces/formatting */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function toProblem(error: ToposcopeError): Problem {
  const { file, line } = error.context;
  return {
    ...{ code: error.code, severity: 'error', message: error.message, hint: error.hint ?? TEMPLATE_HINT },
    ...(typeof file === 'string' && { file }),
    ...(typeof line === 'number' && { line }),
  };
}

const TEMPLATE_HINT = 'correct the template; what it can use is told in docs/how-to/alerts.md';

/** nunjucks tells place and reason in one text: `(FILE) [Line 3, Column 7]`, then `Template render error: REASON`. */
function describeFault(error: unknown): { line: number | null; reason: string } {
  const text = error instanceof Error ? error.message : String(error);
  const line = /\[Line (\d+)/.exec(text)?.[1];
  const last = text.split('\n').at(-1) ?? '';
  return { line: line === undefined ? null : Number(line), reason: last.replace(/^\s*\w*Error: /, '').trim() };
}

/** The first line up to which the text cannot be the beginning of any JSON: V8 does not always tell where it gave up. */
function lineOfFault(text: string): number {
  const lines = text.split('\n');
  const first = lines.findIndex((_, i) => !isBeginning(lines.slice(0, i + 1).join('\n')));
  return first === -1 ? lines.length : first + 1;
}

function isBeginning(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as SyntaxError;
    const position = /at position (\d+)/.exec(message)?.[1];
    return /end of JSON input/.test(message) || Number(position) >= text.trimEnd().length;
  }
}
