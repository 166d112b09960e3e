// What holds for watching a network where toposcope.yml does not say otherwise.
import type { AlertSettings, Damping, EventSettings, IncidentSettings, Retention } from '../model/index.ts';

/** After NAV, whose quarantine users praise: a warning once confirmed, an alert when the second poll says so too. */
export const DEFAULT_DAMPING: Damping = {
  warnAfterPolls: 1,
  alertAfterPolls: 2,
  alertAfterSeconds: null,
  flapTransitions: 6,
  flapSeconds: 600,
};

export const DEFAULT_INCIDENTS: IncidentSettings = {
  damping: DEFAULT_DAMPING,
  groups: [],
  maintenance: [],
  hops: 1,
};

/** Waits and repeats are Alertmanager's. */
export const DEFAULT_ALERTS: AlertSettings = {
  channels: [],
  routes: [],
  groupBy: ['site'],
  groupWaitSeconds: 30,
  groupIntervalSeconds: 300,
  repeatSeconds: 4 * 3600,
  giveUpSeconds: 24 * 3600,
  linkTemplate: null,
};

/** Nothing is listened on unasked. */
export const DEFAULT_EVENTS: EventSettings = {
  address: '0.0.0.0',
  syslogUdp: null,
  syslogTcp: null,
  traps: null,
  communities: [],
  users: [],
  allow: [],
  settleMs: 300,
  perDeviceSeconds: 10,
  perMinute: 60,
};

export const DEFAULT_POLL_EVERY = '*/5 * * * *';

export const DEFAULT_RETENTION: Retention = { snapshotDays: 90, historyDays: 730, evidenceDays: 90 };
