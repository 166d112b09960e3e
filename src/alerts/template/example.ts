// Messages as templates may meet them: for checks before anything happens, and for a test of a channel. Texts are as awkward as allowed.
import type { Incident } from '../../model/index.ts';
import type { AlertMessage } from '../channel.ts';

const AT = '2026-11-21T10:00:00.000Z';

const DEVICE_DOWN: Incident = {
  id: '3f2a1b0c-2026-11-21T09-55-00Z',
  fingerprint: '3f2a1b0c9d8e7f60',
  kind: 'device-down',
  subject: 'r5-tor',
  title: 'r5-tor is down: "explains" 2 links & 1 device <r8>',
  stage: 'alert',
  severity: 'critical',
  devices: ['r5-tor'],
  links: [],
  explains: {
    links: ['r1:GigabitEthernet0/3--r5-tor:GigabitEthernet0/1', 'r5-tor:GigabitEthernet0/2--r8:GigabitEthernet0/1'],
    devices: ['r8'],
  },
  cause: 'no answer over SSH, and no neighbour hears it: \\ "silent" {{ braces }}',
  evidence: ['r1 was polled at 10:00 and no longer hears r5-tor on Gi0/3', 'r5-tor: connection timed out'],
  flapping: false,
  transitions: ['2026-11-21T09:55:00.000Z'],
  confirmations: 2,
  openedAt: '2026-11-21T09:55:00.000Z',
  updatedAt: AT,
  warnedAt: '2026-11-21T09:55:00.000Z',
  alertedAt: AT,
  resolvedAt: null,
  acknowledged: null,
  maintenance: null,
  lastSeenAt: AT,
  firstSnapshot: '2026-11-21T09-55-00Z',
  lastSnapshot: '2026-11-21T10-00-00Z',
  timeline: [{ at: '2026-11-21T09:55:00.000Z', text: 'opened' }],
};

const LINK_LOST: Incident = {
  ...DEVICE_DOWN,
  id: '77aa88bb-2026-11-21T09-50-00Z',
  fingerprint: '77aa88bb99cc00dd',
  kind: 'link-lost',
  subject: 'r1:GigabitEthernet0/1--r6-edge:GigabitEthernet0/1',
  title: 'r1 Gi0/1 – r6-edge Gi0/1 is lost',
  stage: 'warning',
  severity: 'warning',
  devices: ['r1', 'r6-edge'],
  links: ['r1:GigabitEthernet0/1--r6-edge:GigabitEthernet0/1'],
  explains: { links: [], devices: [] },
  cause: '',
  evidence: [],
  flapping: true,
  alertedAt: null,
  acknowledged: { by: 'eve', at: AT, comment: 'it\'s a "known" trouble' },
};

const RESOLVED: Incident = { ...LINK_LOST, stage: 'resolved', flapping: false, acknowledged: null, resolvedAt: AT };

const MESSAGE: Omit<AlertMessage, 'status' | 'occasion' | 'incidents'> = {
  ...{ id: '0123456789abcdef0123', channel: 'example', group: 'site=lab', thread: '0123456789abcdef0123', sequence: 0 },
  ...{ at: AT, told: {}, svg: null },
};

export const EXAMPLE_MESSAGES: readonly AlertMessage[] = [
  { ...MESSAGE, status: 'firing', occasion: 'new', incidents: [DEVICE_DOWN, LINK_LOST], svg: '<svg/>' },
  { ...MESSAGE, status: 'firing', occasion: 'changed', incidents: [DEVICE_DOWN, RESOLVED] },
  { ...MESSAGE, status: 'resolved', occasion: 'resolved', incidents: [RESOLVED] },
];

/** A firing message that says of itself that it is none. */
export function testMessage(channel: string, id: string, at: string): AlertMessage {
  const incident: Incident = {
    ...DEVICE_DOWN,
    ...{ id: `test-${id}`, fingerprint: `test-${id}`, subject: 'toposcope-test', devices: ['toposcope-test'] },
    ...{ title: `TEST: channel ${channel} works; nothing is wrong`, severity: 'info', stage: 'warning' },
    ...{ explains: { links: [], devices: [] }, cause: 'sent by hand to test this channel', evidence: [] },
    ...{ openedAt: at, updatedAt: at, warnedAt: at, alertedAt: null, lastSeenAt: at, transitions: [at] },
    ...{ timeline: [], firstSnapshot: '', lastSnapshot: '' },
  };
  return {
    ...{ id, channel, group: 'test', thread: id, sequence: 0, status: 'firing', occasion: 'test', at },
    ...{ incidents: [incident], told: {}, svg: null },
  };
}
