// What `why` quotes: of every system's neighbour tables, the lines of the claim.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findExcerpt } from '../../src/app/excerpt.ts';
import {
  cleanOutput,
  findPlatform,
  interpretAnswers,
  platformNames,
  resolveCommand,
} from '../../src/platforms/index.ts';
import { TEMPLATES } from '../platforms/templates.ts';

const CAPTURES = new URL('../captures/platforms/', import.meta.url);
const FOLDERS = ['lldp_neighbors_detail', 'lldp_neighbors', 'lldp_neighbors_if_detail'];

function textsOf(platform: string, folder: string): string[] {
  const cases = new URL(`${platform.replaceAll('_', '-')}/${folder}/`, CAPTURES);
  const names = existsSync(cases) ? readdirSync(cases) : [];
  return names.map((name) => readFileSync(new URL(`${name}/raw.txt`, cases), 'utf8'));
}

describe.each(platformNames().filter((name) => name !== 'cisco_xe'))('quotations of %s', (name) => {
  const platform = findPlatform(name);
  if (!platform) throw new Error(`${name} is not registered`);
  const commands = [...platform.visit, ...Object.values(platform.neighborTables ?? {})];

  it('name each neighbour that has a name', () => {
    let quoted = 0;
    for (const folder of FOLDERS) {
      const command = commands.find((one) => resolveCommand(platform, one) === folder);
      for (const raw of command === undefined ? [] : textsOf(name, folder)) {
        const answers = [{ command: command ?? '', raw, takenAt: '2026-11-21T10:00:00Z' }];
        const { neighbors } = interpretAnswers(platform, answers, TEMPLATES);
        const text = cleanOutput(raw, command, platform.dialect);
        for (const { localPort, systemName, chassisId, portId } of neighbors) {
          if (localPort === null || systemName === null) continue;
          const excerpt = findExcerpt(text, { port: localPort, systemName, chassisId, portId });
          // RouterOS escapes what is not plain; the chassis id stands there as it is.
          const told = /^[\w .-]*$/.test(systemName)
            ? systemName.slice(0, 15).split('.')[0]
            : (chassisId ?? systemName);
          expect(excerpt.join('\n').toLowerCase(), `${localPort} ${systemName}`).toContain(told?.toLowerCase());
          expect(excerpt.length).toBeLessThanOrEqual(15);
          quoted++;
        }
      }
    }
    expect(quoted).toBeGreaterThan(1);
  });
});
