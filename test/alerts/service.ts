// The service as the application composes it, over the real store in a folder of its own.
import { AlertService, type AlertServiceOptions, openAlertTemplates, openChannel } from '../../src/alerts/index.ts';
import type { AlertSettings, Incident } from '../../src/model/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { event } from './incidents.ts';

export interface Running {
  readonly service: AlertService;
  readonly store: Store;
  readonly problems: string[];
  /** These are open now, and nothing else is. */
  report(open: readonly Incident[], over?: readonly Incident[]): Promise<void>;
  /** `kind text` of the history. */
  history(): Promise<string[]>;
}

export async function openService(
  folder: string,
  settings: AlertSettings,
  changes: Partial<AlertServiceOptions> & { keepAlive?: { everySeconds: number; lastsSeconds: number } } = {},
): Promise<Running> {
  const store = openStore(folder);
  const problems: string[] = [];
  const templates = openAlertTemplates(['templates/alert']);
  const { linkTemplate } = settings;
  const { keepAlive, ...others } = changes;
  const service = await AlertService.open({
    settings,
    keeper: store,
    channels: settings.channels.map((channel) =>
      openChannel(channel, { templates, linkTemplate, ...(keepAlive && { keepAlive }) }),
    ),
    matches: (pattern, device) => device.startsWith(pattern),
    siteOf: () => 'lab',
    now: () => new Date(),
    random: () => 0.5,
    drawNeighbourhood: async (incident) => `<svg>${incident.subject}</svg>`,
    onProblem: (text) => problems.push(text),
    ...others,
  });
  return {
    ...{ service, store, problems },
    async report(open, over = []) {
      const now = new Date();
      const events = [
        ...open.map((one) => event(one, 'updated', now)),
        ...over.map((one) => event(one, 'resolved', now)),
      ];
      await service.handle({ events, open }, (change) => store.commit(change));
    },
    async history() {
      const query = { device: null, port: null, link: null, since: null, until: null, limit: 1000 };
      return (await store.history(query)).map(({ kind, text }) => `${kind} ${text}`);
    },
  };
}
