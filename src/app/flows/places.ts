// Countries, cities and autonomous systems of addresses, from the MaxMind DB files of the settings (`flows.mmdb`).
import { readFile } from 'node:fs/promises';
import { Reader, type Response } from 'mmdb-lib';
import type { PlaceLookup } from '../../flows/index.ts';
import { type Problem, parseAddress, ToposcopeError } from '../../model/index.ts';
import { type Place, placeOfRecord } from './place-of-record.ts';

/** Addresses remembered: the same ones come again and again. */
const MOST_REMEMBERED = 65_536;
/** Begins the metadata, in the last 128 KiB of the file (MaxMind DB format 2.0, "Binary format"). */
const MARKER = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
const DATA_SEPARATOR = 16;
const FORMAT = 2;

export interface Places extends PlaceLookup {
  /** Null for what is no address, and where no file knows it. Never throws: damage inside a file is "not known". */
  place(address: string): Place | null;
}

interface PlaceFile {
  readonly ipVersion: number;
  readonly reader: Reader<Response>;
}

/**
 * Opens all files, which stay in memory. Of several files that know a fact the first one counts.
 * @throws ToposcopeError CONFIG_FILE_MISSING, FLOW_PLACES_INVALID with the path in message and context
 */
export async function openPlaces(paths: readonly string[]): Promise<Places> {
  const files: PlaceFile[] = [];
  for (const path of paths) files.push(openFile(path, await readWhole(path)));
  const remembered = new Map<string, Place | null>();
  return {
    place(address) {
      const known = remembered.get(address);
      if (known !== undefined) return known;
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      const place = findPlace(files, address);
      remembered.set(address, place);
      return place;
    },
  };
}

function findPlace(files: readonly PlaceFile[], address: string): Place | null {
  const bits = parseAddress(address)?.bits ?? null;
  if (bits === null) return null;
  return files
    .filter(({ ipVersion }) => ipVersion === 6 || bits === 32)
    .map(({ reader }) => placeOfRecord(lookUp(reader, address)))
    .reduce<Place | null>((known, more) => (known && more ? fill(known, more) : (known ?? more)), null);
}

function lookUp(reader: Reader<Response>, address: string): unknown {
  try {
    return reader.get(address);
  } catch {
    return null;
  }
}

function fill(known: Place, more: Place): Place {
  return {
    country: known.country ?? more.country,
    city: known.city ?? more.city,
    as: known.as ?? more.as,
    asName: known.asName ?? more.asName,
  };
}

/** One problem for each file that `openPlaces` would refuse. */
export async function checkPlaces(paths: readonly string[]): Promise<Problem[]> {
  const problems = await Promise.all(
    paths.map((path) =>
      openPlaces([path]).then(
        () => [],
        (error: unknown) => {
          if (!(error instanceof ToposcopeError)) throw error;
          const { code, message } = error;
          const hint = error.hint ?? 'take it out of flows.mmdb';
          return [{ code, severity: 'error' as const, message: `flows.mmdb: ${message}`, hint }];
        },
      ),
    ),
  );
  return problems.flat();
}

async function readWhole(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new ToposcopeError('CONFIG_FILE_MISSING', `${path}: cannot be read (${(cause as Error).message})`, {
      hint: 'Download a country or ASN file in MaxMind DB format, or take the path out of flows.mmdb.',
      context: { path },
      cause,
    });
  }
}

function openFile(path: string, bytes: Buffer): PlaceFile {
  if (bytes.lastIndexOf(MARKER) < 0) throw invalid(path, 'is no MaxMind DB, or its end is missing');
  try {
    const reader = new Reader<Response>(bytes);
    const { binaryFormatMajorVersion: version, ipVersion, nodeCount, searchTreeSize } = reader.metadata;
    if (version !== FORMAT) throw invalid(path, `is of format ${version}; format ${FORMAT} is read`);
    if (ipVersion !== 4 && ipVersion !== 6) throw invalid(path, `says that it is of IP version ${ipVersion}`);
    if (!(nodeCount > 0) || !(searchTreeSize + DATA_SEPARATOR <= bytes.length)) {
      throw invalid(path, `is damaged: its ${nodeCount} nodes do not fit into it`);
    }
    return { ipVersion, reader };
  } catch (cause) {
    throw cause instanceof ToposcopeError ? cause : invalid(path, `is damaged (${(cause as Error).message})`);
  }
}

function invalid(path: string, what: string): ToposcopeError {
  return new ToposcopeError('FLOW_PLACES_INVALID', `${path}: ${what}`, {
    hint: 'Download the .mmdb file again (unpack .tar.gz first), or take the path out of flows.mmdb.',
    context: { path },
  });
}
