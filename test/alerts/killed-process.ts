// Reports one incident more, again and again, to a channel at which nobody listens, and prints how many are kept. Waits to be killed.
// Usage: killed-process.ts FOLDER PORT FROM COUNT
import { setTimeout } from 'node:timers/promises';
import { Secret } from '../../src/model/index.ts';
import { alertSettings, channelSettings, incident } from './incidents.ts';
import { openService } from './service.ts';

const [folder = '', port = '', from = '0', count = '0'] = process.argv.slice(2);
const channels = [channelSettings('hook', { url: new Secret(`http://127.0.0.1:${port}/`) })];
const settings = alertSettings({ channels, groupWaitSeconds: 0, groupIntervalSeconds: 0 });
const { service, report } = await openService(folder, settings);
service.start();
for (let n = Number(from) + 1; n <= Number(count); n++) {
  await report(Array.from({ length: n }, (_, i) => incident(`n${i + 1}`)));
  console.log(n);
}
await setTimeout(600_000);
