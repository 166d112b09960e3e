// Vault passwords from files, scripts and the keyboard, only where something is encrypted.
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadVaultPasswords } from '../../src/app/vault-passwords.ts';
import { Secret } from '../../src/model/index.ts';

const ENCRYPTED = [{ path: 'hosts', text: 'password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n' }];
const PLAIN = [{ path: 'hosts', text: 'r1\n' }];

describe('vault passwords', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'toposcope-vault-'));
    await writeFile(join(folder, 'plain'), 'from a file\n');
    await writeFile(join(folder, 'empty'), '\n');
    await writeScript('script', 'echo "from a script"');
    await writeScript('ring-client', 'echo "for $1 $2"');
    await writeScript('broken', 'echo hunter2; echo hunter2 >&2; exit 3');
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function writeScript(name: string, body: string): Promise<void> {
    await writeFile(join(folder, name), `#!/bin/sh\n${body}\n`);
    await chmod(join(folder, name), 0o700);
  }

  const at = (name: string) => join(folder, name);

  async function load(ids: readonly string[], env = {}, files = ENCRYPTED, ask: (() => Promise<Secret>) | null = null) {
    const found = await loadVaultPasswords(files, ids, env, ask);
    return found.map(({ id, secret }) => [id, secret.reveal()]);
  }

  it('come from files, with and without a label', async () => {
    expect(await load([at('plain'), `prod@${at('plain')}`])).toEqual([
      [null, 'from a file'],
      ['prod', 'from a file'],
    ]);
  });

  it('come from scripts; a client script is told which', async () => {
    expect(await load([at('script'), `prod@${at('ring-client')}`])).toEqual([
      [null, 'from a script'],
      ['prod', 'for --vault-id prod'],
    ]);
  });

  it('come from the environment as Ansible names it, after the command line, each once', async () => {
    const env = {
      ANSIBLE_VAULT_IDENTITY_LIST: `dev@${at('plain')}, ${at('script')}`,
      ANSIBLE_VAULT_PASSWORD_FILE: at('plain'),
    };
    expect((await load([at('plain')], env)).map(([id]) => id)).toEqual([null, 'dev', null]);
  });

  it('are asked for, by label', async () => {
    const prompts: string[] = [];
    const ask = async (prompt?: string) => {
      prompts.push(prompt ?? '');
      return new Secret('typed');
    };
    expect(await load(['prompt', 'prod@prompt'], {}, ENCRYPTED, ask)).toEqual([
      [null, 'typed'],
      ['prod', 'typed'],
    ]);
    expect(prompts).toEqual(['Vault password', 'Vault password (prod)']);
  });

  it('are not read where nothing is encrypted', async () => {
    expect(await load([at('missing')], {}, PLAIN)).toEqual([]);
  });

  it.each([
    ['missing', 'CONFIG_FILE_MISSING'],
    ['empty', 'CONFIG_SECRET_MISSING'],
    ['broken', 'CONFIG_SECRET_MISSING'],
    ['prompt', 'CONFIG_SECRET_MISSING'],
  ])('%s: %s, and no secret in the message', async (name, code) => {
    const failure = await load([name === 'prompt' ? name : at(name)]).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code });
    expect(JSON.stringify(failure) + String((failure as Error).message)).not.toContain('hunter2');
  });
});
