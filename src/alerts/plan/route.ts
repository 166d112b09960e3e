// Who is told of what: an incident against the routes of the settings.
import type { AlertRoute, AlertSettings, Incident } from '../../model/index.ts';
import { compareSeverity, isAtLeast, isResolved } from '../severity.ts';

type Matches = (pattern: string, device: string) => boolean;

/** Whether some route lets an open incident through to that channel. Quiet in maintenance; suspicions are told to nobody. */
export function isEligible(settings: AlertSettings, channel: string, incident: Incident, matches: Matches): boolean {
  if (isResolved(incident) || incident.maintenance !== null) return false;
  return settings.routes.some((route) => route.channels.includes(channel) && takes(route, incident, matches));
}

function takes(route: AlertRoute, incident: Incident, matches: Matches): boolean {
  const { hosts } = route;
  return (
    isAtLeast(incident.stage, route.minStage) &&
    compareSeverity(incident.severity, route.minSeverity) >= 0 &&
    (route.kinds === null || route.kinds.includes(incident.kind)) &&
    (hosts === null || incident.devices.some((device) => matches(hosts, device)))
  );
}
