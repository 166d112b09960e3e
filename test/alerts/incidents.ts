// Incidents, settings and messages for tests.
import type { AlertMessage } from '../../src/alerts/index.ts';
import type { AlertSettings, ChannelSettings, Incident, IncidentEvent } from '../../src/model/index.ts';

export const START = Date.parse('2026-11-21T10:00:00.000Z');

export function at(seconds: number): Date {
  return new Date(START + seconds * 1000);
}

export function incident(name: string, changes: Partial<Incident> = {}): Incident {
  const opened = at(0).toISOString();
  return {
    ...{ id: `${name}-1`, fingerprint: `f00d${Buffer.from(name).toString('hex')}`, kind: 'link-lost', subject: name },
    ...{
      title: `${name} is lost`,
      stage: 'alert',
      severity: 'critical',
      devices: [name],
      links: [`${name}:Gi0/1--z:Gi0/1`],
    },
    ...{
      explains: { links: [], devices: [] },
      cause: `cause of ${name}`,
      evidence: [`${name} was polled`],
      flapping: false,
    },
    ...{ transitions: [opened], confirmations: 2, openedAt: opened, updatedAt: opened, warnedAt: opened },
    ...{ alertedAt: opened, resolvedAt: null, acknowledged: null, maintenance: null, lastSeenAt: opened },
    ...{ firstSnapshot: 's1', lastSnapshot: 's1', timeline: [] },
    ...changes,
  };
}

export function resolved(of: Incident, now: Date): Incident {
  return { ...of, stage: 'resolved', resolvedAt: now.toISOString() };
}

export function event(of: Incident, what: IncidentEvent['what'] = 'alerted', now: Date = at(0)): IncidentEvent {
  return { at: now.toISOString(), incident: of, what };
}

export function channelSettings(name: string, changes: Partial<ChannelSettings> = {}): ChannelSettings {
  return {
    ...{
      name,
      type: 'webhook',
      url: null,
      headers: new Map(),
      smtp: null,
      syslog: null,
      command: null,
      template: null,
    },
    ...{ timeoutSeconds: 5 },
    ...changes,
  };
}

export function alertSettings(changes: Partial<AlertSettings> = {}): AlertSettings {
  const channels = changes.channels ?? [channelSettings('hook')];
  const all = { hosts: null, minSeverity: 'info', minStage: 'alert', kinds: null } as const;
  return {
    routes: [{ ...all, channels: channels.map(({ name }) => name) }],
    ...{ groupBy: ['site'], groupWaitSeconds: 30, groupIntervalSeconds: 300, repeatSeconds: 4 * 3600 },
    ...{ giveUpSeconds: 86_400, linkTemplate: null },
    ...changes,
    channels,
  };
}

export function message(incidents: readonly Incident[], changes: Partial<AlertMessage> = {}): AlertMessage {
  return {
    ...{ id: '00112233445566778899', channel: 'hook', group: 'site=lab', thread: '00112233445566778899', sequence: 0 },
    ...{ status: 'firing', occasion: 'new', at: at(30).toISOString(), incidents, told: {}, svg: null },
    ...changes,
  };
}

/** What nobody should be able to smuggle anywhere. */
export const HOSTILE =
  'r1"\'<b>&amp;</b>\\{{ 7*7 }}\r\nBcc: eve@example.net\u0000\u001b[31m<!channel>](http://x) \u202e\ud800 ]';
