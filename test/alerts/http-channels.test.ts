// Webhook, Slack and Teams against a real HTTP server: what they send, and what they make of the answer.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Channel, openAlertTemplates, openChannel } from '../../src/alerts/index.ts';
import { type ChannelSettings, type Incident, Secret } from '../../src/model/index.ts';
import { deadPort, type HttpReceiver, startHttpReceiver } from './http-receiver.ts';
import { at, channelSettings, HOSTILE, incident, message, resolved } from './incidents.ts';

const TEMPLATES = openAlertTemplates(['templates/alert']);
const TOKEN = 'T0K3N-of-the-hook';
const HOSTILE_INCIDENT = incident('r1', {
  title: HOSTILE,
  cause: HOSTILE,
  devices: [HOSTILE],
  evidence: [HOSTILE, HOSTILE],
});

let receiver: HttpReceiver;
beforeEach(async () => {
  receiver = await startHttpReceiver();
});
afterEach(() => receiver.close());

function open(type: ChannelSettings['type'], changes: Partial<ChannelSettings> = {}): Channel {
  const url = new Secret(`${receiver.url}/services/${TOKEN}?key=q-secret`);
  const settings = channelSettings('hook', { type, url, ...changes });
  return openChannel(settings, { templates: TEMPLATES, linkTemplate: 'https://toposcope.example/i/{id}' });
}

function sent(index = 0) {
  return JSON.parse(receiver.received[index]?.text ?? 'null');
}

function many(count: number): Incident[] {
  return Array.from({ length: count }, (_, i) =>
    incident(`r${i}`, { title: `${'x'.repeat(700)} ${i}`, evidence: Array(20).fill(HOSTILE) }),
  );
}

describe('webhook', () => {
  it('posts version 1 of the document, with its headers and the id of the message', async () => {
    const headers = new Map([['Authorization', new Secret('Bearer B34RER')]]);
    const result = await open('webhook', { headers }).deliver(
      message([incident('r1'), resolved(incident('r2'), at(20))]),
    );
    expect(result).toEqual({ kind: 'sent', detail: 'HTTP 200: ok' });
    expect(receiver.received[0]).toMatchObject({
      path: `/services/${TOKEN}?key=q-secret`,
      headers: {
        authorization: 'Bearer B34RER',
        'content-type': 'application/json',
        'idempotency-key': '00112233445566778899',
      },
    });
    expect(sent()).toMatchObject({
      ...{
        version: 1,
        id: '00112233445566778899',
        channel: 'hook',
        group: 'site=lab',
        status: 'firing',
        occasion: 'new',
      },
      ...{
        title: '[CRITICAL] r1 is lost (+1 more)',
        severity: 'critical',
        firing: 1,
        resolved: 1,
        at: at(30).toISOString(),
      },
      incidents: [
        { id: 'r1-1', kind: 'link-lost', status: 'firing', url: 'https://toposcope.example/i/r1-1', resolvedAt: null },
        { id: 'r2-1', status: 'resolved', resolvedAt: at(20).toISOString() },
      ],
    });
  });

  it('stays JSON whatever a device is called, on one line and without what cannot be seen', async () => {
    await open('webhook').deliver(message([HOSTILE_INCIDENT]));
    const { title, incidents } = sent();
    expect(incidents[0].title).toBe(
      'r1"\'<b>&amp;</b>\\{{ 7*7 }} Bcc: eve@example.net [31m<!channel>](http://x)  \ufffd ]',
    );
    expect(title).toContain('{{ 7*7 }}');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(JSON.stringify(incidents)).not.toMatch(/[\u0000-\u001f\u202e]/);
  });

  it('may name its own template, which may fail', async () => {
    const own = openAlertTemplates(['test/alerts/templates', 'templates/alert']);
    const settings = { type: 'webhook', url: new Secret(receiver.url) } as const;
    const mine = openChannel(channelSettings('a', { ...settings, template: 'ticket' }), {
      templates: own,
      linkTemplate: null,
    });
    await mine.deliver(message([incident('r1', { title: 'a "quoted" one' })], { svg: '<svg id="x"/>' }));
    expect(sent()).toEqual({ summary: 'a "quoted" one', drawing: '<svg id="x"/>', urgent: true });
    const bad = openChannel(channelSettings('b', { ...settings, template: 'unquoted.json.j2' }), {
      templates: own,
      linkTemplate: null,
    });
    expect(await bad.deliver(message([incident('r1', { title: 'a "quoted" one' })]))).toMatchObject({
      kind: 'rejected',
      reason: expect.stringMatching(/unquoted\.json\.j2: line 2 of the result is no JSON/),
    });
    const none = channelSettings('c', { ...settings, template: 'nowhere' });
    expect(() => openChannel(none, { templates: own, linkTemplate: null })).toThrow(
      expect.objectContaining({ code: 'ALERT_TEMPLATE_MISSING' }),
    );
  });

  it.each([
    [{ status: 500 }, { kind: 'failed', reason: 'HTTP 500: ok', retryAfterSeconds: null }],
    [
      { status: 429, headers: { 'retry-after': '7' } },
      { kind: 'failed', reason: 'HTTP 429: ok', retryAfterSeconds: 7 },
    ],
    [
      { status: 503, headers: { 'retry-after': '999999' } },
      { kind: 'failed', reason: 'HTTP 503: ok', retryAfterSeconds: 3600 },
    ],
    [
      { status: 503, headers: { 'retry-after': 'soon' } },
      { kind: 'failed', reason: 'HTTP 503: ok', retryAfterSeconds: null },
    ],
    [
      { status: 404, body: '' },
      { kind: 'rejected', reason: 'HTTP 404' },
    ],
    [
      { status: 202, body: '' },
      { kind: 'sent', detail: 'HTTP 202' },
    ],
    [
      { status: 204, body: '' },
      { kind: 'sent', detail: 'HTTP 204' },
    ],
  ])('makes of %j', async (answer, expected) => {
    receiver.answer = () => answer;
    expect(await open('webhook').deliver(message([incident('r1')]))).toEqual(expected);
  });

  it('understands a date to come back at', async () => {
    const headers = { 'retry-after': new Date(Date.now() + 90_000).toUTCString() };
    receiver.answer = () => ({ status: 503, headers });
    const result = await open('webhook').deliver(message([incident('r1')]));
    expect(result.kind === 'failed' && result.retryAfterSeconds).toBeGreaterThan(30);
  });

  it('takes nothing elsewhere: a redirect is refused', async () => {
    const other = await startHttpReceiver();
    receiver.answer = () => ({ status: 307, headers: { location: `${other.url}/${TOKEN}` } });
    const result = await open('webhook').deliver(message([incident('r1')]));
    await other.close();
    expect(result).toMatchObject({ kind: 'rejected', reason: expect.stringContaining('redirects') });
    expect(JSON.stringify(result)).not.toContain(TOKEN);
    expect(other.received).toEqual([]);
  });

  it('keeps every secret out of what it tells', async () => {
    const headers = new Map([['X-Key', new Secret('Key h3ader-secret')]]);
    receiver.answer = ({ path }) => ({ status: 400, body: `cannot POST ${path} with h3ader-secret as us3r:p4ssword` });
    const url = new Secret(`${receiver.url.replace('//', '//us3r:p4ssword@')}/services/${TOKEN}?key=q-secret`);
    const result = await open('webhook', { headers, url }).deliver(message([incident('r1')]));
    expect(receiver.received[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('us3r:p4ssword').toString('base64')}`,
    );
    expect(result).toEqual({ kind: 'rejected', reason: 'HTTP 400: cannot POST *** with *** as ***:***' });
  });

  it('bounds what it reads and how long it waits', async () => {
    receiver.answer = () => ({ status: 500, body: 'y'.repeat(1_000_000) });
    const long = await open('webhook').deliver(message([incident('r1')]));
    expect(JSON.stringify(long).length).toBeLessThan(400);
    receiver.answer = () => ({ hang: true });
    expect(await open('webhook', { timeoutSeconds: 0.3 }).deliver(message([incident('r1')]))).toMatchObject({
      kind: 'sent',
    });
    const url = new Secret(`http://127.0.0.1:${await deadPort()}/${TOKEN}`);
    const dead = await open('webhook', { url }).deliver(message([incident('r1')]));
    expect(dead).toEqual({ kind: 'failed', reason: 'could not be reached: ECONNREFUSED', retryAfterSeconds: null });
  });

  it.each([
    ['no address', { url: null }],
    ['an address that is none', { url: new Secret('hooks.example.net/T0') }],
    ['a header that cannot be sent', { headers: new Map([['X Y', new Secret('v\nw')]]) }],
  ])('is refused with %s, before anything is sent', (_, changes) => {
    expect(() => open('webhook', changes)).toThrow(expect.objectContaining({ code: 'ALERT_CHANNEL_INVALID' }));
  });
});

describe('Slack', () => {
  it('is sent text and blocks, escaped as Slack wants it', async () => {
    await open('slack').deliver(message([HOSTILE_INCIDENT]));
    const { text, blocks } = sent();
    expect(text).toMatch(/^\[CRITICAL\] r1"'&lt;b&gt;&amp;amp;/);
    expect(blocks[0]).toMatchObject({ type: 'header', text: { type: 'plain_text' } });
    expect(blocks[1].text).toMatchObject({ type: 'mrkdwn', verbatim: true });
    expect(blocks[1].text.text).toContain('&lt;!channel&gt;');
    expect(blocks[1].text.text).toContain('<https://toposcope.example/i/r1-1|Open this incident>');
    expect(blocks[1].text.text.match(/<(?!https:)/)).toBeNull();
  });

  it.each([1, 47, 48, 49, 200])('keeps the limits of Block Kit with %i incidents', async (count) => {
    await open('slack').deliver(message(many(count)));
    const { blocks } = sent();
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(blocks[0].text.text.length).toBeLessThanOrEqual(150);
    for (const { text } of blocks) {
      expect(text.text.length).toBeGreaterThan(0);
      expect(text.text.length).toBeLessThanOrEqual(3000);
      if (text.type === 'mrkdwn') expect(text.text).not.toMatch(/&(?!amp;|lt;|gt;)/);
    }
    expect(blocks.length).toBe(count > 48 ? 50 : count + 1);
  });
});

describe('Teams', () => {
  it('is sent an Adaptive Card that takes nothing for Markdown', async () => {
    receiver.answer = () => ({ status: 202, body: '' });
    expect(await open('teams').deliver(message([HOSTILE_INCIDENT]))).toEqual({ kind: 'sent', detail: 'HTTP 202' });
    const { type, attachments } = sent();
    expect([type, attachments.length, attachments[0].contentType]).toEqual([
      'message',
      1,
      'application/vnd.microsoft.card.adaptive',
    ]);
    const { content } = attachments[0];
    expect(content).toMatchObject({ type: 'AdaptiveCard', version: '1.4' });
    expect(content.body.map(({ type: block }: { type: string }) => block)).toEqual(['RichTextBlock', 'RichTextBlock']);
    expect(content.body[0].inlines[0].text).toContain('](http://x)');
    expect(content.actions).toEqual([
      { type: 'Action.OpenUrl', title: 'Open', url: 'https://toposcope.example/i/r1-1' },
    ]);
  });

  it.each([1, 5, 50, 400])('stays under 28 kB with %i incidents', async (count) => {
    await open('teams').deliver(message(many(count)));
    expect(Buffer.byteLength(receiver.received[0]?.text ?? '')).toBeLessThan(28 * 1024);
    const { body } = sent().attachments[0].content;
    if (count >= 50) expect(body.at(-1).inlines[0].text).toMatch(/^… and \d+ more$/);
  });
});
