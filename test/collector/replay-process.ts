// A process that sends a capture to a port of loopback until SIGINT, a file over and over: then it prints what it sent.
import { replay } from '../../src/collector/index.ts';

const [path = '', port] = process.argv.slice(2);
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
const counts = await replay(
  path,
  { host: '127.0.0.1', port: Number(port) },
  { loop: path !== '-', signal: stop.signal },
);
console.log(JSON.stringify(counts));
