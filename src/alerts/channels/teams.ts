// Microsoft Teams by the address of a Power Automate workflow ("when a Teams webhook request is received"): an Adaptive Card.
// The connectors of Office 365 are retired. @see https://adaptivecards.io/explorer/; a message is at most 28 kB.
import { cutText } from '../template/clean-text.ts';
import type { Words } from '../template/words.ts';
import type { OpenChannel } from './context.ts';
import { nothingToClose } from './context.ts';
import { httpTarget, postJson } from './http-post.ts';

/** 28 kB with a margin, for what Power Automate adds. */
const TEAMS_MAX_BYTES = 27 * 1024;
const MAX_PARAGRAPH = 4000;

export const openTeams: OpenChannel = ({ settings, wordsOf }) => {
  const target = httpTarget(settings);
  return {
    name: settings.name,
    deliver: (message) => postJson(target, teamsPayload(wordsOf(message))),
    close: nothingToClose,
  };
};

export function teamsPayload(words: Words): unknown {
  const title = words.title();
  const paragraphs = words
    .text()
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim() !== '');
  const { status, severity, incidents } = words.document;
  const color = status === 'resolved' ? 'good' : severity === 'critical' ? 'attention' : 'warning';
  const url = incidents[0]?.url ?? null;
  let shown = paragraphs.length;
  let payload = message(title, color, paragraphs, shown, url);
  while (shown > 0 && Buffer.byteLength(JSON.stringify(payload)) > TEAMS_MAX_BYTES) {
    shown = Math.floor(shown * 0.8);
    payload = message(title, color, paragraphs, shown, url);
  }
  return payload;
}

function message(
  title: string,
  color: string,
  paragraphs: readonly string[],
  shown: number,
  url: string | null,
): unknown {
  const left = paragraphs.length - shown;
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      textBlock([run(title, { size: 'medium', weight: 'bolder', color })]),
      ...paragraphs.slice(0, shown).map((paragraph) => textBlock(runsOf(paragraph), { separator: true })),
      ...(left > 0 ? [textBlock([run(`… and ${left} more`)])] : []),
    ],
    ...(url !== null && { actions: [{ type: 'Action.OpenUrl', title: 'Open', url }] }),
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return { type: 'message', attachments: [{ contentType, contentUrl: null, content }] };
}

/** Runs of a RichTextBlock are plain text, so that no device name is read as Markdown. */
function textBlock(inlines: readonly unknown[], look: object = {}): unknown {
  return { type: 'RichTextBlock', inlines, ...look };
}

function run(text: string, look: object = {}): unknown {
  return { type: 'TextRun', text, ...look };
}

function runsOf(paragraph: string): unknown[] {
  const [first = '', ...rest] = cutText(paragraph, MAX_PARAGRAPH).split('\n');
  return [run(first, { weight: 'bolder' }), ...(rest.length > 0 ? [run(`\n${rest.join('\n')}`)] : [])];
}
