// What is a prompt, a refusal, a pager, and what only looks like one.
import { describe, expect, it } from 'vitest';
import { findPlatform, platformNames, resolveCommand } from '../../src/platforms/index.ts';

function iosPlatform() {
  const platform = findPlatform('cisco_ios');
  if (platform === undefined) throw new Error('cisco_ios is not registered');
  return platform;
}

const ios = iosPlatform();

describe('the register', () => {
  it.each(['cisco_ios', 'ios', 'IOS', 'cisco.ios.ios', 'cisco-ios', ' ios '])('knows %s', (name) => {
    expect(findPlatform(name)?.name).toBe('cisco_ios');
  });

  it.each(['', 'auto', 'ios12', 'cisco_asa'])('does not know %j', (name) => {
    expect(findPlatform(name)).toBeUndefined();
  });

  it('lists names, not aliases', () => {
    expect(platformNames()).toEqual(expect.arrayContaining(['cisco_ios', 'cisco_xe']));
  });
});

describe('the IOS prompt', () => {
  it.each([
    ['r1>', 'r1'],
    ['r1#', 'r1'],
    ['r1# ', 'r1'],
    ['r5-tor#', 'r5-tor'],
    ['core_1.site+2/a:3@x#', 'core_1.site+2/a:3@x'],
    ['sw(stack)#', 'sw(stack)'],
    ['r1(config)#', 'r1'],
    ['r1(config-if)#', 'r1'],
    ['r1(config-ext-nacl)#', 'r1'],
    ['a-hostname-that-is-cut(config-if-ra#', 'a-hostname-that-is-cut'],
    ['R1(cfg-mon)#', 'R1'],
  ])('%j is one, of %s', (line, hostname) => {
    expect(ios.dialect.prompt.exec(line)?.[1]).toBe(hostname);
  });

  it.each([
    '### Unauthorised >',
    '# ',
    '>',
    '########',
    '*** Authorised access only >',
    'Do not log in #',
    'r1#show version',
    '<html>',
    ' r1#',
    'r1# x',
    'r1#\nr2',
    'Password:',
    '[confirm]',
    '',
  ])('%j is none', (line) => {
    expect(ios.dialect.prompt.test(line)).toBe(false);
  });

  it('tells privilege and config mode', () => {
    expect(['r1>', 'r1#', 'r1(config)#'].map((line) => ios.dialect.privilegedPrompt.test(line))).toEqual([
      false,
      true,
      true,
    ]);
    expect(['r1>', 'r1#', 'r1(config)#', 'r1(config-if)#'].map((line) => ios.dialect.configPrompt.test(line))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});

describe('refusals and pagers of IOS', () => {
  it.each([
    "% Invalid input detected at '^' marker.",
    '% Ambiguous command:  "sh l"',
    '% Incomplete command.',
    '% Unknown command or computer name, or unable to find computer address',
    '% Authorization failed.',
    'Command authorization failed.',
    "terminal width 512\n                ^\n% Invalid input detected at '^' marker.\n",
  ])('%j is a refusal', (text) => {
    expect(ios.dialect.rejected.test(text)).toBe(true);
  });

  it.each([
    '  Description: % Invalid input',
    '% LLDP is not enabled',
    'System Description: % Incomplete command',
    '5% of it',
  ])('%j is none', (text) => {
    expect(ios.dialect.rejected.test(text)).toBe(false);
  });

  it.each([' --More-- ', '--More--', 'row 24\n --More-- '])('%j is the pager', (text) => {
    expect(ios.dialect.pager.test(text)).toBe(true);
  });

  it('is asked for a password, not told of one', () => {
    expect(ios.dialect.enable?.passwordPrompt.test('Password: ')).toBe(true);
    expect(ios.dialect.enable?.passwordPrompt.test('Password required, but none set')).toBe(false);
  });
});

describe('resolveCommand', () => {
  it.each([
    ['show lldp', 'lldp'],
    ['sh lldp', 'lldp'],
    ['show lldp neighbors', 'lldp_neighbors'],
    ['sh lldp nei', 'lldp_neighbors'],
    ['  SHOW  LLDP  Neighbors ', 'lldp_neighbors'],
    ['show lldp neighbors | include Gi', 'lldp_neighbors'],
    ['sh lldp nei det', 'lldp_neighbors_detail'],
    ['show lldp neighbors Gi0/1', 'lldp_neighbors'],
    ['show lldp neighbors Gi0/1 detail', 'lldp_neighbors_if_detail'],
    ['show lldp neighbors GigabitEthernet 1/0/1 detail', 'lldp_neighbors_if_detail'],
    ['show lldp entry *', 'lldp_entry'],
    ['sh cdp nei', 'cdp_neighbors'],
    ['sh cdp n d', 'cdp_neighbors_detail'],
    ['show cdp entry *', 'cdp_entry'],
    ['show_lldp_neighbors', 'lldp_neighbors'],
    ['LLDP_Neighbors', 'lldp_neighbors'],
    ['lldp_merge', 'lldp_merge'],
  ])('%s is %s', (typed, folder) => {
    expect(resolveCommand(ios, typed)).toBe(folder);
  });

  it.each([
    '',
    'show',
    'show running-config',
    'configure terminal',
    'show lldp neighbors detail extra',
    'lldp neighbours',
  ])('%j is nothing that can be read', (typed) => {
    expect(resolveCommand(ios, typed)).toBeUndefined();
  });
});
