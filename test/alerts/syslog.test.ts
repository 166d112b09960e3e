// Syslog to rsyslogd of Debian over UDP, TCP and TLS, and to servers of our own that misbehave.
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAlertTemplates, openChannel } from '../../src/alerts/index.ts';
import type { ChannelSettings } from '../../src/model/index.ts';
import { deadPort } from './http-receiver.ts';
import { at, channelSettings, HOSTILE, incident, message, resolved } from './incidents.ts';
import {
  freePort,
  HAS_OPENSSL,
  HAS_RSYSLOG_TLS,
  linesOf,
  makeCertificates,
  RSYSLOGD,
  startTool,
  type Tool,
  temporaryFolder,
  until,
} from './tools.ts';

const TEMPLATES = openAlertTemplates(['templates/alert']);

function open(syslog: Partial<NonNullable<ChannelSettings['syslog']>>, timeoutSeconds = 10) {
  const full = { host: '127.0.0.1', port: 514, transport: 'udp', facility: 23, caFile: null, ...syslog } as const;
  const settings = channelSettings('log', { type: 'syslog', syslog: full, timeoutSeconds });
  return openChannel(settings, { templates: TEMPLATES, linkTemplate: null });
}

describe.skipIf(RSYSLOGD === null || !HAS_RSYSLOG_TLS || !HAS_OPENSSL)(
  'rsyslogd (rsyslog, rsyslog-gnutls, openssl)',
  () => {
    const folder = temporaryFolder();
    const log = join(folder, 'log');
    let ports: { udp: number; tcp: number; tls: number };
    let certificates: ReturnType<typeof makeCertificates>;
    let server: Tool;

    beforeAll(async () => {
      certificates = makeCertificates();
      ports = { udp: await freePort(), tcp: await freePort(), tls: await freePort() };
      const configuration = join(folder, 'rsyslog.conf');
      writeFileSync(
        configuration,
        `global(workDirectory="${folder}" maxMessageSize="64k"
  defaultNetstreamDriverCAFile="${certificates.ca}" defaultNetstreamDriverCertFile="${certificates.cert}" defaultNetstreamDriverKeyFile="${certificates.key}")
module(load="imudp")
module(load="imptcp")
module(load="imtcp" streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
template(name="all" type="string" string="%pri-text%|%timereported:::date-rfc3339%|%app-name%|%msgid%|%structured-data%|%msg%\\n")
input(type="imudp" address="127.0.0.1" port="${ports.udp}")
input(type="imptcp" address="127.0.0.1" port="${ports.tcp}")
input(type="imtcp" address="127.0.0.1" port="${ports.tls}")
action(type="omfile" file="${log}" template="all")
`,
      );
      server = startTool(RSYSLOGD ?? '', ['-n', '-i', join(folder, 'pid'), '-f', configuration]);
      await until(
        'rsyslogd',
        async () =>
          (await open({ transport: 'tcp', port: ports.tcp }).deliver(message([incident('hello')]))).kind === 'sent',
      );
      await until('the first line', () => linesOf(log).some((line) => line.includes('hello')));
    });
    afterAll(() => server.stop());

    it.each(['udp', 'tcp', 'tls'] as const)(
      'gets whole messages over %s, with their structured data',
      async (transport) => {
        const channel = open({
          transport,
          port: ports[transport],
          caFile: transport === 'tls' ? certificates.ca : null,
        });
        const name = `r-${transport}`;
        const one = incident(name, { title: `${name} is "lost"] – ü`, severity: 'warning', kind: 'device-down' });
        expect(await channel.deliver(message([one, resolved(incident(`${name}-2`), at(20))]))).toMatchObject({
          kind: 'sent',
        });
        const [first, second] = await until('two lines', () => {
          const lines = linesOf(log).filter((line) => line.includes(name));
          return lines.length === 2 ? lines : undefined;
        });
        const [pri, time, app, id, data, text] = (first ?? '').split('|');
        expect([pri, app, id]).toEqual(['local7.warning', 'toposcope', 'device-down']);
        expect(Date.parse(time ?? '')).toBe(at(30).getTime());
        expect(data).toMatch(
          /^\[toposcope@32473 message="00112233445566778899" group="site=lab" occasion="new" status="firing" incident="r-/,
        );
        expect(text?.trim()).toBe(`firing device-down ${name}: ${name} is "lost"] – ü (cause of ${name})`);
        expect(second).toMatch(/^local7\.notice\|.*status="resolved".*\|\s*resolved link-lost/);
      },
    );

    it('gets one line whatever a device is called, of at most 2,048 bytes', async () => {
      const channel = open({ transport: 'tcp', port: ports.tcp });
      const one = incident('hostile', {
        subject: HOSTILE,
        title: `${HOSTILE} ${'ü'.repeat(5000)}`,
        devices: Array(300).fill(HOSTILE),
      });
      await channel.deliver(message([one], { group: `hostile ${HOSTILE}` }));
      const line = await until('the line', () => linesOf(log).find((other) => other.includes('group="hostile')));
      expect(line).toContain('\\"\'<b>');
      expect(line).toMatch(/ \\\]/);
      expect(Buffer.byteLength(line)).toBeLessThan(2048 + 100);
      expect(line.endsWith('ü…')).toBe(true);
    });

    it.each([
      ['an authority that nobody knows', { caFile: null }],
      ['an authority that is not there', { caFile: '/nowhere/ca.pem' }],
    ])('is not spoken to over TLS with %s', async (_, changes) => {
      const channel = open({ transport: 'tls', port: ports.tls, ...changes });
      expect(await channel.deliver(message([incident('r1')]))).toMatchObject({
        kind: 'failed',
        reason: expect.stringMatching(/SELF_SIGNED|UNABLE|ENOENT/),
      });
    });
  },
);

describe('syslog', () => {
  async function server(
    handle: (socket: import('node:net').Socket) => void,
  ): Promise<{ port: number; server: Server }> {
    const listening = createServer(handle);
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    const address = listening.address();
    return { port: typeof address === 'object' && address ? address.port : 0, server: listening };
  }

  it('counts octets, not characters', async () => {
    let heard = '';
    const { port, server: listening } = await server((socket) => {
      socket.on('data', (chunk) => {
        heard += chunk;
      });
    });
    await open({ transport: 'tcp', port }).deliver(message([incident('ü'), incident('b')]));
    listening.close();
    const bytes = Buffer.from(heard);
    const length = Number(/^(\d+) </.exec(heard)?.[1]);
    const second = bytes.subarray(String(length).length + 1 + length).toString();
    expect(second).toMatch(/^\d+ <186>1 2026-11-21T10:00:30\.000Z \S+ toposcope \d+ link-lost \[/);
    expect(bytes.length).toBe(
      String(length).length + 1 + length + second.split(' ')[0]!.length + 1 + Number(second.split(' ')[0]),
    );
  });

  it('is not told sent where the connection is reset', async () => {
    const { port, server: listening } = await server((socket) => {
      socket.once('data', () => socket.resetAndDestroy());
    });
    const result = await open({ transport: 'tcp', port }).deliver(message([incident('r1')]));
    listening.close();
    expect(result).toMatchObject({ kind: 'failed', reason: expect.stringContaining('ECONNRESET') });
  });

  it('is not told sent where nobody listens, nor waits for ever', async () => {
    const port = await deadPort();
    expect(await open({ transport: 'tcp', port }).deliver(message([incident('r1')]))).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('ECONNREFUSED'),
    });
    expect(await open({ transport: 'udp', port }).deliver(message([incident('r1')]))).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('ECONNREFUSED'),
    });
    const { port: silent, server: listening } = await server(() => {});
    const result = await open({ transport: 'tls', port: silent }, 0.5).deliver(message([incident('r1')]));
    listening.close();
    expect(result).toMatchObject({ kind: 'failed', reason: 'syslog over TLS: no answer within 0.5 s' });
  });

  it('is refused without a server', () => {
    const settings = channelSettings('log', { type: 'syslog' });
    expect(() => openChannel(settings, { templates: TEMPLATES, linkTemplate: null })).toThrow(
      expect.objectContaining({ code: 'ALERT_CHANNEL_INVALID' }),
    );
  });
});
