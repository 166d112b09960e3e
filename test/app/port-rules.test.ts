import { describe, expect, it } from 'vitest';
import { portFilter } from '../../src/app/port-rules.ts';
import { parseInventory } from '../../src/inventory/index.ts';

const { inventory } = parseInventory([{ path: 'hosts', text: '[edge]\nr1\n[core]\nr2\n' }], {});

describe('portFilter', () => {
  it.each([
    ['Gi0/0', 'r1', 'GigabitEthernet0/0', true],
    ['GigabitEthernet0/0', 'r1', 'Gi0/0', true],
    ['Gi0/0', 'r1', 'GigabitEthernet0/01', false],
    ['Management*', 'r1', 'Management1', true],
    ['gi0/*', 'r1', 'GigabitEthernet0/3', true],
    ['gigabit*', 'r1', 'GigabitEthernet0/3', true],
    ['Gi0/?', 'r1', 'GigabitEthernet0/10', false],
    ['Gi0/[0-2]', 'r1', 'GigabitEthernet0/2', true],
    ['Gi0/[0-2]', 'r1', 'GigabitEthernet0/3', false],
    ['Gi0.*', 'r1', 'GigabitEthernet0/0', false],
    ['Gi0.0', 'r1', 'GigabitEthernet0/0', false],
  ])('%s leaves out %s %s: %s', (port, device, name, expected) => {
    expect(portFilter(inventory, [{ device: '*', port }])(device, name)).toBe(expected);
  });

  it('knows groups, and devices that nobody wrote down', () => {
    const edge = portFilter(inventory, [{ device: 'edge', port: 'Gi0/0' }]);
    expect([edge('r1', 'Gi0/0'), edge('r2', 'Gi0/0'), edge('phone', 'Gi0/0')]).toEqual([true, false, false]);
    expect(portFilter(inventory, [{ device: '*', port: 'Gi0/0' }])('phone', 'Gi0/0')).toBe(true);
  });
});
