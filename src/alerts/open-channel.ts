// The register of channel types: one file each under channels/, found by its name.
import { type ChannelSettings, type ChannelType, ToposcopeError } from '../model/index.ts';
import { type Channel, type DeliveryResult, rejected } from './channel.ts';
import { openAlertmanager } from './channels/alertmanager.ts';
import { type ChannelOptions, channelContext, type OpenChannel } from './channels/context.ts';
import { openEmail } from './channels/email.ts';
import { openExec } from './channels/exec.ts';
import { openSlack } from './channels/slack.ts';
import { openSyslog } from './channels/syslog.ts';
import { openTeams } from './channels/teams.ts';
import { openWebhook } from './channels/webhook.ts';
import { requireOwnTemplate } from './template/templates.ts';

const TYPES: Readonly<Record<ChannelType, OpenChannel>> = {
  webhook: openWebhook,
  slack: openSlack,
  teams: openTeams,
  alertmanager: openAlertmanager,
  email: openEmail,
  syslog: openSyslog,
  exec: openExec,
};

/** Connects to nothing. ALERT_CHANNEL_INVALID or ALERT_TEMPLATE_MISSING where the settings lack what the type needs. */
export function openChannel(settings: ChannelSettings, options: ChannelOptions): Channel {
  requireOwnTemplate(options.templates, settings);
  const channel = TYPES[settings.type](channelContext(settings, options));
  const { keepAlive } = channel;
  return {
    ...channel,
    deliver: (message) => guarded(() => channel.deliver(message)),
    ...(keepAlive && {
      keepAlive: { ...keepAlive, refresh: (incidents) => guarded(() => keepAlive.refresh(incidents)) },
    }),
  };
}

/** A template that fails only now, with this very message: the message is put by until it is mended. */
async function guarded(work: () => Promise<DeliveryResult>): Promise<DeliveryResult> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ToposcopeError) return rejected(error.message);
    throw error;
  }
}

/** Types whose templates can make use of a drawing. */
export function wantsDrawing({ type, template }: ChannelSettings): boolean {
  return type === 'email' || type === 'exec' || (type === 'webhook' && template !== null);
}
