// E-mail to a real SMTP server (aiosmtpd of Debian), which takes it apart with Python's own e-mail package.
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openAlertTemplates, openChannel } from '../../src/alerts/index.ts';
import { type ChannelSettings, Secret } from '../../src/model/index.ts';
import { at, channelSettings, HOSTILE, incident, message, resolved } from './incidents.ts';
import { freePort, HAS_AIOSMTPD, HAS_OPENSSL, makeCertificates, startTool, type Tool, until } from './tools.ts';

const TEMPLATES = openAlertTemplates(['templates/alert']);
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><text>r1 – r2 &amp; ü</text></svg>';

interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly tls: boolean;
  readonly authenticated: boolean;
  readonly headers: readonly (readonly [string, string])[];
  readonly parts: readonly { type: string; name: string | null; text: string }[];
  readonly containers: readonly string[];
  readonly defects: readonly string[];
  readonly raw: string;
}

type Smtp = NonNullable<ChannelSettings['smtp']>;

describe.skipIf(!HAS_AIOSMTPD || !HAS_OPENSSL)('e-mail (python3-aiosmtpd, openssl)', () => {
  let certificates: ReturnType<typeof makeCertificates>;
  let server: Tool | undefined;
  beforeAll(() => {
    certificates = makeCertificates();
  });
  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  async function start(mode: 'plain' | 'starttls' | 'anybody' | 'tls') {
    const port = await freePort();
    const tls = mode === 'plain' ? [] : [certificates.cert, certificates.key];
    server = startTool('/usr/bin/python3', ['test/alerts/smtp-receiver.py', String(port), mode, ...tls]);
    const tool = server;
    await until('the mail server', () => tool.output().includes('ready') || undefined);
    return port;
  }

  /** Once there are so many; the server may still be writing what it took. */
  async function mails(count: number): Promise<Mail[]> {
    const lines = await until(`${count} mails`, () => {
      const whole = (server?.output().split('\n') ?? []).slice(0, -1).filter((line) => line.startsWith('{'));
      return whole.length >= count ? whole : undefined;
    });
    return lines.map((line) => JSON.parse(line) as Mail);
  }

  function open(port: number, changes: Partial<Smtp> = {}) {
    const smtp: Smtp = {
      ...{ host: 'localhost', port, security: 'none', user: null, password: null, from: 'Toposcope <noc@example.net>' },
      ...{ to: ['ops@example.net', 'Night <night@example.net>'], caFile: certificates.ca },
      ...changes,
    };
    const settings = channelSettings('mail', { type: 'email', smtp, timeoutSeconds: 20 });
    return openChannel(settings, { templates: TEMPLATES, linkTemplate: 'https://toposcope.example/{id}' });
  }

  const login = { user: 'noc', password: new Secret('s3cret-of-smtp') };
  const header = (mail: Mail | undefined, name: string) =>
    mail?.headers.find(([key]) => key.toLowerCase() === name)?.[1];

  it('sends text, HTML and the drawing, logged in over STARTTLS', async () => {
    const channel = open(await start('starttls'), { security: 'starttls', ...login });
    const one = message([incident('r1', { title: 'r1 – r2 <is> lost' })], { svg: SVG });
    expect(await channel.deliver(one)).toMatchObject({ kind: 'sent' });
    const [mail] = await mails(1);
    expect(mail).toMatchObject({
      from: 'noc@example.net',
      to: ['ops@example.net', 'night@example.net'],
      tls: true,
      authenticated: true,
      defects: [],
    });
    expect(mail?.containers).toEqual(['multipart/mixed', 'multipart/alternative']);
    expect(mail?.parts.map(({ type, name }) => [type, name])).toEqual([
      ['text/plain', null],
      ['text/html', null],
      ['image/svg+xml', 'neighbourhood.svg'],
    ]);
    expect(mail?.parts[0]?.text).toMatch(/CRITICAL r1 – r2 <is> lost[\s\S]*open it in a browser/);
    expect(mail?.parts[1]?.text).toContain('r1 – r2 &lt;is&gt; lost');
    expect(mail?.parts[2]?.text).toBe(SVG);
    expect(header(mail, 'subject')).toBe('[CRITICAL] r1 – r2 <is> lost');
    expect(header(mail, 'auto-submitted')).toBe('auto-generated');
    await channel.close();
  });

  it('makes one thread of a group', async () => {
    const channel = open(await start('plain'));
    const [a, b] = [incident('a'), resolved(incident('a'), at(60))];
    await channel.deliver(message([a], { id: 'first', thread: 'first' }));
    await channel.deliver(message([b], { id: 'second', thread: 'first', occasion: 'resolved', status: 'resolved' }));
    const [first, second] = await mails(2);
    expect(header(first, 'message-id')).toBe('<first@example.net>');
    expect(header(first, 'in-reply-to')).toBeUndefined();
    expect(header(second, 'in-reply-to')).toBe('<first@example.net>');
    expect(header(second, 'references')).toBe('<first@example.net>');
    expect(header(second, 'subject')).toBe('[RESOLVED] a is lost');
    await channel.close();
  });

  it('lets nobody write a header or a recipient', async () => {
    const channel = open(await start('plain'));
    await channel.deliver(
      message([incident('r1', { title: HOSTILE, cause: HOSTILE, devices: [HOSTILE] })], { group: `site=${HOSTILE}` }),
    );
    const [mail] = await mails(1);
    expect(mail?.to).toEqual(['ops@example.net', 'night@example.net']);
    expect(header(mail, 'bcc')).toBeUndefined();
    expect(header(mail, 'subject')).toContain('Bcc: eve@example.net');
    expect(mail?.raw.split(/\r?\n\r?\n/)[0]).not.toMatch(/^bcc/im);
    expect(mail?.parts.map(({ type }) => type)).toEqual(['text/plain', 'text/html']);
    await channel.close();
  });

  it.each([
    ['tls with a login', 'tls', { security: 'tls', ...login }, { kind: 'sent' }],
    [
      'opportunistic without a login, whoever is there',
      'anybody',
      { security: 'opportunistic', caFile: null },
      { kind: 'sent' },
    ],
    ['opportunistic against a server that has no TLS', 'plain', { security: 'opportunistic' }, { kind: 'sent' }],
    ['required STARTTLS that is not offered', 'plain', { security: 'starttls', ...login }, { kind: 'failed' }],
    ['no password in the clear by chance', 'plain', { security: 'opportunistic', ...login }, { kind: 'failed' }],
    ['a password in the clear by choice', 'plain', { security: 'none', ...login }, { kind: 'sent' }],
    [
      'an authority that is not known',
      'starttls',
      { security: 'starttls', caFile: null, ...login },
      { kind: 'failed' },
    ],
    [
      'a wrong password',
      'starttls',
      { security: 'starttls', user: 'noc', password: new Secret('wr0ng-password') },
      { kind: 'rejected' },
    ],
  ] as const)('%s', async (_, mode, changes, expected) => {
    const channel = open(await start(mode), changes);
    const result = await channel.deliver(message([incident('r1')]));
    expect(result).toMatchObject(expected);
    expect(JSON.stringify(result)).not.toMatch(/s3cret-of-smtp|wr0ng-password/);
    await channel.close();
  });

  it('tells what a server does not want from what it cannot take now', async () => {
    const port = await start('plain');
    const channel = open(port);
    expect(await channel.deliver(message([incident('r1', { title: 'refuse-this' })]))).toMatchObject({
      kind: 'rejected',
    });
    expect(await channel.deliver(message([incident('r1', { title: 'put-this-off' })]))).toMatchObject({
      kind: 'failed',
    });
    await server?.stop();
    server = undefined;
    expect(await channel.deliver(message([incident('r1')]))).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('tries again for those who were put off, and only for those', async () => {
    const channel = open(await start('plain'), { to: ['ops@example.net', 'later@example.net', 'never@example.net'] });
    const one = message([incident('r1')]);
    expect(await channel.deliver(one)).toMatchObject({ kind: 'failed', reason: expect.stringContaining('450') });
    expect(await channel.deliver(one)).toMatchObject({
      kind: 'sent',
      detail: expect.stringContaining('never@example.net (550)'),
    });
    expect((await mails(2)).map(({ to }) => to)).toEqual([['ops@example.net'], ['later@example.net']]);
    await channel.close();
  });
});
