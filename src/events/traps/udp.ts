// SNMP traps and informs over UDP, of known senders with a known community or user.
import type { Socket } from 'node:dgram';
import { type EventSettings, ToposcopeError } from '../../model/index.ts';
import { type Intake, plainAddress } from '../intake.ts';
import { readNotification } from './notification.ts';
import { createTrapReader } from './snmp-library.ts';

/** No community: no trap of v1 or v2c is taken. Users are taken for what they are configured to, and nothing weaker. */
export function receiveTraps(
  socket: Socket,
  intake: Intake,
  { communities, users }: Pick<EventSettings, 'communities' | 'users'>,
): void {
  const reader = createTrapReader(socket, { communities: communities.map((one) => one.reveal()), users });
  socket.on('error', () => undefined);
  socket.on('message', (datagram, { address, port }) => {
    const sender = plainAddress(address);
    if (!intake.admit(sender)) return;
    const found = reader.read(datagram, { address, port });
    if (typeof found === 'string') intake.fail(found);
    else intake.trap(readNotification(found), sender);
  });
}

/** Throws CONFIG_INVALID_VALUE for a user that could be neither checked nor read. */
export function checkUsers(users: EventSettings['users']): void {
  for (const { name, authProtocol, authKey, privProtocol, privKey } of users) {
    const lacks = [
      authProtocol !== null && !authKey?.reveal() && 'an auth_key',
      privProtocol !== null && !privKey?.reveal() && 'a priv_key',
      privProtocol !== null && authProtocol === null && 'auth, which encryption needs (RFC 3411 §3.4.3)',
    ].filter((lack) => lack !== false);
    if (lacks.length === 0) continue;
    throw new ToposcopeError('CONFIG_INVALID_VALUE', `the SNMP user ${name} lacks ${lacks.join(' and ')}`, {
      hint: 'give it under events.traps.users in toposcope.yml, as env:NAME or a vault value',
      context: { user: name },
    });
  }
}
