// Settings of watching that name each other, and name nothing: they would silently do nothing.
import type { Settings } from '../model/index.ts';
import { didYouMean } from './nearest.ts';
import type { ProblemList } from './problem-list.ts';
import type { PlaceFinder } from './settings.ts';

export function checkWatching(settings: Settings, places: PlaceFinder, problems: ProblemList): void {
  checkRoutes(settings, places, problems);
  checkTraps(settings, places, problems);
}

function checkRoutes({ alerts }: Settings, places: PlaceFinder, problems: ProblemList): void {
  const names = alerts.channels.map(({ name }) => name);
  const known = names.length === 0 ? 'there are no channels yet' : `the channels are: ${names.join(', ')}`;
  for (const [i, { channels }] of alerts.routes.entries()) {
    for (const [j, name] of channels.entries()) {
      if (names.includes(name)) continue;
      const place = places(['alerts', 'routes', i, 'channels', j]);
      problems.error('CONFIG_INVALID_VALUE', place, `no channel is called ${name}`, didYouMean(name, names, known));
    }
  }
  const routed = new Set(alerts.routes.flatMap(({ channels }) => channels));
  for (const name of names.filter((one) => !routed.has(one))) {
    const hint = 'name it in alerts.routes; without any route every channel is told of every alert';
    const place = places(['alerts', 'channels', name]);
    problems.warning('CONFIG_PATTERN_NO_MATCH', place, `no route leads to channel ${name}`, hint);
  }
}

function checkTraps({ events }: Settings, places: PlaceFinder, problems: ProblemList): void {
  for (const [i, { name, authProtocol, authKey, privProtocol, privKey }] of events.users.entries()) {
    const lacksAuth = authProtocol !== null && authKey === null;
    const lacksPriv = privProtocol !== null && (privKey === null || authProtocol === null);
    if (!lacksAuth && !lacksPriv) continue;
    const message = lacksAuth ? 'has auth without auth_key' : 'has priv without priv_key and auth';
    const place = places(['events', 'traps', 'users', i]);
    problems.error('CONFIG_INVALID_VALUE', place, `SNMP user ${name} ${message}`, 'add what is missing');
  }
  if (events.traps === null || events.communities.length + events.users.length > 0) return;
  const hint = 'add communities (v2c) or users (v3): without them every trap is refused';
  problems.warning('CONFIG_INVALID_VALUE', places(['events', 'traps']), 'traps are received from nobody', hint);
}
