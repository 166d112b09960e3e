// Templates: the shipped ones are whole, bad ones are found before they are needed, and no text of a stranger's gets out of its place.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAlertTemplates, openAlertTemplates } from '../../src/alerts/index.ts';
import { cleanText, cutBytes } from '../../src/alerts/template/clean-text.ts';
import { wordsOf } from '../../src/alerts/template/words.ts';
import { CHANNEL_TYPES } from '../../src/model/index.ts';
import { channelSettings, HOSTILE, incident, message } from './incidents.ts';

const SHIPPED = 'templates/alert';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'toposcope-alert-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

describe('checkAlertTemplates', () => {
  it('finds nothing in the shipped templates', () => {
    const templates = openAlertTemplates([SHIPPED]);
    expect(templates.names().length).toBeGreaterThan(6);
    expect(checkAlertTemplates(templates, [])).toEqual([]);
  });

  it.each([
    ['a block that is not closed', 'ops.text.j2', 'a\n{% if x %}\n', /ops\.text\.j2/],
    ['a variable that is not there', 'ops.text.j2', 'a\n{{ nothing }}\n', /ops\.text\.j2:2: /],
    ['a word of the incident that is not there', 'ops.html.j2', '{{ incidents[0].nothing }}', /ops\.html\.j2:1: /],
    ['no JSON', 'ops.json.j2', '{\n "a": {{ title }}\n}', /ops\.json\.j2: line 2 of the result/],
    ['JSON only as long as nobody uses quotes', 'ops.json.j2', '{"a": "{{ incidents[0].title }}"}', /no JSON/],
  ])('finds %s', (_, name, text, expected) => {
    const problems = checkAlertTemplates(openAlertTemplates([folderWith({ [name]: text }), SHIPPED]), []);
    expect(problems).toMatchObject([
      { code: 'ALERT_TEMPLATE_INVALID', severity: 'error', message: expect.stringMatching(expected) },
    ]);
    expect(problems[0]?.file).toContain(name);
  });

  it('finds a channel whose template is not there, and looks at one that is named by its path', () => {
    const path = join(folderWith({ 'mine.text.j2': '{{ nothing }}' }), 'mine.text.j2');
    const channels = [
      channelSettings('a', { template: 'nowhere' }),
      channelSettings('b', { template: path, type: 'syslog' }),
    ];
    const problems = checkAlertTemplates(openAlertTemplates([SHIPPED]), channels);
    expect(problems.map(({ code }) => code)).toEqual(['ALERT_TEMPLATE_MISSING', 'ALERT_TEMPLATE_INVALID']);
  });

  it('lets a file of the user come before ours', () => {
    const templates = openAlertTemplates([folderWith({ 'default.title.j2': 'mine: {{ severity }}' }), SHIPPED]);
    for (const type of CHANNEL_TYPES) {
      const words = wordsOf(message([incident('r1')]), channelSettings('a', { type }), templates, null);
      expect(words.title()).toBe('mine: critical');
    }
  });
});

describe('text of strangers', () => {
  const templates = openAlertTemplates([SHIPPED]);
  const one = incident('r1', {
    title: HOSTILE,
    cause: HOSTILE,
    evidence: [HOSTILE],
    devices: [HOSTILE],
    subject: HOSTILE,
  });
  const words = wordsOf(message([one]), channelSettings('a', { type: 'email' }), templates, 'javascript:{id}');

  it('is escaped in HTML', () => {
    const html = words.html();
    expect(html).toContain('r1&quot;&#39;&lt;b&gt;&amp;amp;&lt;/b&gt;');
    expect(html).not.toContain('<b>');
    expect(html).not.toContain('<!channel>');
  });

  it('is one line in a title, and never a template', () => {
    expect(words.title()).toContain('{{ 7*7 }}');
    expect(words.title()).not.toMatch(/[\r\n]/);
  });

  it('is bounded and clean, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.nat(60), (text, max) => {
        const clean = cleanText(text, max + 1);
        expect(clean.length).toBeLessThanOrEqual(max + 1);
        expect(clean).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        expect(Buffer.byteLength(cutBytes(text, max))).toBeLessThanOrEqual(max);
        expect(clean.startsWith(cutBytes(clean, max).replace(/…$/, ''))).toBe(true);
      }),
    );
  });
});
