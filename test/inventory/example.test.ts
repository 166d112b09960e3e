// The working example at the root of the repository: whole, and without a single complaint.
import { describe, expect, it } from 'vitest';
import { matchHosts, parseInventory } from '../../src/inventory/index.ts';
import { readFolder } from './support.ts';

describe('inventory/', () => {
  const { inventory, settings, problems } = parseInventory(readFolder('inventory'), {});

  it('has no problems', () => expect(problems).toEqual([]));

  it('reaches each device of the lab on its own port, over enable', () => {
    const ports = inventory.devices.map(({ name, connection }) => [name, connection.host, connection.port]);
    expect(ports).toEqual([
      ['r1', '127.0.0.1', 22218],
      ['r2', '127.0.0.1', 22219],
      ['r3', '127.0.0.1', 22220],
      ['r5-tor', '127.0.0.1', 22221],
      ['r6-edge', '127.0.0.1', 22222],
    ]);
    for (const { connection, networkOs } of inventory.devices) {
      expect(networkOs).toBe('ios');
      expect(connection).toMatchObject({
        user: 'cisco',
        become: true,
        legacyAlgorithms: 'none',
        hostKeyChecking: true,
      });
      expect(connection.password?.reveal()).toBe('cisco');
      expect(connection.becomePassword?.reveal()).toBe('cisco');
    }
  });

  it('has the groups of the lab', () => {
    expect(matchHosts(inventory, 'edge-devices').names).toEqual(['r5-tor', 'r6-edge']);
    expect(inventory.devices.at(-1)?.groups).toEqual(['devices', 'edge-devices']);
  });

  it('declares the two stub links and ranks as in the book', () => {
    expect(settings).toMatchObject({
      domains: ['virl.info'],
      ensureLldp: true,
      hostKeys: 'accept-new',
      knownHosts: ['output/known_hosts'],
      excludePorts: [{ device: '*', port: 'Gi0/0' }],
      declaredLinks: [
        { a: { device: 'Client', port: null }, b: { device: 'r6-edge', port: 'GigabitEthernet0/4' }, speedBps: 1e9 },
        { a: { device: 'r5-tor', port: 'GigabitEthernet0/4' }, b: { device: 'Server', port: null }, speedBps: 1e9 },
      ],
    });
    const ranks = [
      ['Client', 'r6-edge'],
      ['r1', 'r2', 'r3'],
      ['r5-tor', 'Server'],
    ];
    expect(settings.views).toEqual([
      { name: 'lab', title: 'Five-router lab', direction: 'down', ranks, include: null, exclude: [], hide: [] },
    ]);
  });
});
