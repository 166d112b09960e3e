// Why is this drawn? The claims of both ends, the lines of command output they came from, and the rule that joined them.
import {
  type Claim,
  canonicalPortName,
  escapeRegExp,
  NAME_COLUMN,
  shortPortName,
  ToposcopeError,
} from '../model/index.ts';
import { cleanOutput } from '../platforms/index.ts';
import type { Store } from '../store/index.ts';
import { type Explanation, explain } from '../topology/index.ts';

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
  for (const { link } of explanation.links) {
    for (const claim of link.claims) excerpts.set(excerptKey(claim), await excerptOf(store, claim));
  }
  return { snapshot: { id: snapshot.id, takenAt: snapshot.takenAt }, explanation, excerpts };
}

export function excerptKey(claim: Claim): string {
  return [claim.evidence, claim.by, claim.port, claim.portId, claim.systemName].join(' ');
}

async function excerptOf(store: Store, claim: Claim): Promise<string[]> {
  if (claim.evidence === null) return [];
  try {
    return findExcerpt(cleanOutput(await store.answer(claim.evidence), claim.command), claim);
  } catch (error) {
    // The explanation stands without its quotation; the hash tells which file is missing.
    if (error instanceof ToposcopeError) return [`(${error.message})`];
    throw error;
  }
}

/** Detail output is quoted by block, tables by row. Empty where no line can be told to be the claim's. */
function findExcerpt(text: string, claim: Claim): string[] {
  const blocks = text.split(/^-{10,}\s*$/m);
  const block = blocks.length > 1 ? blocks.find((candidate) => holdsClaim(candidate, claim)) : undefined;
  if (block !== undefined) return fieldLines(block);
  return text.split('\n').filter((line) => holdsClaim(line, claim));
}

function holdsClaim(text: string, claim: Claim): boolean {
  const port = claim.port === null ? [] : [shortPortName(claim.port), canonicalPortName(claim.port)];
  const name = claim.systemName ?? claim.chassisId ?? '';
  const namesPort =
    port.length === 0 || port.some((spelling) => new RegExp(`${escapeRegExp(spelling)}(?![\\d/])`).test(text));
  // The table cuts names and may drop the domain.
  return namesPort && (text.includes(name.slice(0, NAME_COLUMN)) || text.includes(name.split('.')[0] ?? name));
}

function fieldLines(block: string): string[] {
  const wanted = /^(?:Local Intf|Chassis id|Port id|Port Description|System Name|Time remaining|\s+IP(?:V6)?:)/i;
  return block.split('\n').filter((line) => wanted.test(line));
}
