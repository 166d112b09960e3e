// A thread that sends datagrams while the thread of the test is blocked: `count` of `size` octets to `port`, `burst` each millisecond.
// It says when it is ready, and waits for `state` to become 1.
import { createSocket } from 'node:dgram';
import { parentPort, workerData } from 'node:worker_threads';

export interface SendingOrder {
  readonly to: string;
  readonly port: number;
  readonly count: number;
  readonly size: number;
  readonly burst: number;
  /** 0: wait; 1: send; 2: all are sent. */
  readonly state: Int32Array;
}

const { to, port, count, size, burst, state } = workerData as SendingOrder;
const socket = createSocket(to.includes(':') ? 'udp6' : 'udp4');
const payload = Buffer.alloc(size);

function send(sent: number): void {
  const end = Math.min(count, sent + burst);
  let left = end - sent;
  for (let i = sent; i < end; i++) {
    payload.writeUInt32BE(i);
    socket.send(Buffer.from(payload), port, to, () => {
      if (--left > 0) return;
      if (end < count) setTimeout(send, 1, end);
      else finish();
    });
  }
}

function finish(): void {
  Atomics.store(state, 0, 2);
  Atomics.notify(state, 0);
  socket.close();
}

parentPort?.postMessage('ready');
Atomics.wait(state, 0, 0);
send(0);
