// The planner: incidents → messages, grouped and spaced. Pure: the same state and news give the same messages at every place.
import { type AlertSettings, compareText, type Incident, type IncidentEvent } from '../../model/index.ts';
import type { AlertMessage } from '../channel.ts';
import { isResolved, knownAs } from '../severity.ts';
import { dueAt, isForgotten } from './due.ts';
import { type AlertGroup, digest, groupId, isUntold, type Member, type PlanState } from './group.ts';
import { makeMessage } from './message.ts';
import { groupKey, policyOf } from './policy.ts';
import { isEligible } from './route.ts';

export interface PlanRules {
  readonly settings: AlertSettings;
  /** Ansible host pattern against a device name. */
  matches(pattern: string, device: string): boolean;
  siteOf(device: string): string | null;
}

export interface PlanNews {
  readonly events: readonly IncidentEvent[];
  /** Every incident that is open now, whatever its stage. What is missing here is over. */
  readonly open: readonly Incident[];
}

export interface Plan {
  readonly state: PlanState;
  /** Due now, in the order of channels and groups; `svg` is null as yet. */
  readonly messages: readonly AlertMessage[];
}

/** `news`: null where only time has passed. */
export function planMessages(state: PlanState, news: PlanNews | null, rules: PlanRules, now: Date): Plan {
  const groups = new Map(state);
  if (news !== null) {
    takeNews(groups, news, rules, now);
  }
  const messages: AlertMessage[] = [];
  for (const [id, old] of sorted(groups)) {
    const group = settle(old, rules.settings, now);
    const due = dueAt(group, rules.settings);
    const told = due !== null && due <= now.getTime() ? tell(group, now) : null;
    if (told !== null) messages.push(told.message);
    keep(groups, id, told?.group ?? group, rules.settings, now);
  }
  return { state: groups, messages };
}

function takeNews(groups: Map<string, AlertGroup>, news: PlanNews, rules: PlanRules, now: Date): void {
  const known = lastKnown(news);
  const seated = new Set<string>();
  for (const [id, group] of sorted(groups)) {
    const members = group.members.flatMap((member) => followUp(member, known.get(member.incident.id), now));
    groups.set(id, { ...group, members: members.map((member) => judge(member, group.channel, rules)) });
    for (const { incident } of members) seated.add(groupId(group.channel, incident.id));
  }
  for (const { name: channel } of rules.settings.channels) {
    for (const incident of known.values()) {
      if (seated.has(groupId(channel, incident.id))) continue;
      if (isEligible(rules.settings, channel, incident, rules.matches)) seat(groups, channel, incident, rules, now);
    }
  }
}

/** Open incidents as they are, and those that ended as their last event tells; in the order of ids. */
function lastKnown(news: PlanNews): ReadonlyMap<string, Incident> {
  const incidents = [...news.events.map(({ incident }) => incident).filter(isResolved), ...news.open];
  return new Map(incidents.map((incident) => [incident.id, incident] as const).sort(([a], [b]) => compareText(a, b)));
}

/** An incident that is gone without a word was closed while nobody watched: those who were told of it are told so. */
function followUp(member: Member, known: Incident | undefined, now: Date): Member[] {
  const incident = known ?? gone(member.incident, now);
  return isResolved(incident) && member.told === null ? [] : [{ ...member, incident }];
}

function gone(incident: Incident, now: Date): Incident {
  return isResolved(incident) ? incident : { ...incident, stage: 'resolved', resolvedAt: now.toISOString() };
}

function judge(member: Member, channel: string, rules: PlanRules): Member {
  return { ...member, eligible: isEligible(rules.settings, channel, member.incident, rules.matches) };
}

function seat(
  groups: Map<string, AlertGroup>,
  channel: string,
  incident: Incident,
  { settings, siteOf }: PlanRules,
  now: Date,
): void {
  const key = groupKey(incident, policyOf(settings, channel).groupBy, siteOf);
  const id = groupId(channel, key);
  const group = groups.get(id) ?? newGroup(channel, key, now);
  groups.set(id, { ...group, members: [...group.members, { incident, told: null, knownAs: null, eligible: true }] });
}

function newGroup(channel: string, key: string, now: Date): AlertGroup {
  const openedAt = now.toISOString();
  return { channel, key, members: [], newsAt: null, sentAt: null, thread: null, sequence: 0, openedAt };
}

/** Whom no route lets through before anybody was told leaves. A clock that was put back must not keep the group silent. */
function settle(group: AlertGroup, settings: AlertSettings, now: Date): AlertGroup {
  const members = group.members.filter(({ told, eligible }) => told !== null || eligible);
  const hasNews = members.some(isUntold);
  const at = now.toISOString();
  const sentAt = group.sentAt !== null && group.sentAt > at ? at : group.sentAt;
  const newsAt = group.newsAt === null || group.newsAt > at ? at : group.newsAt;
  const known = settings.channels.some(({ name }) => name === group.channel);
  return { ...group, members: known ? members : [], newsAt: known && hasNews ? newsAt : null, sentAt };
}

function tell(group: AlertGroup, now: Date): { group: AlertGroup; message: AlertMessage } {
  const message = makeMessage(group, now);
  const open = group.members.filter(({ incident }) => !isResolved(incident));
  const members = open.map((member) => ({
    ...member,
    told: digest(member.incident),
    knownAs: knownAs(member.incident, member.knownAs),
  }));
  const thread = members.length === 0 ? null : message.thread;
  const sequence = group.sequence + 1;
  return { message, group: { ...group, members, thread, sequence, newsAt: null, sentAt: message.at } };
}

function keep(
  groups: Map<string, AlertGroup>,
  id: string,
  group: AlertGroup,
  settings: AlertSettings,
  now: Date,
): void {
  if (isForgotten(group, settings, now)) groups.delete(id);
  else groups.set(id, group);
}

function sorted(groups: ReadonlyMap<string, AlertGroup>): [string, AlertGroup][] {
  return [...groups].sort(([a], [b]) => compareText(a, b));
}
