// Countries and systems of addresses, from files that the test writes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPlaces } from '../../../src/app/flows/places.ts';
import { fillSystems, groupTalkers } from '../../../src/flows/index.ts';
import { ToposcopeError } from '../../../src/model/index.ts';
import { type MmdbOptions, type MmdbValue, writeMmdb } from './mmdb-writer.ts';

const COUNTRIES = {
  '192.0.2.0/24': { country: { iso_code: 'DE', geoname_id: 1, names: { en: 'Germany' } } },
  '198.51.100.0/25': { registered_country: { iso_code: 'FR', geoname_id: 2, names: { en: 'France' } } },
  '203.0.113.7/32': { country: { iso_code: 'JP' }, city: { names: { en: 'Tokyo', ja: '東京' } } },
  '2001:db8::/32': { country: { iso_code: 'NL' } },
};
const SYSTEMS = {
  '192.0.2.0/24': { autonomous_system_number: 64_500, autonomous_system_organization: 'Example Net' },
  '198.51.100.0/24': { autonomous_system_number: 4_200_000_001, autonomous_system_organization: 'Far' },
  '2001:db8:1::/48': { asn: 'AS64501', as_name: 'Flat', country: 'BE' },
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'places-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let written = 0;
function file(
  networks: Readonly<Record<string, MmdbValue>>,
  options: MmdbOptions,
  cut?: (bytes: Buffer) => Buffer,
): string {
  const path = join(folder, `${written++}.mmdb`);
  const bytes = writeMmdb(networks, options);
  writeFileSync(path, cut ? cut(bytes) : bytes);
  return path;
}

const NOWHERE = { country: null, city: null, as: null, asName: null };

describe('places', () => {
  it.each([24, 28, 32] as const)('are found in files of %i-bit records', async (recordSize) => {
    const places = await openPlaces([file(COUNTRIES, { ipVersion: 6, recordSize })]);
    expect(places.place('192.0.2.77')).toEqual({ ...NOWHERE, country: 'DE' });
    expect(places.place('198.51.100.127')).toEqual({ ...NOWHERE, country: 'FR' });
    expect(places.place('198.51.100.128')).toBeNull();
    expect(places.place('203.0.113.7')).toEqual({ ...NOWHERE, country: 'JP', city: 'Tokyo' });
    expect(places.place('203.0.113.8')).toBeNull();
    expect(places.place('2001:db8:ffff::1')).toEqual({ ...NOWHERE, country: 'NL' });
    expect(places.place('2001:db9::')).toBeNull();
    expect(places.place('192.0.2.77')).toEqual({ ...NOWHERE, country: 'DE' });
  });

  it('are put together from several files, the first one before the others', async () => {
    const places = await openPlaces([file(SYSTEMS, { ipVersion: 6 }), file(COUNTRIES, { ipVersion: 6 })]);
    expect(places.place('192.0.2.1')).toEqual({ ...NOWHERE, country: 'DE', as: 64_500, asName: 'Example Net' });
    expect(places.place('2001:db8:1::9')).toEqual({ ...NOWHERE, country: 'BE', as: 64_501, asName: 'Flat' });
    expect(places.place('2001:db8:2::9')).toEqual({ ...NOWHERE, country: 'NL' });
    expect(places.place('10.0.0.1')).toBeNull();
  });

  it('are not sought for IPv6 in a file of IPv4, nor for what is no address', async () => {
    const places = await openPlaces([file({ '32.0.0.0/3': { country: { iso_code: 'XX' } } }, { ipVersion: 4 })]);
    expect(places.place('33.1.1.1')?.country).toBe('XX');
    expect(places.place('2001:db8::1')).toBeNull();
    expect(places.place('Client')).toBeNull();
    expect(places.place('')).toBeNull();
  });

  it('are none without files', async () => {
    expect((await openPlaces([])).place('192.0.2.1')).toBeNull();
  });

  it.each([
    ['a text', () => Buffer.from('<html>404</html>'), 'no MaxMind DB'],
    ['nothing', () => Buffer.alloc(0), 'no MaxMind DB'],
    ['a file that was cut', (bytes: Buffer) => bytes.subarray(0, -200), 'its end is missing'],
    [
      'a file without its beginning',
      (bytes: Buffer) => bytes.subarray(bytes.indexOf('MaxMind.com') - 9),
      'do not fit into it',
    ],
    ['metadata that are cut', (bytes: Buffer) => bytes.subarray(0, -20), 'is damaged'],
  ])('refuse %s', async (_, cut, what) => {
    const path = file(COUNTRIES, { ipVersion: 6 }, cut);
    const error = await openPlaces([path]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ToposcopeError);
    const { code, message, hint } = error as ToposcopeError;
    expect(code).toBe('FLOW_PLACES_INVALID');
    expect(message).toContain(`${path}: `);
    expect(message).toContain(what);
    expect(hint).toContain('flows.mmdb');
  });

  it.each([
    [{ binary_format_major_version: 3 }, 'format 3'],
    [{ ip_version: 5 }, 'IP version 5'],
    [{ record_size: 20 }, 'damaged'],
    [{ node_count: 0 }, '0 nodes'],
  ])('refuse metadata that say %o', async (metadata, what) => {
    await expect(openPlaces([file(COUNTRIES, { ipVersion: 6, metadata })])).rejects.toThrow(what);
  });

  it('tell a path that is not there', async () => {
    const path = join(folder, 'missing.mmdb');
    await expect(openPlaces([path])).rejects.toMatchObject({ code: 'CONFIG_FILE_MISSING', context: { path } });
    await expect(openPlaces([path])).rejects.toThrow(path);
  });

  it('never throw, whatever octets of a file are wrong', async () => {
    const whole = writeMmdb(COUNTRIES, { ipVersion: 6 });
    const path = join(folder, 'damaged.mmdb');
    const damage = fc.array(fc.tuple(fc.nat({ max: whole.indexOf('MaxMind.com') - 4 }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(damage, async (wrong) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of wrong) bytes[at] = value;
        writeFileSync(path, bytes);
        const places = await openPlaces([path]);
        for (const address of ['192.0.2.1', '198.51.100.1', '203.0.113.7', '2001:db8::1', '2001:db8:1::'])
          places.place(address);
      }),
      { numRuns: 200 },
    );
  });

  it('give talkers the systems that their records do not tell', async () => {
    const places = await openPlaces([file(SYSTEMS, { ipVersion: 6 }), file(COUNTRIES, { ipVersion: 6 })]);
    const key = { srcPort: null, dstPort: null, proto: 6, dscp: null, dst: '198.51.100.1' };
    const talker = { link: 'a--b', side: 0 as const, bytes: 10, packets: 1 };
    const talkers = [
      { ...talker, key: { ...key, src: '192.0.2.1', srcAs: 0, dstAs: 65_000 } },
      { ...talker, key: { ...key, src: '10.0.0.1', srcAs: null, dstAs: null } },
    ];
    expect(fillSystems(talkers, places).map(({ key: { srcAs, dstAs } }) => [srcAs, dstAs])).toEqual([
      [64_500, 65_000],
      [null, 4_200_000_001],
    ]);
    expect(groupTalkers(talkers, 'as', places).map(({ key }) => key)).toEqual([
      'AS64500 → AS65000',
      'unknown → AS4200000001',
    ]);
    expect(groupTalkers(talkers, 'country', places).map(({ key }) => key)).toEqual(['DE → FR', 'unknown → FR']);
  });
});
