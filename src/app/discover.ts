// Finds devices from a few known ones, ring by ring, and proposes an inventory. Nothing is changed, on no device and in no file.
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CredentialGuard, visitDevices } from '../devices/index.ts';
import { inventoryName, type ProposedDevice, proposeInventory } from '../inventory/index.ts';
import type { HostKeyPolicy, InventoryDevice, SourceFile, Visit } from '../model/index.ts';
import { findPlatform, interpretAnswers, type Templates } from '../platforms/index.ts';
import {
  Crawl,
  type CrawlAnswer,
  type CrawledDevice,
  type CrawlLimits,
  type CrawlTarget,
  type FenceRule,
} from '../topology/index.ts';
import { findKnown, type Proposal, propose, uniqueNames } from './discover-proposal.ts';
import { portOf, readSeed, type Seed } from './discover-seed.ts';
import { latestAnswers } from './poll.ts';
import { countVisits, type PollProgress } from './poll-progress.ts';
import { loadProject, type Project } from './project.ts';
import type { Environment, ProjectPaths } from './read-project.ts';
import { topologyVisit } from './topology-visit.ts';
import type { Ask } from './vault-passwords.ts';
import { visitOptions, visitTarget } from './visit-options.ts';

export interface DiscoverRequest {
  readonly paths: ProjectPaths;
  readonly env: Environment;
  readonly ask: Ask;
  /** Names of the inventory, addresses or DNS names. */
  readonly seeds: readonly string[];
  readonly rules: readonly FenceRule[];
  readonly limits: CrawlLimits;
  /** Variables of every device that the inventory does not name, such as `ansible_user`; what the inventory says of `all` holds too. */
  readonly variables: Readonly<Record<string, string>>;
  /** Instead of what the settings say; null for that. */
  readonly hostKeys: HostKeyPolicy | null;
  readonly output: string;
  readonly progress: PollProgress;
}

export interface Discovery extends Proposal {
  readonly devices: readonly CrawledDevice[];
  /** What the operator had before. */
  readonly known: Project;
}

/** A device that fails is a result. Throws only where nothing can be begun: a bad inventory, no login for a seed. */
export async function discover(request: DiscoverRequest): Promise<Discovery> {
  const guard = new CredentialGuard();
  const seeds = request.seeds.map(readSeed);
  const run = await answerFirst({ ...request, seeds });
  const known = await loadProject({ ...request.paths, moreFiles: [] }, 'seeds', request.env);
  const crawl = new Crawl(request.rules, request.limits, known.settings.domains);
  for (const { host } of seeds) crawl.seed(host, findKnown(known, host, host)?.connection.host ?? host);
  for (let ring = crawl.next(); ring.length > 0; ring = crawl.next()) {
    for (const answer of await visitRing(run, known, ring, guard)) crawl.learn(answer);
  }
  const devices = crawl.report();
  return { devices, known, ...propose(known, devices, { seeds, variables: request.variables }) };
}

interface Run extends Omit<DiscoverRequest, 'seeds'> {
  readonly seeds: readonly Seed[];
}

/** One question for all devices that the inventory does not name, before the first of them is visited. */
async function answerFirst(run: Run): Promise<Run> {
  if (run.variables.ansible_password !== 'ask' || run.ask === null) return run;
  const password = await run.ask('Password of the devices that the inventory does not name');
  const env = { ...run.env, [PASSWORD]: password.reveal() };
  return { ...run, env, variables: { ...run.variables, ansible_password: `env:${PASSWORD}` } };
}

const PASSWORD = 'TOPOSCOPE_DISCOVER_PASSWORD';

/** The group in which devices stand while they are being discovered. */
const GROUP = 'discovered';

interface NewHost {
  readonly name: string;
  readonly host: string;
}

/** As if the operator had written them: their connection is what the inventory would give them. */
function sourceOf({ paths, variables, seeds }: Run, hosts: readonly NewHost[]): SourceFile {
  const devices = hosts.map((host): ProposedDevice => ({ ...host, variables: portOf(host.host, seeds) }));
  const group = { name: GROUP, variables: { ansible_network_os: 'auto', ...variables }, devices };
  return { path: join(folderOf(paths.inventory), 'discovered.yml'), text: proposeInventory('discovered', [group]) };
}

/** Beside the inventory, so that its group_vars hold for what is found. */
function folderOf(inventory: string): string {
  return statSync(inventory, { throwIfNoEntry: false })?.isDirectory() ? inventory : dirname(inventory);
}

/**
 * What the inventory says of a device stands, whatever a neighbour says of it: only strangers are written beside it, each
 * under a name that nobody else has.
 */
async function devicesOf(request: Run, known: Project, ring: readonly CrawlTarget[]): Promise<InventoryDevice[]> {
  const places = ring.map(({ id, name, address }) => ({ own: findKnown(known, name, address), id, address }));
  const strangers = places.filter(({ own }) => own === undefined);
  const names = uniqueNames(
    strangers.map(({ id }) => inventoryName(id)),
    known,
  );
  const hosts = strangers.map(({ id, address }, i) => ({ name: names[i] ?? id, host: address ?? id }));
  const paths = { ...request.paths, moreFiles: [sourceOf(request, hosts)] };
  const project = await loadProject(paths, 'poll', request.env, request.ask);
  const byName = new Map(project.inventory.devices.map((device) => [device.name, device]));
  const written = new Map(strangers.map(({ id }, i) => [id, names[i] ?? id]));
  return places.map(({ own, id }) => {
    const device = byName.get(own?.name ?? written.get(id) ?? id);
    if (!device) throw new Error(`${id} was not read back`);
    return device;
  });
}

async function visitRing(
  request: Run,
  known: Project,
  ring: readonly CrawlTarget[],
  guard: CredentialGuard,
): Promise<CrawlAnswer[]> {
  const devices = await devicesOf(request, known, ring);
  const { progress } = request;
  const { templates } = known;
  const settings = { ...known.settings, hostKeys: request.hostKeys ?? known.settings.hostKeys };
  const visits = await visitDevices(
    devices.map(visitTarget(templates)),
    topologyVisit(templates, { ensureLldp: false, endpoints: false }),
    {
      ...(await visitOptions(settings, request.output)),
      guard,
      onVisit: countVisits(progress, ring.length),
    },
  );
  return ring.map(({ id }, i) => toAnswer(id, visits[i], templates));
}

function toAnswer(id: string, visit: Visit | undefined, templates: Templates): CrawlAnswer {
  const platform = findPlatform(visit?.platform ?? '', templates);
  const isRead = visit?.poll.status === 'ok' && platform !== undefined;
  return {
    id,
    platform: platform?.name ?? null,
    facts: isRead ? interpretAnswers(platform, latestAnswers(visit), templates) : null,
    reason: withoutName(visit?.poll.message ?? null, visit?.device ?? ''),
    hint: visit?.poll.hint ?? null,
    isUnreachable: visit?.poll.status === 'unreachable' || visit?.poll.code === 'DEVICE_TIMEOUT',
  };
}

/** The report names the device already. */
function withoutName(message: string | null, device: string): string | null {
  return message?.startsWith(`${device}: `) ? message.slice(device.length + 2) : message;
}
