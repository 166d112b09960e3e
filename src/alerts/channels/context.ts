// What every channel is opened with, and how one is registered.
import type { ChannelSettings } from '../../model/index.ts';
import type { AlertMessage, Channel } from '../channel.ts';
import type { AlertTemplates } from '../template/templates.ts';
import { type Words, wordsOf } from '../template/words.ts';

export interface ChannelOptions {
  readonly templates: AlertTemplates;
  /** Address of an incident's page with `{id}`; null where there is none. */
  readonly linkTemplate: string | null;
  /** How often Alertmanager is told again, and for how long it then believes it. Seconds; 60 and 300. */
  readonly keepAlive?: { readonly everySeconds: number; readonly lastsSeconds: number };
}

export interface ChannelContext extends ChannelOptions {
  readonly settings: ChannelSettings;
  wordsOf(message: AlertMessage): Words;
}

/** Throws ALERT_CHANNEL_INVALID where the settings lack what the type needs. */
export type OpenChannel = (context: ChannelContext) => Channel;

export function channelContext(settings: ChannelSettings, options: ChannelOptions): ChannelContext {
  return {
    ...options,
    settings,
    wordsOf: (message) => wordsOf(message, settings, options.templates, options.linkTemplate),
  };
}

export async function nothingToClose(): Promise<void> {}
