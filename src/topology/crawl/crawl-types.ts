// What goes into a crawl and what comes out of it.
import type { DeviceFacts } from '../../model/index.ts';
import type { Candidate, DeviceKind } from './candidate.ts';

export interface CrawlLimits {
  /** Links from the nearest seed; 0 visits the seeds only. */
  readonly maxDepth: number;
  /** Devices visited in all. */
  readonly maxDevices: number;
}

export interface CrawlTarget {
  /** Unique in this crawl: the name it will have in the proposed inventory, unless it calls itself otherwise. */
  readonly id: string;
  readonly name: string;
  readonly address: string | null;
  /** As the operator named it: the inventory may know how to reach it. */
  readonly isSeed: boolean;
}

export interface CrawlAnswer {
  readonly id: string;
  /** Null where the visit failed; `reason` says how. */
  readonly facts: DeviceFacts | null;
  readonly platform: string | null;
  readonly reason: string | null;
  /** What to do about it. */
  readonly hint?: string | null;
  /** Nobody answered at the address, so that another address may. */
  readonly isUnreachable: boolean;
}

/**
 * `visited` · `included` listed without a login · `refused` by the fence or a limit · `failed` could not be visited ·
 * `duplicate` turned out to be a device visited under another address.
 */
export interface CrawledDevice {
  readonly id: string;
  /** Its own hostname where it was visited, else the advertised name. */
  readonly name: string;
  readonly address: string | null;
  readonly platform: string | null;
  readonly kind: DeviceKind;
  readonly description: string | null;
  readonly depth: number;
  readonly via: Candidate['via'];
  readonly status: 'visited' | 'included' | 'refused' | 'failed' | 'duplicate';
  readonly reason: string;
  /** What to do about a failure; null otherwise. */
  readonly hint: string | null;
  readonly facts: DeviceFacts | null;
}
