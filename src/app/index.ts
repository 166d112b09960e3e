// The use cases: everything the command line (and later the service) can ask for.
export type { AlertService, AlertStatus } from '../alerts/index.ts';
export { type Pace, type ReplayCounts, replay } from '../collector/index.ts';
export { RefusalMemory } from '../devices/index.ts';
export { LOAD_SCALE_NAMES, type LoadScaleName } from '../diagram/index.ts';
export { PRINT_FORMATS, type PrintFormat, TALKER_GROUPS, type TalkerGroup } from '../flows/index.ts';
export { DEFAULT_COLLECT, parseListenPoint } from '../inventory/index.ts';
export { openStore, type Store } from '../store/index.ts';
export {
  type CrawledDevice,
  compareSnapshots,
  type FenceAction,
  parseFenceRule,
  type SnapshotComparison,
} from '../topology/index.ts';
export { decodeText } from './decode-text.ts';
export { type DiscoverRequest, type Discovery, discover } from './discover.ts';
export {
  chooseViews,
  type DrawRequest,
  type DrawResult,
  drawDiagrams,
  drawDiff,
  FORMATS,
  parseFormats,
  prepareDrawing,
} from './draw.ts';
export { parseAllow } from './flows/allow.ts';
export { type Decoded, decodeCaptures, listenFlows, type PrintRequest } from './flows/decode-flows.ts';
export { linkNamed } from './flows/link-named.ts';
export { type LinkPcapCounts, type LinkPcapRequest, linkPcapLive, linkPcapOfCaptures } from './flows/link-pcap.ts';
export { type CapturedTraffic, keepTraffic, loadCaptures } from './flows/load-captures.ts';
export { readLoads } from './flows/read-loads.ts';
export { type Top, type TopRequest, topOfMinutes, topTalkers } from './flows/top-talkers.ts';
export { loadsOfWindow, TrafficQueries } from './flows/traffic-queries.ts';
export { completeWindow, type TrafficWindow, windowUntil } from './flows/window.ts';
export { type History, type HistoryRequest, readHistory } from './history.ts';
export { type ParsedInput, type ParseInput, parseInputs } from './parse-output.ts';
export type { PollProgress } from './poll-progress.ts';
export { checkProject, limitDevices, loadProject, type Project } from './project.ts';
export { FEATURES, type Feature, type ProvisionedDevice, provision } from './provision.ts';
export type { ProjectPaths } from './read-project.ts';
export { type RecordedDevice, type RecordRequest, recordDevices } from './record.ts';
export { runTemplate } from './run-template.ts';
export { runOnSchedule, type Schedule } from './schedule.ts';
export type { SnapshotRequest } from './snapshot-request.ts';
export { takeSnapshot } from './take-snapshot.ts';
export { openTemplates, TEMPLATE_ROOT, userTemplates } from './templates.ts';
export type { Ask } from './vault-passwords.ts';
export { readVersion } from './version.ts';
export { type IncidentRun, updateIncidents } from './watch/after-snapshot.ts';
export { IncidentDesk } from './watch/incident-desk.ts';
export type { Silence } from './watch/maintenance.ts';
export { drawIncident, openAlerts } from './watch/open-alerts.ts';
export { addSilence, endSilence, readSilences } from './watch/silences.ts';
export { type RunningWatch, type StartWatchOptions, startWatch } from './watch/start-watch.ts';
export type { Watch, WatchListener } from './watch/watch.ts';
export { type Explanation, excerptKey, explainWhy, type Why } from './why.ts';
