// Where the devices of a lab send what they have to tell.
import { ToposcopeError } from '../../model/index.ts';

export interface Receiver {
  readonly host: string;
  readonly port: number;
}

/** `127.0.0.1:514`, `localhost:5514`. Throws CONFIG_INVALID_VALUE. */
export function parseReceiver(text: string): Receiver {
  const [, host, digits] = /^([A-Za-z0-9.-]+):(\d{1,5})$/.exec(text.trim()) ?? [];
  const port = Number(digits);
  if (host !== undefined && port > 0 && port < 65_536) return { host, port };
  throw new ToposcopeError('CONFIG_INVALID_VALUE', `"${text}" is no receiver`, {
    hint: 'Name an IPv4 host and a UDP port, such as 127.0.0.1:5514.',
  });
}
