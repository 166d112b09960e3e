// One socket that flows come in by.
import type { ListenPoint } from '../model/index.ts';
import type { SocketStatus } from './collector.ts';
import type { DropTable } from './kernel-drops.ts';

export interface FlowSocket {
  readonly point: ListenPoint;
  status(drops: DropTable | null): SocketStatus;
  /** Who may send has changed. */
  reconsider(): void;
  close(): Promise<void>;
}
