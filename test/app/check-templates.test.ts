import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkTemplates } from '../../src/app/check-templates.ts';
import { checkConfigTemplates } from '../../src/app/config-templates.ts';

describe('checkTemplates', () => {
  const folder = mkdtempSync(join(tmpdir(), 'toposcope-templates-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('finds nothing wrong with our own', () => {
    expect(checkTemplates('templates/textfsm')).toEqual([]);
  });

  it('tells file and line of a template of configuration that is no Jinja', async () => {
    const config = join(folder, 'config');
    mkdirSync(join(config, 'cisco_ios'), { recursive: true });
    const template = 'lldp run\n{% for port in ports %}\n{{ port.name }\n{% endfor %}\n';
    writeFileSync(join(config, 'cisco_ios', 'netflow.j2'), template);
    writeFileSync(join(config, 'cisco_ios', 'lldp.j2'), 'lldp run\n');
    expect(await checkConfigTemplates(config)).toMatchObject([
      { code: 'CONFIG_INVALID_VALUE', file: expect.stringMatching(/netflow\.j2$/), line: 3 },
    ]);
    expect(await checkConfigTemplates(config, 'lldp')).toEqual([]);
    expect(await checkConfigTemplates()).toEqual([]);
  });

  it('tells file and line of a bad one, and looks at the others too', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder is TextFSM's
    writeFileSync(join(folder, 'a.textfsm'), 'Value NAME (\\S+)\n\nStart\n  ^${NME}\n');
    writeFileSync(join(folder, 'b.textfsm'), 'Value NAME (\n\nStart\n');
    writeFileSync(join(folder, 'notes.txt'), 'no template');
    expect(checkTemplates(folder)).toMatchObject([
      { code: 'PARSE_TEMPLATE_ERROR', file: expect.stringMatching(/a\.textfsm$/), line: 4 },
      { code: 'PARSE_TEMPLATE_ERROR', file: expect.stringMatching(/b\.textfsm$/), line: 1 },
    ]);
  });
});
