// Cases under test/captures/flows, found by name: datagrams in hexadecimal, and what each format prints of them.
// A case has `printed.<form>` for every form that it is about. `UPDATE=1` writes them anew, to be read before they are committed.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FORMS, print } from './print.ts';

const CAPTURES = new URL('../../captures/flows/', import.meta.url);
const UPDATE = process.env.UPDATE === '1';

const cases = readdirSync(CAPTURES)
  .filter((name) => existsSync(new URL(`${name}/datagrams.hex`, CAPTURES)))
  .map((name) => {
    const folder = new URL(`${name}/`, CAPTURES);
    const forms = readdirSync(folder).flatMap((file) => /^printed\.(.+)$/.exec(file)?.[1] ?? []);
    return { name, folder, forms: UPDATE && forms.length === 0 ? Object.keys(FORMS) : forms };
  });

/** Comments begin with `#`; an empty line ends a datagram. */
function datagramsOf(folder: URL): Buffer[] {
  const text = readFileSync(new URL('datagrams.hex', folder), 'utf8').replace(/^#.*\n/gm, '');
  return text.split(/\n\n/).map((part) => Buffer.from(part.replace(/\s/g, ''), 'hex'));
}

describe('captures of flows', () => {
  it('were found', () => {
    expect(cases.length).toBeGreaterThanOrEqual(4);
  });

  describe.each(cases)('$name', ({ folder, forms }) => {
    it('is printed in some form', () => {
      expect(forms).not.toEqual([]);
    });

    it.each(forms)('as %s', (form) => {
      const file = new URL(`printed.${form}`, folder);
      const text = print(datagramsOf(folder), form);
      if (UPDATE) writeFileSync(file, text);
      expect(text).toBe(readFileSync(file, 'utf8'));
    });
  });
});
