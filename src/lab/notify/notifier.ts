// What one device tells unasked: syslog and SNMP traps by UDP, from the address it listens on.
import { createSocket, type Socket } from 'node:dgram';
import type { VirtualDevice } from '../virtual-device.ts';
import type { Receiver } from './receiver.ts';
import { formatSyslog } from './syslog.ts';
import { coldStart, encodeTrap, lineChange, remoteTablesChange, type Trap } from './trap.ts';

export interface NotifyOptions {
  readonly syslogTo: Receiver | null;
  readonly trapsTo: Receiver | null;
  readonly community: string;
}

export class Notifier {
  readonly #device: VirtualDevice;
  readonly #options: NotifyOptions;
  readonly #socket: Socket = createSocket('udp4');
  readonly #unsubscribe: readonly (() => void)[];
  #messages = 0;
  #traps = 0;
  #toldChanges: number;
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(device: VirtualDevice, options: NotifyOptions) {
    this.#device = device;
    this.#options = options;
    this.#toldChanges = this.#changes();
    // A datagram that nobody takes is lost, as on any network.
    this.#socket.on('error', () => undefined).unref();
    this.#unsubscribe = [
      device.onLog((line, message) => this.#sendSyslog(line, message)),
      device.onEvent((event) => {
        if (event.kind === 'line') this.#sendTrap(lineChange(event.port, event.up));
        else if (event.kind === 'start') this.#restarted();
      }),
    ];
  }

  /** Takes a free UDP port of the device's address. */
  async open(address: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#socket.once('error', reject);
      this.#socket.bind(0, address, () => {
        this.#socket.off('error', reject);
        resolve();
      });
    });
  }

  /**
   * Sends lldpRemTablesChange where the table has changed, at most once per interval (IEEE 802.1AB-2005 §12,
   * lldpNotificationInterval): what happens meanwhile is told at its end.
   */
  tick(): void {
    const { spec, surroundings, lldp, powered } = this.#device;
    const now = surroundings.clock.now();
    const changes = this.#changes();
    if (!powered || !spec.lldpNotifications || changes === this.#toldChanges) return;
    if (now - this.#toldAtMs < spec.lldpNotificationInterval * 1000) return;
    this.#toldChanges = changes;
    this.#toldAtMs = now;
    this.#sendTrap(remoteTablesChange(lldp.tableChanges));
  }

  close(): void {
    for (const stop of this.#unsubscribe) stop();
    this.#socket.close();
  }

  #changes(): number {
    const { inserts, deletes, ageouts } = this.#device.lldp.tableChanges;
    return inserts + deletes + ageouts;
  }

  #restarted(): void {
    this.#toldChanges = this.#changes();
    this.#sendTrap(coldStart());
  }

  #sendSyslog(line: string, message: string): void {
    const { syslogTo } = this.#options;
    if (!syslogTo) return;
    this.#messages += 1;
    this.#send(Buffer.from(formatSyslog(this.#messages, line, message)), syslogTo);
  }

  #sendTrap(trap: Trap): void {
    const { trapsTo, community } = this.#options;
    if (!trapsTo) return;
    this.#traps += 1;
    const { uptimeSeconds } = this.#device;
    this.#send(encodeTrap(trap, { community, requestId: this.#traps, uptimeSeconds }), trapsTo);
  }

  #send(datagram: Buffer, { host, port }: Receiver): void {
    this.#socket.send(datagram, port, host, () => undefined);
  }
}
