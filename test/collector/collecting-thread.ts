// A collector in a thread of its own: tells its port, and when told to stop how many datagrams came.
import { parentPort } from 'node:worker_threads';
import { openCollector } from '../../src/collector/index.ts';

let datagrams = 0;
const collector = await openCollector([{ address: '127.0.0.1', port: 0, transport: 'udp' }], {
  receiveBufferBytes: 2 ** 18,
  allow: (address) => address === '127.0.0.1',
  onDatagram: () => {
    datagrams++;
  },
});
parentPort?.postMessage(collector.listening[0]?.port);
parentPort?.once('message', async () => {
  const status = await collector.status();
  await collector.close();
  parentPort?.postMessage({ datagrams, status });
});
