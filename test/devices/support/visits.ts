// What most tests of visits do: visit one device, or several, with short limits, and look at the result.
import { expect } from 'vitest';
import {
  type Conversation,
  openKnownHosts,
  type VisitOptions,
  type VisitTarget,
  visitDevices,
} from '../../../src/devices/index.ts';
import type { ErrorCode, PollStatus, Visit } from '../../../src/model/index.ts';
import { ENABLE_SECRET, PASSWORD } from './ssh-device.ts';

export const WRONG_PASSWORD = 'wr0ng-w0rd';

/** Asks the commands and changes nothing. */
export function ask(...commands: string[]): Conversation {
  return async (session) => {
    for (const command of commands) await session.run(command);
    return { changed: false };
  };
}

export async function visitAll(
  targets: readonly VisitTarget[],
  conversation: Conversation = ask(),
  options: Partial<VisitOptions> = {},
): Promise<Visit[]> {
  return await visitDevices(targets, conversation, {
    concurrency: 10,
    connectTimeoutMs: 5000,
    commandTimeoutMs: 5000,
    visitTimeoutMs: 20_000,
    hostKeys: await openKnownHosts([], 'accept-new'),
    ...options,
  });
}

export async function visitOne(
  target: VisitTarget,
  conversation: Conversation = ask(),
  options: Partial<VisitOptions> = {},
): Promise<Visit> {
  const [visit] = await visitAll([target], conversation, options);
  if (!visit) throw new Error('no visit');
  return visit;
}

/** A fault is data: code, status, a hint that says what to do, and no secret anywhere. */
export function expectFault(visit: Visit, code: ErrorCode, status: PollStatus): void {
  expect({ code: visit.poll.code, status: visit.poll.status, message: visit.poll.message }).toMatchObject({
    code,
    status,
  });
  expect(visit.poll.message).toContain(visit.device);
  expect(visit.poll.hint).toMatch(/\w{3}/);
  expectNoSecret(visit);
}

export function expectNoSecret(visit: Visit): void {
  const text = JSON.stringify(visit);
  for (const secret of [PASSWORD, ENABLE_SECRET, WRONG_PASSWORD]) expect(text).not.toContain(secret);
}
