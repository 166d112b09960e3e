// The alert service of a project: its channels with their templates, over the store.
import { AlertService, openChannel } from '../../alerts/index.ts';
import { matchesDevice } from '../../inventory/index.ts';
import type { Incident } from '../../model/index.ts';
import type { Store } from '../../store/index.ts';
import type { Project } from '../project.ts';
import { readOrNull } from '../read-or-null.ts';
import { alertTemplates } from './alert-templates.ts';
import { drawNeighbourhood } from './neighbourhood.ts';

export interface OpenAlertsOptions {
  readonly project: Project;
  readonly store: Store;
  /** A run that ends: what it knows is complete, and nothing waits for more. */
  readonly isOnce?: boolean;
  /** False: nothing is sent, so that no channel is opened and no secret needed. */
  readonly sends?: boolean;
  onProblem(text: string): void;
}

/** Sends nothing yet. Null where the settings name no channel. Throws what is wrong with a channel. */
export async function openAlerts({
  project,
  store,
  sends = true,
  isOnce = false,
  onProblem,
}: OpenAlertsOptions): Promise<AlertService | null> {
  const { inventory, settings } = project;
  const alerts = isOnce ? { ...settings.alerts, groupWaitSeconds: 0 } : settings.alerts;
  if (alerts.channels.length === 0) return null;
  const options = { templates: alertTemplates(), linkTemplate: alerts.linkTemplate };
  const sites = new Map(inventory.devices.map(({ name, site }) => [name, site]));
  return await AlertService.open({
    settings: alerts,
    keeper: store,
    channels: sends ? alerts.channels.map((channel) => openChannel(channel, options)) : [],
    matches: (pattern, device) => matchesDevice(inventory, pattern, device),
    siteOf: (device) => sites.get(device) ?? null,
    now: () => new Date(),
    random: Math.random,
    drawNeighbourhood: (incident) => drawIncident(project, store, incident),
    onProblem,
  });
}

/** The neighbourhood of an incident as it is now, beside what was there before it. Null where nothing of it is known. */
export async function drawIncident(project: Project, store: Store, incident: Incident): Promise<string | null> {
  const [view] = project.settings.views;
  const after = await store.latest();
  if (view === undefined || after === null) return null;
  const first = await readOrNull(store, incident.firstSnapshot);
  const before = await readOrNull(store, first?.previous ?? null);
  const { hops } = project.settings.incidents;
  return await drawNeighbourhood({ incident, before, after, hops, inventory: project.inventory, view });
}
