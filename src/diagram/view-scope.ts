// Which devices a view shows, and which links of it were lost.
import { type LinkChange, linkChanges } from '../model/index.ts';
import type { DiagramInput } from './picture-model.ts';

/** Whether the pattern means the device, which may be one that no inventory knows. */
export function matchesPattern(input: DiagramInput, pattern: string, device: string): boolean {
  if (pattern === device || input.memberOf(pattern, device)) return true;
  if (!/[*?]/.test(pattern)) return false;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(device);
}

/** Included and not excluded. */
export function isInView(input: DiagramInput, device: string): boolean {
  const { include, exclude } = input.view;
  const matches = (pattern: string): boolean => matchesPattern(input, pattern, device);
  return (include === null || include.some(matches)) && !exclude.some(matches);
}

/** Changes that leave a ghost: the link is lost and no present link has its id. */
export function lostChanges(input: DiagramInput): LinkChange[] {
  const present = new Set(input.snapshot.links.map((link) => link.id));
  return linkChanges(input.snapshot).filter((change) => change.kind === 'lost' && !present.has(change.link));
}
