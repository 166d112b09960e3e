// One message in the words of its channel's templates.
import type { ChannelSettings } from '../../model/index.ts';
import type { AlertMessage } from '../channel.ts';
import { cleanLines, cleanText } from './clean-text.ts';
import { type AlertDocument, toDocument } from './document.ts';
import { renderJson, renderTemplate, type TemplateContext } from './render.ts';
import { type AlertTemplates, chooseTemplate } from './templates.ts';

/** Each may throw ALERT_TEMPLATE_INVALID. */
export interface Words {
  readonly document: AlertDocument;
  /** One line, at most 200 characters. */
  title(): string;
  text(): string;
  html(): string;
  mrkdwn(): string;
  json(): unknown;
}

export function wordsOf(
  message: AlertMessage,
  channel: ChannelSettings,
  templates: AlertTemplates,
  linkTemplate: string | null,
): Words {
  const document = toDocument(message, linkTemplate);
  const plain = { ...document, title: '', svg: message.svg };
  const title = () => cleanText(renderTemplate(chooseTemplate(templates, channel, 'title'), 'title', plain), 200);
  const context = (): TemplateContext => ({ ...plain, title: title() });
  const render = (part: 'text' | 'html' | 'mrkdwn') =>
    cleanLines(renderTemplate(chooseTemplate(templates, channel, part), part, context())).trim();
  return {
    document,
    title,
    text: () => render('text'),
    html: () => render('html'),
    mrkdwn: () => render('mrkdwn'),
    json: () => renderJson(chooseTemplate(templates, channel, 'json'), context()),
  };
}
