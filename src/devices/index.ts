// Visits to devices: SSH transport, host keys, session (prompt, paging, enable, configuration), bounded polling.
export { CredentialGuard } from './credential-guard.ts';
export { type HostKeyStore, openKnownHosts } from './known-hosts/store.ts';
export { visitDevices } from './poller.ts';
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
