// All notifiers of a lab, and the beat that lets devices notice what only time brings: claims that age out.
import type { LabNetwork } from '../lab-network.ts';
import type { VirtualDevice } from '../virtual-device.ts';
import { Notifier, type NotifyOptions } from './notifier.ts';

/** Real milliseconds between two beats at the most; a second of lab time where that is longer. */
const SHORTEST_BEAT_MS = 20;

export interface Notifiers {
  close(): void;
}

/** `address`: where a device sends from. */
interface Sender {
  readonly device: VirtualDevice;
  readonly address: string;
}

/** Rejects where an address is not the machine's; then nothing stays open. */
export async function startNotifiers(
  network: LabNetwork,
  senders: readonly Sender[],
  options: NotifyOptions,
): Promise<Notifiers> {
  const notifiers = senders.map(({ device, address }) => ({ address, notifier: new Notifier(device, options) }));
  const tick = () => {
    for (const { notifier } of notifiers) notifier.tick();
  };
  const stopListening = network.onChange(tick);
  const beat = setInterval(
    () => {
      network.settle();
      tick();
    },
    Math.max(SHORTEST_BEAT_MS, 1000 / network.clock.timeScale),
  ).unref();
  const close = () => {
    clearInterval(beat);
    stopListening();
    for (const { notifier } of notifiers) notifier.close();
  };
  try {
    await Promise.all(notifiers.map(({ address, notifier }) => notifier.open(address)));
  } catch (error) {
    close();
    throw error;
  }
  return { close };
}
