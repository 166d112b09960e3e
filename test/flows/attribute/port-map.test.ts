// Whose an exporter's address is, which port an ifIndex, and what happens when a device numbers its ports anew.
import { describe, expect, it } from 'vitest';
import { addressKey, portMapOf } from '../../../src/flows/index.ts';
import { directions, meter, type NetworkScene, type RecordScene, snapshotOf } from '../load/scene.ts';

const CABLES = ['r1:Gi0/1 -- r2:Gi0/1', 'r1:Gi0/2 -- r2:Gi0/2'];

function network(r2: Record<string, number | null> = { 'Gi0/1': 1, 'Gi0/2': 2 }): NetworkScene {
  const ports = Object.fromEntries(Object.entries(r2).map(([name, ifIndex]) => [name, { ifIndex }]));
  return {
    devices: { r1: { address: '10.0.0.1', ports: { 'Gi0/1': 1, 'Gi0/2': 2 } }, r2: { address: '10.0.0.2', ports } },
    links: CABLES,
  };
}

function came(ifIndex: number, more: Partial<RecordScene> = {}): RecordScene {
  return { from: '10.0.0.2', way: 'ingress', in: ifIndex, out: 99_999, bytes: 982, rate: 1, ...more };
}

describe('an exporter is the device', () => {
  const owner = (devices: NetworkScene['devices'], address: string) => {
    const map = portMapOf(snapshotOf({ devices, links: [] }));
    const position = map.addresses.get(addressKey(address) ?? '');
    return position === undefined ? null : map.devices[position]?.name;
  };

  it.each([
    ['that is managed by the address', { a: { address: '10.0.0.1' } }, '10.0.0.1', 'a'],
    ['that has it at a port', { a: { ports: { 'Gi0/1': { addresses: ['10.1.0.1/30'] } } } }, '10.1.0.1', 'a'],
    ['however IPv6 is written', { a: { address: '2001:DB8:0::1' } }, '2001:db8::1', 'a'],
    [
      'that is managed by it, though another has it at a port',
      { a: { ports: { 'Gi0/1': { addresses: ['10.0.0.1/30'] } } }, b: { address: '10.0.0.1' } },
      '10.0.0.1',
      'b',
    ],
    [
      'that sends from it by its configuration',
      {
        a: { source: '10.0.0.7', ports: { 'Gi0/1': { measures: 'in' as const } } },
        b: { ports: { 'Gi0/1': { addresses: ['10.0.0.7/24'] } } },
      },
      '10.0.0.7',
      'a',
    ],
  ])('%s', (_, devices, address, name) => {
    expect(owner(devices, address)).toBe(name);
  });

  it('of nobody, where two have the address in the same way', () => {
    const port = { ports: { 'Gi0/1': { addresses: ['192.168.1.1/24'] } } };
    expect(owner({ a: port, b: port }, '192.168.1.1')).toBeNull();
    expect(owner({ a: { address: 'r1.example.net' } }, 'r1.example.net')).toBeNull();
  });
});

describe('an ifIndex is the port', () => {
  it.each([
    ['small', 1],
    ['large', 1024],
    ['that of a sub-interface as sent', 1_285_816_721],
    ['as large as they come', 0x7fffffff],
  ])('%s', (_, ifIndex) => {
    const metered = meter(network({ 'Gi0/1': ifIndex }));
    metered.add([came(ifIndex)]);
    expect(directions(metered.loads(), CABLES[0]!).there.bytes).toBe(1000);
  });

  it('of its own device, with hundreds of large numbers each', () => {
    const ports = (base: number) =>
      Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`Gi1/${i}`, base + 4096 * i]));
    const links = Array.from({ length: 600 }, (_, i) => `a:Gi1/${i} -- b:Gi1/${i}`);
    const devices = { a: { address: '10.0.0.1', ports: ports(5000) }, b: { address: '10.0.0.2', ports: ports(9096) } };
    const metered = meter({ devices, links });
    metered.add(links.map((_, i) => came(9096 + 4096 * i, { bytes: i })));
    const loads = metered.loads();
    expect(links.map((text) => directions(loads, text).there.bytes)).toEqual(links.map((_, i) => i + 18));
  });

  it('that the device was last read to have: a new map is for records that come after it', () => {
    const metered = meter(network());
    metered.add([came(1)]);
    metered.meter.setMap(portMapOf(snapshotOf({ ...network({ 'Gi0/1': 2, 'Gi0/2': 1 }), id: 's2' })));
    metered.add([came(1, { bytes: 1982 })]);
    const loads = metered.loads();
    expect(loads.snapshot).toBe('s2');
    expect(CABLES.map((text) => directions(loads, text).there.bytes)).toEqual([1000, 2000]);
  });

  it('of a link that is gone from the map: its figure stays in the minutes', () => {
    const metered = meter(network());
    metered.add([came(1)]);
    metered.meter.setMap(portMapOf(snapshotOf({ ...network(), links: [CABLES[1]!] })));
    metered.add([came(1)]);
    const [minute] = metered.meter.minutesChanged(Date.parse('2026-11-21T10:00:10Z'));
    expect(minute?.loads.links).toHaveLength(1);
    expect(minute?.loads.bytes[0]).toBe(1000);
    expect(minute?.unattributed.reasons).toEqual({ 'no-link': 1000 });
  });

  it('that the exporter itself names, where it was not read or has changed', () => {
    const metered = meter(network({ 'Gi0/1': null, 'Gi0/2': 2 }));
    metered.add([came(7)]);
    metered.meter.portName(0, 7, 'Gi0/1');
    metered.meter.portName(0, 2, 'GigabitEthernet0/1');
    metered.meter.portName(0, 8, 'no such port');
    metered.add([came(7), came(2), came(8)]);
    const loads = metered.loads();
    expect(CABLES.map((text) => directions(loads, text).there.bytes)).toEqual([2000, null]);
    expect(loads.unattributed.reasons).toEqual({ 'unknown-ifindex': 2000 });
  });

  it('that the exporter named, after a new map that does not know it; what was read is newer', () => {
    const metered = meter(network({ 'Gi0/1': null, 'Gi0/2': null }));
    metered.add([came(7)]);
    metered.meter.portName(0, 7, 'Gi0/1');
    metered.meter.portName(0, 8, 'Gi0/2');
    metered.meter.setMap(portMapOf(snapshotOf(network({ 'Gi0/1': 8, 'Gi0/2': null }))));
    metered.add([came(7), came(8)]);
    expect(CABLES.map((text) => directions(metered.loads(), text).there.bytes)).toEqual([2000, null]);
  });

  it('of nothing, where numbers are not known', () => {
    const metered = meter(network({ 'Gi0/1': null }));
    metered.add([came(1), { from: '10.0.0.2', way: 'ingress', bytes: 982, rate: 1 }]);
    expect(metered.loads().unattributed.reasons).toEqual({ 'unknown-ifindex': 2000 });
  });
});

describe('the map', () => {
  it('may be posted to a thread', () => {
    const map = portMapOf(snapshotOf(network()));
    expect(structuredClone(map)).toEqual(map);
  });
});
