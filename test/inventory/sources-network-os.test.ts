// Names of network OSes in other tools lead to platforms that exist.
import { describe, expect, it } from 'vitest';
import { knownNetworkOs, networkOsOf } from '../../src/inventory/sources/network-os.ts';
import { findPlatform, platformNames } from '../../src/platforms/index.ts';

describe('the network OS', () => {
  it.each([
    ['cisco_ios', 'cisco_ios'],
    ['IOS', 'cisco_ios'],
    ['cisco.ios.ios', 'cisco_ios'],
    ['Cisco IOS-XE 17.9.4', 'cisco_xe'],
    ['cisco-ios-xe-17-9', 'cisco_xe'],
    ['nxos_ssh', 'cisco_nxos'],
    ['iosxr', 'cisco_xr'],
    ['vr-xrv9k', 'cisco_xr'],
    ['ceos', 'arista_eos'],
    ['junos-21.4r3', 'juniper_junos'],
    ['junipernetworks.junos.junos', 'juniper_junos'],
    ['vrp', 'huawei_vrp'],
    ['comware', 'hp_comware'],
    ['aoscx', 'aruba_aoscx'],
    ['routeros', 'mikrotik_routeros'],
    ['linuxgeneric', 'linux'],
  ])('%s is %s', (name, platform) => expect(knownNetworkOs(name)).toBe(platform));

  it.each(['srl', 'nokia_srlinux', 'panos', 'timos', '', 'constructor'])('%j is none that is known', (name) => {
    expect(knownNetworkOs(name)).toBeNull();
    expect(networkOsOf(` ${name} `)).toBe(name);
  });

  it('is the same for every platform of the house, by its own name and its aliases', () => {
    expect(platformNames().length).toBeGreaterThan(5);
    for (const name of platformNames()) {
      expect(knownNetworkOs(name)).toBe(name);
      for (const alias of findPlatform(name)?.aliases ?? []) {
        const known = knownNetworkOs(alias);
        if (known !== null) expect(`${alias} → ${known}`).toBe(`${alias} → ${name}`);
      }
    }
  });
});
