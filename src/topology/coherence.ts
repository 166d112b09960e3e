// Coherence
import type { LinkEnd, SnapshotLink } from '../model/index.ts';
import type { Scene } from './states.ts';
export function findIncoherence(_a: LinkEnd, _b: LinkEnd, _scene: Scene): SnapshotLink['incoherent'] {
  return [];
}
