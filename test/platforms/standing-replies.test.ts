// Questions of a session that have one harmless answer, as VRP, Comware and Junos print them.
import { describe, expect, it } from 'vitest';
import { findPlatform } from '../../src/platforms/index.ts';

function replyOf(name: string, line: string): string | undefined {
  const replies = findPlatform(name)?.dialect.replies ?? [];
  return replies.find(({ question }) => question.test(line))?.reply;
}

describe('huawei_vrp', () => {
  it.each([
    ['The password needs to be changed. Change now? [Y/N]:', 'N'],
    ['The password needs to be changed. Change now? [Y/N]: ', 'N'],
    ['Warning: The current configuration will be written to the device. Continue? [Y/N]:', 'Y'],
    ['Are you sure to continue?[Y/N]', 'Y'],
    ['Please input the file name(*.cfg, *.zip)[vrpcfg.zip]:', ''],
    ['flash:/vrpcfg.zip exists, overwrite?(Y/N)[Y]:', 'Y'],
    ['Are you sure to commit them before exiting? [Y(yes)/N(no)/C(cancel)]:', 'N'],
  ])('%j is answered with %j', (line, reply) => {
    expect(replyOf('huawei_vrp', line)).toBe(reply);
  });

  it.each(['Password:', 'System will reboot! Continue? [Y/N]:', 'Enter old password:', '[Y/N]:', '<acc-sw1>'])(
    '%j is left alone',
    (line) => {
      expect(replyOf('huawei_vrp', line)).toBeUndefined();
    },
  );
});

describe('hp_comware', () => {
  it.each([
    ['The current configuration will be written to the device. Are you sure? [Y/N]:', 'Y'],
    ['(To leave the existing filename unchanged, press the enter key):', ''],
    ['flash:/startup.cfg exists, overwrite? [Y/N]:', 'Y'],
    ['Your password will expire. Change now? [Y/N]:', 'N'],
  ])('%j is answered with %j', (line, reply) => {
    expect(replyOf('hp_comware', line)).toBe(reply);
  });

  it.each(['Password:', 'This command will reboot the device. Continue? [Y/N]:', 'Please enter your password:'])(
    '%j is left alone',
    (line) => {
      expect(replyOf('hp_comware', line)).toBeUndefined();
    },
  );
});

it('juniper_junos leaves configuration mode without its lines', () => {
  expect(replyOf('juniper_junos', 'Exit with uncommitted changes? [yes,no] (yes) ')).toBe('yes');
  expect(replyOf('juniper_junos', 'Reboot the system ? [yes,no] (no) ')).toBeUndefined();
});

it('VRP 8 shows by its prompt that lines wait for the commit, VRP 5 never does', () => {
  const uncommitted = findPlatform('huawei_vrp')?.dialect.configure.uncommitted;
  const prompts = ['[*leaf-ce1]', 'HRP_M[*fw1]', '[~leaf-ce1]', '[acc-sw1]', '<acc-sw1>'];
  expect(prompts.map((prompt) => uncommitted?.test(prompt))).toEqual([true, true, false, false, false]);
});
