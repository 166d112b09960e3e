// Slack by an incoming webhook: text for the notification, blocks for the message.
// @see https://api.slack.com/reference/block-kit/blocks: 50 blocks, 150 characters in a header, 3,000 in a section.
import { cutText } from '../template/clean-text.ts';
import { escapeMrkdwn } from '../template/render.ts';
import type { Words } from '../template/words.ts';
import type { OpenChannel } from './context.ts';
import { nothingToClose } from './context.ts';
import { httpTarget, postJson } from './http-post.ts';

const SLACK_MAX_BLOCKS = 50;
const SLACK_MAX_HEADER = 150;
const SLACK_MAX_SECTION = 3000;

export const openSlack: OpenChannel = ({ settings, wordsOf }) => {
  const target = httpTarget(settings);
  return {
    name: settings.name,
    deliver: (message) => postJson(target, slackPayload(wordsOf(message))),
    close: nothingToClose,
  };
};

export function slackPayload(words: Words): { text: string; blocks: unknown[] } {
  const title = words.title();
  const paragraphs = words
    .mrkdwn()
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim() !== '');
  const shown = paragraphs.slice(0, SLACK_MAX_BLOCKS - 2);
  const left = paragraphs.length - shown.length;
  return {
    text: escapeMrkdwn(title),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cutText(title, SLACK_MAX_HEADER), emoji: false } },
      ...shown.map((paragraph) => section(cutMrkdwn(paragraph, SLACK_MAX_SECTION))),
      ...(left > 0 ? [section(`… and ${left} more`)] : []),
    ],
  };
}

/** Not linked or parsed any further: `#name` and addresses in the text of strangers stay text. */
function section(text: string): unknown {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

/** Never within an entity (`&amp;`) or a link (`<https://…|text>`). */
function cutMrkdwn(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${cutText(text, maxLength)
    .slice(0, -1)
    .replace(/&[a-z]*$/, '')
    .replace(/<[^>]*$/, '')}…`;
}
