// Secrets that are not written in plain text: opened from a vault, asked for, referred to. None may reach a message.
import { Vault as AnsibleVault } from 'ansible-vault';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InventoryOptions, parseInventory } from '../../src/inventory/index.ts';
import { renderTemplate } from '../../src/inventory/template.ts';
import { Secret } from '../../src/model/index.ts';
import { describeProblems } from './support.ts';

type Files = Readonly<Record<string, string>>;

function read(files: Files, options: InventoryOptions = {}, env: Record<string, string> = {}) {
  return parseInventory(
    Object.entries(files).map(([path, text]) => ({ path, text })),
    env,
    options,
  );
}

function complaints(files: Files, options: InventoryOptions = {}, env: Record<string, string> = {}): string[] {
  return describeProblems(read(files, options, env).problems);
}

function passwords(files: Files, options: InventoryOptions = {}, env: Record<string, string> = {}) {
  const { devices } = read(files, options, env).inventory;
  return devices.map(({ connection }) => connection.password?.reveal() ?? null);
}

const HOSTS = '[core]\nr1\nr2\n';
const PASSWORD = 'pass-of-the-vault';
const OTHER = 'another-pass';

function seal(text: string, password = PASSWORD, id = ''): string {
  return new AnsibleVault({ password }).encryptSync(text, id);
}

function inline(name: string, sealed: string): string {
  return `${name}: !vault |\n${sealed.replace(/^/gm, '  ')}\n`;
}

function vault(...secrets: [id: string | null, password: string][]): InventoryOptions {
  return { vaultSecrets: secrets.map(([id, password]) => ({ id, secret: new Secret(password) })) };
}

describe('a vault value', () => {
  const files = { 'i/hosts': HOSTS, 'i/group_vars/core.yml': inline('ansible_password', seal('hunter2')) };
  const labelled = {
    'i/hosts': HOSTS,
    'i/group_vars/core.yml': inline('ansible_password', seal('hunter2', PASSWORD, 'lab')),
  };

  it('is opened with the password whose id fits, else with any', () => {
    expect(passwords(files, vault([null, PASSWORD]))).toEqual(['hunter2', 'hunter2']);
    expect(passwords(files, vault(['lab', OTHER], ['dc', PASSWORD]))).toEqual(['hunter2', 'hunter2']);
    expect(passwords(labelled, vault(['lab', PASSWORD]))).toEqual(['hunter2', 'hunter2']);
    expect(passwords(labelled, vault([null, OTHER], ['dc', PASSWORD]))).toEqual(['hunter2', 'hunter2']);
  });

  it('without a password for it is told where it is needed, with the way to give one', () => {
    const [problem] = read(labelled).problems;
    expect(problem).toMatchObject({ file: 'i/group_vars/core.yml', line: 1, code: 'CONFIG_SECRET_MISSING' });
    expect(problem?.message).toBe(
      'ansible_password is encrypted with Ansible Vault (vault id lab), and there is no vault password',
    );
    expect(problem?.hint).toContain('--vault-password-file');
    expect(problem?.hint).toContain('ANSIBLE_VAULT_PASSWORD_FILE');
    expect(complaints(files, vault([null, OTHER]))).toEqual([
      'i/group_vars/core.yml:1:1 error CONFIG_INVALID_VALUE ansible_password is encrypted with Ansible Vault, and none of the vault passwords opens it',
    ]);
  });

  it.each([
    ['x\n', 'no header'],
    ['$ANSIBLE_VAULT;1.1;AES256\n', 'no text'],
    ['$ANSIBLE_VAULT;1.1;AES256\n6162\n', 'cut short'],
    ['$ANSIBLE_VAULT;1.1;AES256\nzzzz\n', 'no hexadecimal'],
    ['$ANSIBLE_VAULT;1.0;AES\n6162\n', 'an old format'],
    [seal('hunter2').slice(0, -4), 'the end missing'],
  ])('that is none (%j) is an error', (text) => {
    const broken = { 'i/hosts': HOSTS, 'i/group_vars/core.yml': inline('ansible_password', text) };
    const [problem, ...more] = read(broken, vault([null, PASSWORD])).problems;
    expect(problem).toMatchObject({ code: 'CONFIG_INVALID_VALUE', severity: 'error', line: 1 });
    expect(more).toEqual([]);
  });

  it('that is not read costs nothing and needs no password', () => {
    const other = {
      'i/hosts': '[core]\nr1 ansible_password=env:P\n',
      'i/group_vars/core.yml': inline('ansible_password', seal('a')) + inline('snmp_key', seal('b')),
    };
    expect(complaints(other, {}, { P: 'x' })).toEqual([]);
  });

  it('is never shown, whatever it stands for', () => {
    const keys = ['ansible_port', 'ansible_host', 'ansible_become', 'ansible_connection', 'toposcope_legacy'];
    const text = keys.map((key) => inline(key, seal('hunter2 [x]'))).join('');
    const { problems } = read({ 'i/hosts': HOSTS, 'i/group_vars/core.yml': text }, vault([null, PASSWORD]));
    expect(problems).toHaveLength(keys.length);
    expect(JSON.stringify(problems)).not.toContain('hunter');
  });

  it('in JSON is a mapping with one key', () => {
    const json = JSON.stringify({ ansible_password: { __ansible_vault: seal('hunter2') } });
    expect(passwords({ 'i/hosts': HOSTS, 'i/group_vars/core.json': json }, vault([null, PASSWORD]))[0]).toBe('hunter2');
  });
});

describe('a vaulted file', () => {
  it('is read like any other, and its passwords are not in plain text', () => {
    const files = {
      'i/hosts': seal(HOSTS),
      'i/group_vars/core.yml': seal('ansible_password: hunter2\nansible_port: 2022\n', OTHER, 'dc'),
    };
    const options = vault([null, PASSWORD], ['dc', OTHER]);
    expect(complaints(files, options)).toEqual([]);
    expect(passwords(files, options)).toEqual(['hunter2', 'hunter2']);
  });

  it('that cannot be opened is an error, once, and only where it counts', () => {
    const files = {
      'i/hosts': HOSTS,
      'i/group_vars/core.yml': seal('a: 1\n', PASSWORD, 'dc'),
      'i/group_vars/nobody.yml': seal('a: 1\n'),
      'i/notes.md': seal('words'),
    };
    expect(complaints(files)).toEqual([
      'i/group_vars/core.yml:1:1 error CONFIG_SECRET_MISSING this file is encrypted with Ansible Vault (vault id dc), and there is no vault password',
      'i/group_vars/nobody.yml warning CONFIG_UNDEFINED_GROUP no group of the inventory is called nobody',
    ]);
    expect(complaints({ 'i/hosts': seal(HOSTS) }, vault(['dc', OTHER]))[0]).toContain('none of the vault passwords');
  });
});

describe('a variable that stands in a vaulted file', () => {
  const files = {
    hosts: HOSTS,
    'group_vars/core/vars.yml': 'ansible_password: "{{ vault_password }}"\n',
    'group_vars/core/vault.yml': seal('vault_password: s3cret\n'),
  };

  it('is found once the file is open, and called unset only where no file stays closed', () => {
    expect(passwords(files, { vaultSecrets: [{ id: null, secret: new Secret(PASSWORD) }] })).toEqual([
      's3cret',
      's3cret',
    ]);
    const cause = 'group_vars/core/vault.yml:1:1';
    const wrong = complaints(files, { vaultSecrets: [{ id: null, secret: new Secret(OTHER) }] });
    expect(wrong).toEqual([expect.stringMatching(/this file is encrypted.*none of the vault passwords opens it/)]);
    expect(wrong[0]).toContain(cause);
    expect(complaints(files)).toEqual([expect.stringMatching(/this file is encrypted.*there is no vault password/)]);
    const open = { ...files, 'group_vars/core/vault.yml': 'other: s3cret\n' };
    expect(complaints(open)).toEqual([
      expect.stringContaining('ansible_password refers to a variable that is not set'),
    ]);
  });
});

describe('a secret that is asked for', () => {
  const files = {
    'inventory/hosts': '[core]\nr1\nr2\n[edge]\nr[3:4] ansible_password=ask\n',
    'inventory/group_vars/core.yml': 'site: x\n\nansible_password: ask\nansible_become_password: ask\n',
    'inventory/group_vars/edge.yml': 'ansible_become_password: "{{ enable_password }}"\nenable_password: ask\n',
  };

  it('is one question per place, however many devices it concerns', () => {
    const { questions, problems } = read(files);
    expect(problems).toEqual([]);
    expect(questions.map(({ prompt }) => prompt)).toEqual([
      'ansible_password of group core (inventory/group_vars/core.yml:3)',
      'ansible_become_password of group core (inventory/group_vars/core.yml:4)',
      'ansible_password of host r3 and others (inventory/hosts:5)',
      'enable_password of group edge (inventory/group_vars/edge.yml:2)',
    ]);
    expect(new Set(questions.map(({ id }) => id)).size).toBe(4);
  });

  it('is what was answered', () => {
    const { questions } = read(files);
    const answers = new Map(questions.map(({ id }, i) => [id, new Secret(`answer${i}`)]));
    const { inventory, questions: left } = read(files, { answers });
    expect(left).toEqual([]);
    const shown = inventory.devices.map(({ name, connection: { password, becomePassword } }) => {
      return [name, password?.reveal(), becomePassword?.reveal()];
    });
    expect(shown).toEqual([
      ['r1', 'answer0', 'answer1'],
      ['r2', 'answer0', 'answer1'],
      ['r3', 'answer2', 'answer3'],
      ['r4', 'answer2', 'answer3'],
    ]);
    expect(JSON.stringify(inventory)).not.toContain('answer');
  });

  it('that no device needs is not asked for', () => {
    expect(read({ hosts: '[a]\nr1 ansible_password=env:P\n[a:vars]\nansible_password=ask\n' }).questions).toEqual([]);
  });
});

describe('a template', () => {
  it('leads to the vault, the environment or another variable', () => {
    const host = (text: string, more = '') => ({
      'i/hosts': HOSTS,
      'i/group_vars/core.yml': `ansible_password: "${text}"\n${more}`,
    });
    const secret = inline('vault_pass', seal('hunter2'));
    expect(passwords(host('{{ vault_pass }}', secret), vault([null, PASSWORD]))[0]).toBe('hunter2');
    expect(passwords(host("{{ lookup('env', 'PASS') }}"), {}, { PASS: 'hunter3' })[0]).toBe('hunter3');
    expect(passwords(host('{{ other }}', 'other: env:PASS\n'), {}, { PASS: 'hunter4' })[0]).toBe('hunter4');
    expect(complaints(host('{{ other }}', 'other: hunter5\n'))).toEqual([
      'i/group_vars/core.yml:2:1 warning CONFIG_PLAIN_SECRET other is in plain text in this file',
    ]);
  });

  it('that goes in circles or nowhere is told without what is written', () => {
    expect(complaints({ hosts: '[a]\nr1\n[a:vars]\nansible_user={{ b }}\nb={{ c }}\nc={{ b }}\n' })).toEqual([
      'hosts:5:1 error CONFIG_INVALID_VALUE b refers to itself, through its template',
    ]);
    const { problems } = read({ hosts: 'r1 vault_pass=1 ansible_password="{{ valut_pass }}"\n' });
    expect(problems[0]).toMatchObject({ message: 'ansible_password refers to a variable that is not set', column: 17 });
    expect(problems[0]?.hint).toBe('did you mean vault_pass?');
  });

  it('knows where the inventory is', () => {
    const { inventory } = read({ 'net/inv/hosts': 'r1 ansible_private_key_file="{{ inventory_dir }}/keys/id"\n' });
    expect(inventory.devices[0]?.connection.privateKeyFiles[0]).toEqual({ path: 'net/inv/keys/id', required: true });
  });

  it('marked unsafe is plain text', () => {
    const files = { 'i/hosts': 'r1\n', 'i/host_vars/r1.yml': 'ansible_user: !unsafe "{{ me }}"\n' };
    expect(read(files).inventory.devices[0]?.connection.user).toBe('{{ me }}');
  });

  it('of any text gives an answer', () => {
    const scope = { variable: (name: string) => (name === 'a' ? [1, { b: 'c' }] : undefined), environment: () => 'e' };
    const parts = [
      '{{',
      '}}',
      ' a ',
      '.b',
      '[0]',
      "'x'",
      '|',
      'default(',
      ')',
      ',',
      '~',
      'lookup(',
      "'env'",
      '{%',
      '-',
      '1',
      '"',
    ];
    const text = fc.array(fc.constantFrom(...parts), { maxLength: 12 }).map((list) => list.join(''));
    fc.assert(
      fc.property(fc.oneof(text, fc.string()), (template) => {
        expect(['value', 'undefined', 'unsupported']).toContain(renderTemplate(template, scope).kind);
      }),
      { numRuns: 2000 },
    );
  });
});
