// A link as users name it: by its id, by one of its ends, by its bundle.
import { type Snapshot, ToposcopeError } from '../../model/index.ts';
import { explain } from '../../topology/index.ts';

/** TOPOLOGY_NOT_FOUND names the nearest devices, ports or links; CLI_USAGE where it means several. */
export function linkNamed(snapshot: Snapshot, text: string): string {
  if ([...snapshot.links, ...snapshot.bundles].some(({ id }) => id === text)) return text;
  const ids = explain(snapshot, text).links.map(({ link }) => link.id);
  const [only] = ids;
  if (only !== undefined && ids.length === 1) return only;
  const found = ids.length === 0 ? 'no link' : 'several links';
  throw new ToposcopeError('CLI_USAGE', `"${text}" means ${found} in snapshot ${snapshot.id}`, {
    hint:
      ids.length === 0
        ? 'name a port with a cable, or the id of a link; of a link that is gone, a snapshot that has it: --snapshot latest~1'
        : `name one of them: ${ids.join(', ')}`,
  });
}
