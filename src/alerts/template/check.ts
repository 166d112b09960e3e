// Every template of messages, compiled and filled with examples: a bad one should be told before the night it is needed.
import { type ChannelSettings, type Problem, ToposcopeError } from '../../model/index.ts';
import { toDocument } from './document.ts';
import { EXAMPLE_MESSAGES } from './example.ts';
import { type AlertTemplate, renderJson, renderTemplate, type TemplatePart, toProblem } from './render.ts';
import { type AlertTemplates, partOf, requireOwnTemplate } from './templates.ts';

/** All templates of the folders, and those that channels name by path or that are not there. At most one problem per template. */
export function checkAlertTemplates(templates: AlertTemplates, channels: readonly ChannelSettings[]): Problem[] {
  const paths = channels.flatMap(({ template }) => (template?.includes('/') ? withParts(template) : []));
  return [
    ...channels.flatMap((channel) => caught(() => requireOwnTemplate(templates, channel))),
    ...[...templates.names(), ...paths].flatMap((name) => caught(() => tryTemplate(templates, name))),
  ];
}

function withParts(path: string): string[] {
  return path.endsWith('.j2')
    ? [path]
    : ['title', 'text', 'html', 'json', 'mrkdwn'].map((part) => `${path}.${part}.j2`);
}

function tryTemplate(templates: AlertTemplates, name: string): void {
  const template = templates.find(name);
  const part = partOf(name);
  if (template !== null && part !== null) fillWithExamples(template, part);
}

function fillWithExamples(template: AlertTemplate, part: TemplatePart): void {
  for (const message of EXAMPLE_MESSAGES) {
    for (const link of [null, 'https://toposcope.example/incidents/{id}']) {
      const context = { ...toDocument(message, link), title: 'a "title"', svg: message.svg };
      if (part === 'json') renderJson(template, context);
      else renderTemplate(template, part, context);
    }
  }
}

function caught(work: () => void): Problem[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof ToposcopeError) return [toProblem(error)];
    throw error;
  }
}
