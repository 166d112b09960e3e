// Ansible Vault: texts encrypted with a password, whole files or single values. Format 1.1 and 1.2 (with a vault id).
import { Vault as AnsibleVault } from 'ansible-vault';
import type { ErrorCode, Secret, SourceFile } from '../model/index.ts';
import type { ProblemList } from './problem-list.ts';
import { type Place, UnsafeText, VaultValue } from './variable.ts';

export interface VaultSecret {
  /** The label of `--vault-id LABEL@FILE`; null for a plain vault password. */
  readonly id: string | null;
  readonly secret: Secret;
}

export interface VaultFault {
  readonly code: ErrorCode;
  /** Continues a sentence that names what is encrypted. */
  readonly message: string;
  readonly hint: string;
}

const CURE = '--vault-password-file FILE, --vault-id ID@FILE or ANSIBLE_VAULT_PASSWORD_FILE';
/** Ansible's own names for "no id". */
const NO_ID = ['', 'default'];

/** Texts a password opened (null: refused to). Deriving a key takes 10,000 rounds, and an inventory is read several times. */
const OPENED = new WeakMap<Secret, Map<string, string | null>>();

export class Vault {
  readonly #secrets: readonly VaultSecret[];
  readonly #sealedFiles = new Set<string>();
  #hasClosedFiles = false;

  constructor(secrets: readonly VaultSecret[]) {
    this.#secrets = secrets;
  }

  /** The clear text; the secret whose id fits is tried first, then the others, as Ansible does. */
  open(text: string): string | VaultFault {
    const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
    const [, version, cipher, id = ''] = (lines[0] ?? '').split(';');
    if (!/^1\.[12]$/.test(version ?? '') || cipher !== 'AES256' || !lines.slice(1).every(isHex)) return malformed();
    const wanted = this.#secrets.filter((one) => one.id === id || (one.id === null && NO_ID.includes(id)));
    const others = this.#secrets.filter((one) => !wanted.includes(one));
    for (const { secret } of [...wanted, ...others]) {
      const clear = openWith(secret, lines.join('\n'));
      if (clear !== null) return clear;
    }
    return this.#secrets.length === 0 ? missing(id) : refused(id);
  }

  /** The file itself where it is not encrypted; null, and an error, where no password opens it. */
  openFile(file: SourceFile, problems: ProblemList): SourceFile | null {
    if (!isVaultText(file.text)) return file;
    const clear = this.open(file.text.trim());
    if (typeof clear === 'string') {
      this.#sealedFiles.add(file.path);
      return { path: file.path, text: clear };
    }
    this.#hasClosedFiles = true;
    const place: Place = { file: file.path, line: 1, column: 1 };
    problems.error(clear.code, place, `this file ${clear.message}`, clear.hint);
    return null;
  }

  /** Whether a file could not be opened, so that devices and variables may be missing. */
  get hasClosedFiles(): boolean {
    return this.#hasClosedFiles;
  }

  /** Whether the file was encrypted: what it holds in plain text is no secret left open. */
  wasSealed(path: string): boolean {
    return this.#sealedFiles.has(path);
  }
}

function isVaultText(text: string): boolean {
  return text.startsWith('$ANSIBLE_VAULT');
}

/** JSON has no tags: there `{"__ansible_vault": "…"}` is what `!vault` is in YAML, and `__ansible_unsafe` is `!unsafe`. */
export function fromJsonVault(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const [[key, text] = [], ...more] = Object.entries(value);
  if (typeof text !== 'string' || more.length > 0) return value;
  if (key === '__ansible_vault') return new VaultValue(text);
  return key === '__ansible_unsafe' ? new UnsafeText(text) : value;
}

function openWith(secret: Secret, text: string): string | null {
  const known = OPENED.get(secret) ?? new Map<string, string | null>();
  OPENED.set(secret, known);
  const before = known.get(text);
  if (before !== undefined) return before;
  const clear = decrypt(secret, text);
  known.set(text, clear);
  return clear;
}

/** Any failure is a refusal: the package throws for a wrong password as for a text cut short. */
function decrypt(secret: Secret, text: string): string | null {
  try {
    return new AnsibleVault({ password: secret.reveal() }).decryptSync(text, undefined) ?? null;
  } catch {
    return null;
  }
}

function isHex(line: string): boolean {
  return /^[0-9a-f]*$/i.test(line);
}

function malformed(): VaultFault {
  const hint = 'encrypt it again with ansible-vault (1.1 and 1.2 with AES256 are read), and keep its lines as they are';
  return { code: 'CONFIG_INVALID_VALUE', message: 'is no Ansible Vault text that can be read', hint };
}

function missing(id: string): VaultFault {
  const message = `is encrypted with Ansible Vault${named(id)}, and there is no vault password`;
  return { code: 'CONFIG_SECRET_MISSING', message, hint: `give it with ${CURE}` };
}

function refused(id: string): VaultFault {
  const message = `is encrypted with Ansible Vault${named(id)}, and none of the vault passwords opens it`;
  return { code: 'CONFIG_INVALID_VALUE', message, hint: `check what is given with ${CURE}` };
}

function named(id: string): string {
  return NO_ID.includes(id) ? '' : ` (vault id ${id})`;
}
