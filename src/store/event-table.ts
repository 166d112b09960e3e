// What happened, line by line. Nothing of it is ever rewritten.
import type { HistoryEvent, HistoryQuery, LinkEnd } from '../model/index.ts';
import { isoTime } from './snapshot-table.ts';
import type { Sqlite } from './sqlite.ts';
import { type Condition, whereAll } from './where.ts';

/** `ends` is JSON; the devices stand in a table of their own, to be looked up by. */
export const EVENT_TABLE = `
  CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    snapshot TEXT,
    link TEXT,
    incident TEXT,
    ends TEXT NOT NULL,
    text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX event_by_time ON event (at);
  CREATE INDEX event_by_link ON event (link) WHERE link IS NOT NULL;
  CREATE TABLE event_device (
    event INTEGER NOT NULL REFERENCES event ON DELETE CASCADE,
    device TEXT NOT NULL,
    PRIMARY KEY (event, device)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX event_by_device ON event_device (device);
`;

export function addEvents(sqlite: Sqlite, events: Iterable<HistoryEvent>): void {
  const insert = sqlite.prepare('INSERT INTO event VALUES (NULL, ?, ?, ?, ?, ?, ?, ?) RETURNING seq');
  const insertDevice = sqlite.prepare('INSERT OR IGNORE INTO event_device VALUES (?, ?)');
  for (const { at, kind, snapshot, link, incident, devices, ends, text } of events) {
    const place = JSON.stringify(ends.map(({ device, port }) => ({ device, port })));
    const [row] = insert.all<{ seq: number }>(isoTime(at), kind, snapshot, link, incident, place, text);
    for (const device of devices) insertDevice.run(row?.seq ?? null, device);
  }
}

interface EventRow extends Omit<HistoryEvent, 'devices' | 'ends'> {
  readonly devices: string;
  readonly ends: string;
}

/** The newest so many, oldest first. */
export function findEvents(sqlite: Sqlite, query: HistoryQuery): HistoryEvent[] {
  const { device, port } = query;
  const { sql, values } = whereAll([
    device === null ? null : ['seq IN (SELECT event FROM event_device WHERE device = ?)', device],
    device === null || port === null ? null : atPort(device, port),
    query.link === null ? null : ['link = ?', query.link],
    query.since === null ? null : ['at >= ?', isoTime(query.since)],
    query.until === null ? null : ['at <= ?', isoTime(query.until)],
  ]);
  const devices =
    'SELECT json_group_array(device) FROM (SELECT device FROM event_device WHERE event = seq ORDER BY device)';
  return sqlite
    .prepare(`SELECT *, (${devices}) AS devices FROM event ${sql} ORDER BY at DESC, seq DESC LIMIT ?`)
    .all<EventRow>(...values, query.limit)
    .reverse()
    .map(toEvent);
}

function atPort(device: string, port: string): Condition {
  return ["EXISTS (SELECT 1 FROM json_each(ends) WHERE value ->> 'device' = ? AND value ->> 'port' = ?)", device, port];
}

function toEvent({ at, kind, snapshot, link, incident, devices, ends, text }: EventRow): HistoryEvent {
  const [names, places] = [JSON.parse(devices) as string[], JSON.parse(ends) as LinkEnd[]];
  return { at, kind, snapshot, link, incident, devices: names, ends: places, text };
}
