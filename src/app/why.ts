// Why is this drawn? The claims of both ends, the lines of command output they came from, and the rule that joined them.
import { type Claim, ToposcopeError } from '../model/index.ts';
import { cleanOutput, findPlatform, type Platform } from '../platforms/index.ts';
import type { Store } from '../store/index.ts';
import { type Explanation, explain } from '../topology/index.ts';
import { findExcerpt } from './excerpt.ts';

export type { Explanation } from '../topology/index.ts';

export interface Why {
  readonly snapshot: { readonly id: string; readonly takenAt: string };
  readonly explanation: Explanation;
  /** Evidence hash and claim place → the lines of the raw answer that hold the claim. */
  readonly excerpts: ReadonlyMap<string, readonly string[]>;
}

/** TOPOLOGY_NOT_FOUND names the nearest devices, ports or links. */
export async function explainWhy(store: Store, reference: string, snapshotReference: string): Promise<Why> {
  const snapshot = await store.read(snapshotReference);
  const explanation = explain(snapshot, reference);
  const excerpts = new Map<string, readonly string[]>();
  const platforms = new Map(snapshot.devices.map(({ name, platform }) => [name, findPlatform(platform ?? '')]));
  for (const { link } of explanation.links) {
    for (const claim of link.claims)
      excerpts.set(excerptKey(claim), await excerptOf(store, claim, platforms.get(claim.by)));
  }
  return { snapshot: { id: snapshot.id, takenAt: snapshot.takenAt }, explanation, excerpts };
}

export function excerptKey(claim: Claim): string {
  return [claim.evidence, claim.by, claim.port, claim.portId, claim.systemName].join(' ');
}

async function excerptOf(store: Store, claim: Claim, platform: Platform | undefined): Promise<string[]> {
  if (claim.evidence === null) return [];
  try {
    const text = cleanOutput(await store.answer(claim.evidence), claim.command, platform?.dialect);
    return findExcerpt(text, claim);
  } catch (error) {
    // The explanation stands without its quotation; the hash tells which file is missing.
    if (error instanceof ToposcopeError) return [`(${error.message})`];
    throw error;
  }
}
