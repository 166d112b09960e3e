// The changes of a snapshot as lines of history.
import {
  type Change,
  compareText,
  type HistoryEvent,
  isLinkChange,
  type LinkChange,
  type LinkEnd,
  type Snapshot,
} from '../model/index.ts';

/** One line each, `change.<kind>`, at the time of the snapshot. A line names all ends, also those before a move. */
export function changeEvents(snapshot: Snapshot): HistoryEvent[] {
  return snapshot.changes.map((change) => {
    const ends = isLinkChange(change) ? endsOf(change) : [{ device: change.device, port: null }];
    return {
      at: snapshot.takenAt,
      kind: `change.${change.kind}`,
      snapshot: snapshot.id,
      link: change.link,
      incident: null,
      devices: [...new Set([...ends.map(({ device }) => device), ...formerNames(change)])].sort(compareText),
      ends,
      text: change.cause,
    };
  });
}

function endsOf({ a, b, before, partner }: LinkChange): LinkEnd[] {
  const all = [a, b, before?.a, before?.b, partner?.a, partner?.b].filter((end) => end !== undefined);
  return [...new Map(all.map((end) => [JSON.stringify([end.device, end.port]), end])).values()];
}

/** The history of a device that was renamed is found by either name. */
function formerNames(change: Change): string[] {
  return change.kind === 'renamed' && change.before !== null ? [change.before] : [];
}
