// A webhook: the message as JSON, made by a template.
import type { OpenChannel } from './context.ts';
import { nothingToClose } from './context.ts';
import { httpTarget, postJson } from './http-post.ts';

/** The id of the message goes along as Idempotency-Key, so that one sent twice can be told. */
export const openWebhook: OpenChannel = ({ settings, wordsOf }) => {
  const target = httpTarget(settings);
  return {
    name: settings.name,
    deliver: (message) => postJson(target, wordsOf(message).json(), { 'idempotency-key': message.id }),
    close: nothingToClose,
  };
};
