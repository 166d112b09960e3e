// Visits to devices: SSH transport, host keys, session (prompt, paging, enable, configuration), bounded polling.
export { CredentialGuard } from './credential-guard.ts';
export { expandHome } from './home.ts';
export { type HostKeyStore, openKnownHosts } from './known-hosts/store.ts';
export { visitDevices } from './poller.ts';
export { type MaskedVisit, SessionRecorder } from './record/recorder.ts';
export { RefusalMemory } from './refusal-memory.ts';
export { type AnswerSummary, describeReplay, type ReplayOutcome, summariseAnswer } from './replay/outcome.ts';
export {
  formatRecording,
  parseRecording,
  type RecordedExchange,
  type Recording,
  SECRET_MASK,
} from './replay/recording.ts';
export { openReplay, type Replay, ReplayMismatch, type ReplayOptions } from './replay/replay.ts';
export { type ReplayedVisit, replayVisit } from './replay/replay-visit.ts';
export type {
  Conversation,
  Session,
  Transport,
  TransportContext,
  TransportFactory,
  VisitLimits,
  VisitOptions,
  VisitTarget,
} from './types.ts';
