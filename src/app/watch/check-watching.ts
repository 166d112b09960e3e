// What only this room can find wrong with the settings of watching: schedules, channels, templates of messages.
import { validate } from 'node-cron';
import { checkAlertTemplates, openChannel } from '../../alerts/index.ts';
import { type ErrorCode, type Problem, type Settings, ToposcopeError } from '../../model/index.ts';
import { alertTemplates } from './alert-templates.ts';

/** Expressions that the scheduler does not take: nothing could be started with them. */
export function checkSchedules({ pollEvery, incidents }: Settings): Problem[] {
  const windows = incidents.maintenance.map(({ name, cron }) => ({ where: `incidents.maintenance "${name}"`, cron }));
  return [{ where: 'poll.every', cron: pollEvery }, ...windows].flatMap(({ where, cron }): Problem[] => {
    if (cron === null || validate(cron)) return [];
    const message = `${where}: "${cron}" is not a cron expression`;
    return [
      problem('CONFIG_INVALID_VALUE', message, "write minute, hour, day, month, weekday, such as '*/15 * * * *'"),
    ];
  });
}

/** Channels that lack something, and templates that cannot be filled. Connects to nothing. */
export function checkAlerts({ alerts }: Settings): Problem[] {
  const templates = alertTemplates();
  const options = { templates, linkTemplate: alerts.linkTemplate };
  // A channel whose secret is missing has been told of already.
  const whole = alerts.channels.filter(({ type, url }) => url !== null || ['email', 'syslog', 'exec'].includes(type));
  const refused = whole.flatMap((channel): Problem[] => {
    try {
      openChannel(channel, options);
      return [];
    } catch (error) {
      if (!(error instanceof ToposcopeError)) throw error;
      return [problem(error.code, error.message, error.hint ?? '')];
    }
  });
  const unfit = checkAlertTemplates(templates, alerts.channels);
  return [...refused, ...unfit.filter(({ message }) => refused.every((one) => one.message !== message))];
}

function problem(code: ErrorCode, message: string, hint: string): Problem {
  return { code, severity: 'error', message, hint };
}
