// What is offered in the handshake, and in which order.
import { describe, expect, it } from 'vitest';
import { chooseAlgorithms } from '../../src/devices/ssh/algorithms.ts';
import type { LegacyAlgorithms } from '../../src/model/index.ts';
import { startDevice, target } from './support/ssh-device.ts';
import { visitOne } from './support/visits.ts';

const PROFILES: readonly LegacyAlgorithms[] = ['none', 'ios15', 'group1'];
const kexOf = (legacy: LegacyAlgorithms) => chooseAlgorithms(legacy, []).kex as readonly string[];

describe('the offer', () => {
  it('has no SHA-1 and no small group unless the inventory asks for it', () => {
    expect(kexOf('none').filter((name) => /sha1$|group1-/.test(name))).toEqual([]);
    expect(chooseAlgorithms('none', []).serverHostKey).not.toContain('ssh-rsa');
    expect(kexOf('ios15')).not.toContain('diffie-hellman-group1-sha1');
  });

  it('begins with the same cheap key exchange in every profile, and has group exchange behind all that are safe', () => {
    for (const legacy of PROFILES) expect(kexOf(legacy)[0]).toBe('ecdh-sha2-nistp256');
    expect(kexOf('none').at(-1)).toBe('diffie-hellman-group-exchange-sha256');
    expect(kexOf('ios15').slice(-3)).toEqual([
      'diffie-hellman-group14-sha1',
      'diffie-hellman-group-exchange-sha256',
      'diffie-hellman-group-exchange-sha1',
    ]);
    expect(kexOf('group1').at(-1)).toBe('diffie-hellman-group1-sha1');
  });

  it('asks first for the types of key that are known', () => {
    const { serverHostKey } = chooseAlgorithms('none', ['ssh-rsa']);
    expect((serverHostKey as readonly string[]).slice(0, 3)).toEqual(['rsa-sha2-512', 'rsa-sha2-256', 'ssh-ed25519']);
  });

  for (const legacy of PROFILES) {
    it(`${legacy}: every algorithm of it is known to ssh2 and OpenSSL here`, async () => {
      const device = await startDevice();
      const visit = await visitOne(target(device.port, { legacyAlgorithms: legacy }));
      await device.close();
      expect(visit.poll).toMatchObject({ status: 'ok', message: null });
    });
  }
});
