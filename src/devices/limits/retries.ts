// Which faults are worth another try, and after how long.
import type { ErrorCode, ToposcopeError } from '../../model/index.ts';

/** Met before a credential was shown they say that the network, or a device short of lines, was in the way. */
const NETWORK: ReadonlySet<ErrorCode> = new Set(['DEVICE_UNREACHABLE', 'DEVICE_TIMEOUT', 'DEVICE_CONNECTION_LOST']);

export function isNetworkFault({ code }: ToposcopeError): boolean {
  return NETWORK.has(code);
}

/** Milliseconds before the try that follows the `attempt`th, from 1: doubled each time. */
export function retryDelay(attempt: number, firstMs: number): number {
  return firstMs * 2 ** (attempt - 1);
}
