// The two ends of a hearing, and a key for an end that no name can forge.
import type { LinkEnd } from '../model/index.ts';
import type { Settled } from './claims.ts';

export function ownEnd(one: Settled): LinkEnd {
  return { device: one.by, port: one.port };
}

export function farEnd(one: Settled): LinkEnd {
  return { device: one.far, port: one.farPort };
}

export function endKey(end: LinkEnd): string {
  return JSON.stringify([end.device, end.port]);
}
