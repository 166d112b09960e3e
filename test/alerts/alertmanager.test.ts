// Prometheus Alertmanager of Debian: it gets, groups, keeps and resolves real alerts, and tells a webhook of ours what it made of them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAlertTemplates, openChannel } from '../../src/alerts/index.ts';
import { type AlertSettings, type Incident, Secret } from '../../src/model/index.ts';
import { type HttpReceiver, startHttpReceiver } from './http-receiver.ts';
import { alertSettings, channelSettings, HOSTILE, incident, message, resolved } from './incidents.ts';
import { openService } from './service.ts';
import { freePort, HAS_ALERTMANAGER, startTool, type Tool, temporaryFolder, until } from './tools.ts';

interface GotAlert {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL: string;
  readonly status: { state: string } | string;
}

describe.skipIf(!HAS_ALERTMANAGER)('Alertmanager (prometheus-alertmanager)', () => {
  let hook: HttpReceiver;
  let server: Tool;
  let url: string;

  beforeAll(async () => {
    hook = await startHttpReceiver();
    const folder = temporaryFolder();
    const file = join(folder, 'alertmanager.yml');
    writeFileSync(
      file,
      `global: { resolve_timeout: 2s }
route: { receiver: hook, group_by: [kind], group_wait: 1s, group_interval: 1s, repeat_interval: 1h }
receivers: [{ name: hook, webhook_configs: [{ url: "${hook.url}/", send_resolved: true }] }]
`,
    );
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    server = startTool('prometheus-alertmanager', [
      ...[`--config.file=${file}`, `--storage.path=${folder}`, `--web.listen-address=127.0.0.1:${port}`],
      '--cluster.listen-address=',
    ]);
    await until('Alertmanager', () =>
      fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
  });
  afterAll(async () => {
    await server.stop();
    await hook.close();
  });

  const channel = () => channelSettings('am', { type: 'alertmanager', url: new Secret(`${url}/`) });
  const settings = (): AlertSettings =>
    alertSettings({ channels: [channel()], linkTemplate: 'https://toposcope.example/i/{id}' });

  async function active(fingerprint: string): Promise<GotAlert[]> {
    const alerts = (await (await fetch(`${url}/api/v2/alerts`)).json()) as GotAlert[];
    return alerts.filter(({ labels }) => labels.fingerprint === fingerprint);
  }

  /** What the webhook was told of that incident: `firing` and `resolved`, with severity. */
  function passedOn(one: Incident): string[] {
    const alerts = hook.received.flatMap(({ text }) => JSON.parse(text).alerts as GotAlert[]);
    return alerts
      .filter(({ labels }) => labels.fingerprint === one.fingerprint)
      .map(({ status, labels }) => `${status} ${labels.severity}`);
  }

  it('gets an alert per incident, groups them, and resolves each', async () => {
    const { service, store, report } = await openService(temporaryFolder(), settings(), {
      keepAlive: { everySeconds: 1, lastsSeconds: 60 },
    });
    service.start();
    const [a, b] = [incident('group-a'), incident('group-b', { devices: ['x', 'y'], title: HOSTILE })];
    await report([a, b]);
    const [alert] = await until('the alert', async () =>
      (await active(a.fingerprint)).length === 1 ? await active(a.fingerprint) : undefined,
    );
    expect(alert?.labels).toEqual({
      alertname: 'ToposcopeLinkLost',
      fingerprint: a.fingerprint,
      kind: 'link-lost',
      severity: 'critical',
      subject: 'group-a',
    });
    expect(alert).toMatchObject({
      annotations: {
        summary: 'group-a is lost',
        incident: 'group-a-1',
        devices: 'group-a',
        description: expect.stringContaining('cause of group-a'),
      },
      startsAt: a.openedAt,
      generatorURL: 'https://toposcope.example/i/group-a-1',
      status: { state: 'active' },
    });
    const grouped = await until('both in one message', () =>
      hook.received.map(({ text }) => JSON.parse(text)).find(({ alerts }) => alerts.length === 2),
    );
    expect(grouped.groupLabels).toEqual({ kind: 'link-lost' });
    await report([b], [resolved(a, new Date())]);
    await until('the end of a', () => passedOn(a).includes('resolved critical'));
    expect(await active(a.fingerprint)).toEqual([]);
    expect((await active(b.fingerprint)).length).toBe(1);
    await report([], [resolved(b, new Date())]);
    await until('the end of b', () => passedOn(b).includes('resolved critical'));
    await service.stop();
    await store.close();
  });

  it('does not forget what holds, goes on after a restart, and forgets us when we are gone', async () => {
    const folder = temporaryFolder();
    const keepAlive = { everySeconds: 1, lastsSeconds: 8 };
    const one = incident('held');
    const first = await openService(folder, settings(), { keepAlive });
    first.service.start();
    await first.report([one]);
    const [begun] = await until('the alert', async () =>
      (await active(one.fingerprint)).length > 0 ? await active(one.fingerprint) : undefined,
    );
    await until(
      'an end that moves',
      async () => ((await active(one.fingerprint))[0]?.endsAt ?? '') > (begun?.endsAt ?? ''),
    );
    await first.service.stop();
    await first.store.close();
    const second = await openService(folder, settings(), { keepAlive });
    second.service.start();
    const past = Date.parse(begun?.endsAt ?? '') + 3000;
    await until('the time at which it would have been forgotten', () => Date.now() > past);
    expect((await active(one.fingerprint)).length).toBe(1);
    expect(passedOn(one)).toEqual(['firing critical']);
    await second.service.stop();
    await second.store.close();
    await until('the end that nobody tells', async () => (await active(one.fingerprint)).length === 0);
  });

  it('is told of what gets worse as a new severity, and has one alert of it at any time', async () => {
    const { service, store, report } = await openService(temporaryFolder(), settings());
    service.start();
    const mild = incident('worse', { severity: 'warning' });
    await report([mild]);
    await until('the warning', () => passedOn(mild).includes('firing warning'));
    await report([{ ...mild, severity: 'critical' }]);
    await until('the worse one', () => passedOn(mild).includes('firing critical'));
    await report([{ ...mild, severity: 'info', kind: 'link-ageing' }]);
    await service.sendDue();
    expect((await active(mild.fingerprint)).map(({ labels }) => `${labels.severity} ${labels.alertname}`)).toEqual([
      'critical ToposcopeLinkLost',
    ]);
    await report([], [resolved(mild, new Date())]);
    await until('the end', () => passedOn(mild).includes('resolved critical'));
    expect(await active(mild.fingerprint)).toEqual([]);
    await service.stop();
    await store.close();
  });

  it('takes every kind of text, and refuses nothing', async () => {
    const am = openChannel(channel(), {
      templates: openAlertTemplates(['templates/alert']),
      linkTemplate: 'not a url {id}',
    });
    const future = new Date(Date.now() + 3_600_000).toISOString();
    const odd = incident('odd', { subject: HOSTILE, cause: HOSTILE, title: '', evidence: [], openedAt: future });
    expect(await am.deliver(message([odd]))).toEqual({ kind: 'sent', detail: 'HTTP 200' });
    expect(
      await am.deliver(message([resolved(odd, new Date())], { status: 'resolved', occasion: 'resolved' })),
    ).toMatchObject({ kind: 'sent' });
  });
});
