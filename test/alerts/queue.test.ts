// The queue over the real store: a receiver that is down, restarts at any moment, dead letters; nothing is lost.
import { spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import type { AlertServiceOptions } from '../../src/alerts/index.ts';
import { type AlertSettings, Secret } from '../../src/model/index.ts';
import { openStore } from '../../src/store/index.ts';
import { deadPort, type HttpReceiver, startHttpReceiver } from './http-receiver.ts';
import { alertSettings, channelSettings, incident, resolved } from './incidents.ts';
import { openService, type Running } from './service.ts';
import { freePort, temporaryFolder, until } from './tools.ts';

const TOKEN = 'T0K3N-of-the-queue';
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function settingsFor(port: number, changes: Partial<AlertSettings> = {}): AlertSettings {
  const url = new Secret(`http://127.0.0.1:${port}/${TOKEN}`);
  const channels = [channelSettings('hook', { url })];
  return alertSettings({ channels, groupWaitSeconds: 0, groupIntervalSeconds: 0, ...changes });
}

async function start(
  folder: string,
  settings: AlertSettings,
  changes: Partial<AlertServiceOptions> = {},
): Promise<Running> {
  const running = await openService(folder, settings, changes);
  closing.push(
    () => running.service.stop(),
    () => running.store.close(),
  );
  return running;
}

async function receive(port = 0): Promise<HttpReceiver> {
  const receiver = await startHttpReceiver(port);
  closing.push(() => receiver.close());
  return receiver;
}

/** Runs on its own clock, so that nobody waits for back-off. */
function clock() {
  let offset = 0;
  return { now: () => new Date(Date.now() + offset), skip: (seconds: number) => (offset += seconds * 1000) };
}

const told = (receiver: HttpReceiver) =>
  receiver.received.map(({ text }) => {
    const { occasion, incidents } = JSON.parse(text);
    return [occasion, ...incidents.map(({ subject }: { subject: string }) => subject)].join(' ');
  });

describe('a receiver that is there', () => {
  it('gets what is due, and history tells of it', async () => {
    const receiver = await receive();
    const { service, report, history } = await start(temporaryFolder(), settingsFor(receiver.port));
    service.start();
    const [a, b] = [incident('a'), incident('b', { severity: 'warning' })];
    await report([a, b]);
    await until('the first message', () => receiver.received.length === 1);
    await report([b], [resolved(a, new Date())]);
    await until('the second message', () => receiver.received.length === 2);
    await report([], [resolved(b, new Date())]);
    await until('the third message', () => receiver.received.length === 3);
    expect(told(receiver)).toEqual(['new a b', 'changed b a', 'resolved b']);
    await until('the history', async () => (await history()).length === 5);
    expect(await history()).toEqual([
      ...['alert.sent hook was told (new): a is lost', 'alert.sent hook was told (new): b is lost'],
      ...['alert.sent hook was told (changed): b is lost', 'alert.sent hook was told (changed): a is lost'],
      'alert.sent hook was told that it is over: b is lost',
    ]);
    expect(await service.status()).toMatchObject({
      channels: [{ name: 'hook', type: 'webhook', waiting: 0, deadLetters: 0, last: { result: { kind: 'sent' } } }],
    });
  });

  it('can be tested by hand, and says so', async () => {
    const receiver = await receive();
    const { service } = await start(temporaryFolder(), settingsFor(receiver.port));
    expect(await service.test('hook')).toEqual({ kind: 'sent', detail: 'HTTP 200: ok' });
    expect(JSON.parse(receiver.received[0]?.text ?? '')).toMatchObject({
      occasion: 'test',
      title: '[TEST] TEST: channel hook works; nothing is wrong',
    });
    await expect(service.test('nobody')).rejects.toMatchObject({
      code: 'ALERT_CHANNEL_UNKNOWN',
      hint: expect.stringContaining('hook'),
    });
  });

  it('is told nothing where the incidents could not be kept, and all of it when they could', async () => {
    const receiver = await receive();
    const { service, report } = await start(temporaryFolder(), settingsFor(receiver.port));
    const a = incident('a');
    const news = { events: [], open: [a] };
    await expect(service.handle(news, () => Promise.reject(new Error('disk full')))).rejects.toThrow('disk full');
    await service.sendDue();
    expect(receiver.received).toEqual([]);
    await report([a]);
    await service.sendDue();
    expect(told(receiver)).toEqual(['new a']);
  });

  it('is sent a drawing where its template can show one, and the message where there is none', async () => {
    const settings = alertSettings({
      channels: [channelSettings('run', { type: 'exec', command: ['/bin/sh', '-c', 'cat >&2; exit 1'] })],
      groupWaitSeconds: 0,
      groupIntervalSeconds: 0,
    });
    const { service, report, problems } = await start(temporaryFolder(), settings, {
      drawNeighbourhood: async ({ subject }) =>
        subject === 'a' ? '<svg>a</svg>' : Promise.reject(new Error('no engine')),
    });
    await report([incident('a')]);
    await report([incident('a', { acknowledged: null, severity: 'info' }), incident('b')]);
    await service.sendDue();
    await service.sendDue();
    const [first, second] = await service.deadLetters();
    expect([first?.message.svg, second?.message.svg]).toEqual(['<svg>a</svg>', null]);
    expect(problems).toEqual(['the neighbourhood of b could not be drawn: no engine']);
  });
});

describe('a receiver that is down', () => {
  it('gets everything in order over a restart, and only the service that stopped is told nothing twice', async () => {
    const folder = temporaryFolder();
    const port = await deadPort();
    const time = clock();
    const first = await start(folder, settingsFor(port), time);
    const [a, b] = [incident('a'), incident('b')];
    await first.report([a]);
    await first.service.sendDue();
    await first.report([a, b]);
    await first.report([b], [resolved(a, new Date())]);
    await first.service.sendDue();
    expect((await first.service.status()).channels[0]).toMatchObject({
      waiting: 3,
      last: { result: { kind: 'failed' } },
    });
    expect(await first.history()).toEqual([
      'alert.failed hook could not be told yet: could not be reached: ECONNREFUSED: a is lost',
    ]);
    await first.service.stop();
    const receiver = await receive(port);
    time.skip(60);
    const second = await start(folder, settingsFor(port), time);
    await second.service.sendDue();
    expect(told(receiver)).toEqual(['new a', 'changed a b', 'changed b a']);
    await second.service.sendDue();
    expect(receiver.received.length).toBe(3);
  });

  it('is waited for as long as it asks, and longer each time it does not', async () => {
    const receiver = await receive();
    const folder = temporaryFolder();
    const time = clock();
    const { service, report } = await start(folder, settingsFor(receiver.port), time);
    receiver.answer = () => ({ status: 503, headers: { 'retry-after': '600' } });
    await report([incident('a')]);
    await service.sendDue();
    time.skip(590);
    await service.sendDue();
    expect(receiver.received.length).toBe(1);
    receiver.answer = () => ({ status: 500 });
    time.skip(20);
    await service.sendDue();
    expect(receiver.received.length).toBe(2);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt++) {
      const [waiting] = [...(await openStore(folder).state('alert-delivery')).values()] as { nextAttemptAt: string }[];
      waits.push(Math.round((Date.parse(waiting?.nextAttemptAt ?? '') - time.now().getTime()) / 1000));
      time.skip((waits.at(-1) ?? 0) + 2);
      await service.sendDue();
    }
    expect(waits.at(-1)).toBeGreaterThan(150);
    expect(Math.max(...waits)).toBeLessThanOrEqual(300);
    expect(waits[0]).toBeLessThan(15);
  });

  it('holds up neither the other channels nor the other groups of its own', async () => {
    const receiver = await receive();
    const channels = [
      channelSettings('dead', { url: new Secret(`http://127.0.0.1:${await deadPort()}/`) }),
      channelSettings('hook', { url: new Secret(receiver.url) }),
    ];
    const settings = settingsFor(0, { channels, routes: alertSettings({ channels }).routes, groupBy: ['incident'] });
    const { service, report } = await start(temporaryFolder(), settings);
    receiver.answer = ({ text }) => ({ status: text.includes('poison') ? 500 : 200 });
    await report([incident('a-poison'), incident('b'), incident('c')]);
    await service.sendDue();
    expect(told(receiver)).toEqual(['new a-poison', 'new b', 'new c']);
    expect((await service.status()).channels.map(({ waiting }) => waiting)).toEqual([3, 1]);
  });

  it('is given up, listed, and told after all when somebody says so', async () => {
    const receiver = await receive();
    const time = clock();
    const folder = temporaryFolder();
    const { service, report, history } = await start(folder, settingsFor(receiver.port, { giveUpSeconds: 3600 }), time);
    receiver.answer = () => ({ status: 502 });
    await report([incident('a')]);
    await service.sendDue();
    time.skip(3700);
    await service.sendDue();
    const [dead] = await service.deadLetters();
    expect(dead).toMatchObject({ reason: 'HTTP 502: ok', attempts: 2, message: { channel: 'hook' } });
    expect((await service.status()).channels[0]).toMatchObject({ waiting: 0, deadLetters: 1 });
    expect((await history()).map((line) => line.split(' ')[0])).toEqual(['alert.failed', 'alert.dead']);
    await expect(service.retryDead('ffffff')).rejects.toMatchObject({ code: 'ALERT_NOT_FOUND' });
    receiver.answer = () => ({});
    expect(await service.retryDead(dead?.message.id.slice(0, 8) ?? '')).toBe(1);
    await service.sendDue();
    expect(told(receiver)).toEqual(['new a', 'new a', 'new a']);
    expect(await service.deadLetters()).toEqual([]);
    expect(await service.retryDead('all')).toBe(0);
  });

  it('that says no is not asked again', async () => {
    const receiver = await receive();
    receiver.answer = () => ({ status: 410, body: 'no_service' });
    const { service, report } = await start(temporaryFolder(), settingsFor(receiver.port));
    await report([incident('a')]);
    await service.sendDue();
    expect(await service.deadLetters()).toMatchObject([{ reason: 'HTTP 410: no_service', attempts: 1 }]);
  });

  it('leaves no secret in the store', async () => {
    const receiver = await receive();
    receiver.answer = ({ path }) => ({ status: 500, body: `no ${path}` });
    const { service, report, store, history } = await start(temporaryFolder(), settingsFor(receiver.port));
    await report([incident('a')]);
    await service.sendDue();
    receiver.answer = ({ path }) => ({ status: 400, body: `no ${path}` });
    await report([incident('a'), incident('b')]);
    const kept = await Promise.all(
      ['alert-group', 'alert-delivery', 'alert-dead'].map(async (kind) => [...(await store.state(kind))]),
    );
    expect(kept.flat().length).toBeGreaterThan(1);
    expect(JSON.stringify([kept, await history(), await service.status()])).not.toContain(TOKEN);
  });

  it('whose channel was taken out of the settings leaves dead letters, not silence', async () => {
    const folder = temporaryFolder();
    const first = await start(folder, settingsFor(await deadPort()));
    await first.report([incident('a')]);
    await first.service.stop();
    const second = await start(folder, alertSettings({ channels: [] }));
    await second.service.sendDue();
    expect(await second.service.deadLetters()).toMatchObject([
      { reason: expect.stringContaining('no channel of that name') },
    ]);
  });
});

describe('two processes', () => {
  it('do not send one message twice, nor overlook what the other did', async () => {
    const receiver = await receive();
    const folder = temporaryFolder();
    const first = await start(folder, settingsFor(receiver.port));
    const second = await start(folder, settingsFor(receiver.port));
    await first.report([incident('a')]);
    await Promise.all([second.service.sendDue(), first.service.sendDue(), second.service.sendDue()]);
    await second.report([incident('a')]);
    await second.service.sendDue();
    expect(told(receiver)).toEqual(['new a']);
    await second.report([], [resolved(incident('a'), new Date())]);
    await first.service.sendDue();
    expect(told(receiver)).toEqual(['new a', 'resolved a']);
  });
});

describe('a process that is killed', () => {
  it('in the middle of a message leaves it to the next, which says the same once more', async () => {
    const receiver = await receive();
    const folder = temporaryFolder();
    receiver.answer = () => ({ silent: true });
    const time = clock();
    const first = await start(folder, settingsFor(receiver.port));
    await first.report([incident('a')]);
    const sending = first.service.sendDue();
    await until('the first half', () => receiver.received.length === 1);
    receiver.answer = () => ({});
    const second = await start(folder, settingsFor(receiver.port), time);
    await second.service.sendDue();
    expect(receiver.received.length).toBe(1);
    time.skip(60);
    await second.service.sendDue();
    const [before, after] = receiver.received.map(({ headers }) => headers['idempotency-key']);
    expect([receiver.received.length, before]).toEqual([2, after]);
    receiver.dropConnections();
    await sending;
    await second.service.sendDue();
    expect((await second.service.status()).channels[0]).toMatchObject({ waiting: 0, deadLetters: 0 });
    expect(receiver.received.length).toBe(2);
  });

  it('loses nothing, whenever it happens: all arrives, in order', async () => {
    const folder = temporaryFolder();
    const port = await freePort();
    const count = 12;
    let reported = 0;
    for (let run = 0; run < 4; run++) {
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', 'test/alerts/killed-process.ts', folder, String(port), String(reported), String(count)],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      const exit = new Promise((resolve) => child.once('exit', resolve));
      const kept = await new Promise<number>((resolve) => {
        let output = '';
        child.stdout.on('data', (chunk) => {
          output += chunk;
          const last = Number(output.trimEnd().split('\n').at(-1));
          if (last >= Math.min(count, reported + 3)) resolve(last);
        });
        child.once('exit', () => resolve(-1));
      });
      child.kill('SIGKILL');
      await exit;
      expect(kept).toBeGreaterThan(reported);
      reported = kept;
    }
    const receiver = await receive(port);
    const { service } = await start(folder, settingsFor(port, { groupBy: ['site'] }));
    service.start();
    await until('the last message', () => receiver.received.some(({ text }) => text.includes(`"${`n${count}`}"`)), 55);
    const ids = receiver.received.map(({ text }) => JSON.parse(text).id);
    const sequence = [...new Set(ids)].map((id) => receiver.received.find(({ text }) => text.includes(id)));
    const newest = sequence.map((one) =>
      Math.max(
        ...JSON.parse(one?.text ?? '').incidents.map(({ subject }: { subject: string }) => Number(subject.slice(1))),
      ),
    );
    expect(newest).toEqual(Array.from({ length: newest.length }, (_, i) => newest[0]! + i));
    expect(newest.at(-1)).toBe(count);
    expect(newest[0]).toBe(1);
  });
});
