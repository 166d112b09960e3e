// Options that several of the flows verbs have.
import { InvalidArgumentError } from 'commander';
import { parseListenPoint, type TrafficWindow } from '../../app/index.ts';
import { type ListenPoint, type Problem, ToposcopeError } from '../../model/index.ts';
import { type Output, printable } from '../console.ts';

/** `2055,6343`. */
export function parsePorts(text: string): ReadonlySet<number> {
  const ports = text.split(',').map((part) => Number(part.trim()));
  if (ports.every((port) => Number.isInteger(port) && port > 0 && port <= 65_535)) return new Set(ports);
  throw new InvalidArgumentError('ports such as 2055 or 2055,6343 are needed');
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `30s`, `5m`, `24h`, `7d`, or seconds → seconds. */
export function parseWindow(text: string): number {
  const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)\s*([smhd]?)$/.exec(text.trim()) ?? [];
  const seconds = Number(amount) * (UNITS[unit || 's'] ?? 1);
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError('a length of time such as 30s, 5m, 24h or 7d is needed');
}

/** What is wrong with a file or a socket, and what to do. */
export function problemText(output: Output, { code, message, hint, file }: Problem): string {
  const place = file ? `${printable(file)}: ` : '';
  return `${output.paint('yellow', code)}: ${place}${printable(message)}${hint ? `\n  ${hint}` : ''}`;
}

export function notCollected(output: string, { fromMs, toMs }: TrafficWindow): ToposcopeError {
  const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
  return new ToposcopeError('FLOW_NOT_COLLECTED', `no flows were collected from ${from} to ${to} in ${output}`, {
    hint: 'run `toposcope serve` with `flows:` in the settings, choose another time with --at, or name a capture',
  });
}

/** `udp/2055`, `tcp/192.0.2.1:4739`. */
export function pointText({ address, port, transport }: ListenPoint): string {
  const host = address.includes(':') ? `[${address}]` : address;
  return `${transport}/${address === '::' ? '' : `${host}:`}${port}`;
}

/** For `--port`, which may be given several times. */
export function collectPoint(text: string, before: readonly ListenPoint[] = []): ListenPoint[] {
  const point = parseListenPoint(text);
  if (point !== null) return [...before, point];
  throw new InvalidArgumentError(
    "a port such as 2055, an address and a port such as 192.0.2.1:2055, or 'tcp:4739' is needed",
  );
}
