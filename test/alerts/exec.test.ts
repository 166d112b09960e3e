// Programs as channels: what they are given, and what is made of how they end.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openAlertTemplates, openChannel } from '../../src/alerts/index.ts';
import { channelSettings, HOSTILE, incident, message } from './incidents.ts';
import { linesOf, temporaryFolder, until } from './tools.ts';

const TEMPLATES = openAlertTemplates(['templates/alert']);

function open(command: readonly string[], timeoutSeconds = 30) {
  const settings = channelSettings('run', { type: 'exec', command, timeoutSeconds });
  return openChannel(settings, { templates: TEMPLATES, linkTemplate: 'https://toposcope.example/{id}' });
}

function shell(script: string, ...args: string[]) {
  return ['/bin/sh', '-c', script, 'sh', ...args];
}

describe('exec', () => {
  it('gives the message as environment and as JSON, and nothing else of ours', async () => {
    const folder = temporaryFolder();
    process.env.TOPOSCOPE_TEST_VAULT_PASSWORD = 'v4ult';
    const one = message([incident('r1'), incident('r2', { severity: 'warning' })], { svg: '<svg/>' });
    const script = `env > ${folder}/env; cat > ${folder}/stdin; echo done`;
    expect(await open(shell(script)).deliver(one)).toEqual({ kind: 'sent', detail: 'exit code 0: done' });
    const env = readFileSync(join(folder, 'env'), 'utf8');
    for (const line of [
      ...['STATUS=firing', 'OCCASION=new', 'GROUP=site=lab', 'SEVERITY=critical', 'FIRING=2', 'RESOLVED=0'],
      ...[
        'KIND=link-lost',
        'SUBJECT=r1',
        'DEVICES=r1',
        'TITLE=[CRITICAL] r1 is lost (+1 more)',
        'URL=https://toposcope.example/r1-1',
      ],
    ]) {
      expect(env).toContain(`TOPOSCOPE_${line}\n`);
    }
    expect(env).not.toContain('v4ult');
    expect(JSON.parse(readFileSync(join(folder, 'stdin'), 'utf8'))).toMatchObject({
      ...{ version: 1, svg: '<svg/>', title: '[CRITICAL] r1 is lost (+1 more)' },
      incidents: [{ id: 'r1-1' }, { id: 'r2-1' }],
    });
  });

  it('gives no device a way into a shell', async () => {
    const folder = temporaryFolder();
    const title = `$(touch ${folder}/owned) \`touch ${folder}/owned\`; ${HOSTILE}`;
    await open(shell(`printf '%s' "$TOPOSCOPE_TITLE" > ${folder}/title; ls ${folder} > ${folder}/ls`)).deliver(
      message([incident('r1', { title })]),
    );
    expect(readFileSync(join(folder, 'title'), 'utf8')).toContain('$(touch');
    expect(readFileSync(join(folder, 'ls'), 'utf8')).toBe('ls\ntitle\n');
  });

  it.each([
    ['exit 1', { kind: 'rejected', reason: 'exit code 1' }],
    ['echo out; echo why >&2; exit 3', { kind: 'rejected', reason: 'exit code 3: why' }],
    ['exit 75', { kind: 'failed', reason: 'exit code 75', retryAfterSeconds: null }],
    ['kill -9 $$', { kind: 'failed', reason: 'ended by SIGKILL', retryAfterSeconds: null }],
    ['exec <&-; exit 0', { kind: 'sent', detail: 'exit code 0' }],
    ['echo "with $1" >&2; exit 1', { kind: 'rejected', reason: 'exit code 1: with ***' }],
    ['sleep 5 & exit 0', { kind: 'sent', detail: 'exit code 0' }],
  ])('makes of %s', async (script, expected) => {
    expect(await open(shell(script, 't0ken-argument')).deliver(message([incident('r1')]))).toEqual(expected);
  });

  it('bounds what it hears', async () => {
    const result = await open(shell('yes | head -c 20000000; exit 1')).deliver(message([incident('r1')]));
    expect(result).toEqual({ kind: 'rejected', reason: 'exit code 1: y' });
  });

  it('ends a program that does not, with all its children, also deaf ones', async () => {
    const file = join(temporaryFolder(), 'pids');
    const script = `trap '' TERM; sh -c 'trap "" TERM; echo $$ >> ${file}; while :; do sleep 1; done' & echo $$ >> ${file}; while :; do sleep 1; done`;
    const result = await open(shell(script), 1).deliver(message([incident('r1')]));
    expect(result).toMatchObject({ kind: 'failed', reason: 'was ended after 1 s' });
    const pids = linesOf(file).map(Number);
    expect(pids.length).toBe(2);
    for (const pid of pids) await until(`the end of ${pid}`, () => !isAlive(pid));
  });

  it.each([
    [['/nowhere/program'], 'ENOENT'],
    [['test/alerts/exec.test.ts'], 'EACCES'],
  ])('says why %j cannot be started', async (command, code) => {
    expect(await open(command).deliver(message([incident('r1')]))).toEqual({
      kind: 'rejected',
      reason: `could not be started: ${code}`,
    });
  });

  it('is refused without a program', () => {
    expect(() => open([])).toThrow(expect.objectContaining({ code: 'ALERT_CHANNEL_INVALID' }));
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const state = /^State:\s+(\w)/m.exec(readFileSync(`/proc/${pid}/status`, { encoding: 'utf8' }))?.[1];
  return state !== 'Z';
}
