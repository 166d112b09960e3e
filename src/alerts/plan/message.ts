// One message of a group, with an id that is the same wherever it is planned.
import { createHash } from 'node:crypto';
import type { AlertMessage } from '../channel.ts';
import { compareIncidents, isResolved } from '../severity.ts';
import { type AlertGroup, isUntold } from './group.ts';

export function makeMessage(group: AlertGroup, now: Date): AlertMessage {
  const { channel, key, sequence, members } = group;
  const id = messageId(group);
  const incidents = members.map(({ incident }) => incident).sort(compareIncidents);
  const told = members.flatMap(({ incident, knownAs }) => (knownAs === null ? [] : [[incident.id, knownAs] as const]));
  const occasion = occasionOf(group);
  return {
    ...{ id, channel, group: key, thread: group.thread ?? id, sequence },
    ...{ status: occasion === 'resolved' ? 'resolved' : 'firing', occasion, at: now.toISOString() },
    ...{ incidents, told: Object.fromEntries(told), svg: null },
  };
}

function occasionOf({ members, thread }: AlertGroup): AlertMessage['occasion'] {
  if (members.every(({ incident }) => isResolved(incident))) return 'resolved';
  if (thread === null) return 'new';
  return members.some(isUntold) ? 'changed' : 'repeat';
}

function messageId({ channel, key, openedAt, sequence }: AlertGroup): string {
  return createHash('sha256')
    .update(JSON.stringify([channel, key, openedAt, sequence]))
    .digest('hex')
    .slice(0, 20);
}
