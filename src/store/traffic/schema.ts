// The tables of a traffic file. Files of every resolution have the same.
import type { Schema } from '../sqlite-file.ts';
import { COLUMNS } from './cells.ts';

const FIGURES = COLUMNS.map((name) => `${name} BLOB,`).join(' ');

/**
 * Rows are cut into chunks of CHUNK_ROWS. `minute`: a chunk of a minute as one writer saved it last, `size` rows in one blob per column; a
 * minute has all the chunks that the file had then. `block`: packed, a chunk of the minutes of an hour. Where both hold a minute
 * of a writer, what stands in `minute` counts. `link`: a slot is never used again in its file. `writer`: one per collector and run of
 * its process, because what a run before has kept of a minute must not be replaced by the next. In files that are rolled up the
 * writer is 0. `report`: the rest of a step, as JSON, deflated.
 */
const TABLES = `
  CREATE TABLE link (slot INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE writer (writer INTEGER PRIMARY KEY, collector TEXT NOT NULL, run TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE minute (
    chunk INTEGER NOT NULL, at INTEGER NOT NULL, writer INTEGER NOT NULL,
    saved INTEGER NOT NULL, size INTEGER NOT NULL, ${FIGURES} talkers BLOB,
    PRIMARY KEY (chunk, at, writer)
  ) STRICT;
  CREATE TABLE block (
    start INTEGER NOT NULL, chunk INTEGER NOT NULL, writer INTEGER NOT NULL, ${FIGURES} talkers BLOB,
    PRIMARY KEY (start, chunk, writer)
  ) STRICT;
  CREATE TABLE report (
    at INTEGER NOT NULL, writer INTEGER NOT NULL, content BLOB NOT NULL,
    PRIMARY KEY (at, writer)
  ) STRICT;
`;

export const TRAFFIC_SCHEMA: Schema = {
  // `topt`
  applicationId: 0x746f_7074,
  migrations: [TABLES],
  restore:
    'restore it from a backup; or move it away, with the files of the same name that end in -wal and -shm: the other days are kept in files of their own',
};
