// Takes secrets out of what a device printed, whatever OS it runs: rather a word too many than a secret too few.
import type { Secret } from '../../model/index.ts';
import { SECRET_MASK } from '../replay/recording.ts';

/** Words that devices print of themselves. A login with such a password is masked where it stands alone, not in every word. */
const DEVICE_WORDS: ReadonlySet<string> = new Set(
  'admin arista aruba cisco device enable huawei juniper lab linux manager mikrotik password private public root router secret switch test user'.split(
    ' ',
  ),
);
const MIN_LENGTH = 4;

const GAP = '[ \\t]+';
/** What may stand between a keyword and its secret. */
const KIND =
  '\\d|10|(?:irreversible-)?cipher|ciphertext|simple|encrypted(?:-password)?|clear(?:-?text)?|plain-?text|hash(?:ed)?|ascii(?:-text)?|hex(?:adecimal)?|text|local|remote|sha\\d*|md5|read|write|ro|rw|authentication|accounting|authorization|level[ \\t]+\\d+';
const KINDS = `(?:(?:${KIND})${GAP})*`;
/** Words that stand in front of a secret, and are none themselves. */
const LEADING = `(?:(?:${KIND}|\\d{1,5}|version|2c|traps?|informs?|auth|noauth|priv|key-string)${GAP})*`;
const VALUE = `(?!${LEADING}"?${SECRET_MASK})(?:"[^"\\r\\n]*"|[^\\s"]\\S*)`;
/** Words that follow "password" in a sentence. */
const SENTENCE =
  '(?!(?:is|has|was|are|must|needs?|required|will|cannot|again|expired|expires|for|to|and|or|of|not|changed?|encryption|recovery|policy|control|aging|minimum|history|configuration|attempts?|prompt|authentication|add|print|export|find)\\b)';
const KEYWORDS =
  '[\\w-]*(?:password|passwd|passphrase|secret|pre-shared-key|shared-key|psk|key-string|authentication-key|privacy-key|md5-key|community)';

/** Group 1 stays, the rest of the match goes. */
const RULES: readonly RegExp[] = [
  rule(`((?:^|[\\s"{;,])${KEYWORDS}${GAP}${KINDS})${SENTENCE}${VALUE}`),
  // `ntp authentication-key 100 md5 X`, `ip ospf message-digest-key 1 md5 7 X`
  rule(
    `(\\b(?:authentication-key|message-digest-key|key-id)${GAP}\\d+${GAP}(?:md5|sha\\S*|hmac\\S*)${GAP}(?:\\d${GAP})?)${VALUE}`,
  ),
  // ` key 7 X` in the block of a server, not `key 1` of a key chain
  rule(
    `^([ \\t]*key${GAP}(?:\\d${GAP}|ciphertext${GAP})?)(?!\\d{1,5}[ \\t]*\\r?$|chain\\b|config-key\\b|generate\\b)${VALUE}[ \\t]*(?=\\r?$)`,
  ),
  rule(
    `((?:tacacs|radius|hwtacacs|ldap|isakmp|server|host|scheme|primary|secondary)[^\\r\\n]*?${GAP}key${GAP}${KINDS})${VALUE}`,
  ),
  rule(`(^[ \\t]*key${GAP}(?:authentication|accounting|authorization)${GAP}${KINDS})${VALUE}`),
  rule(
    `((?:standby|vrrp|glbp|carp)[^\\r\\n]*?authentication${GAP}(?:(?:md5|text|simple|key-string|\\d)${GAP})*)(?!(?:key-chain|key-string|md5|text|simple)\\b)${VALUE}`,
  ),
  rule(`(\\bauth(?:entication)?(?:-mode)?${GAP}(?:md5|sha\\S*)${GAP}${KINDS})${VALUE}`),
  rule(`(\\bpriv(?:acy)?(?:-mode)?${GAP}(?:3?des\\S*|aes\\S*)${GAP}(?:(?:128|192|256)${GAP})?${KINDS})${VALUE}`),
  rule(
    `(snmp-server${GAP}host${GAP}\\S+(?:${GAP}(?:traps?|informs?|version|1|2c|3|auth|noauth|priv|(?:use-)?vrf${GAP}\\S+))*${GAP})${VALUE}`,
  ),
  rule(`(\\bsecurityname${GAP}${KINDS})${VALUE}`),
  rule(`(\\b(?:irreversible-)?cipher${GAP})(?!(?:aes|3?des|chacha|rc4|tls|ecdhe|suite|list|none)\\S*)${VALUE}`),
  // RouterOS and shell: `password=X`
  rule(
    '([\\w-]*(?:password|passphrase|secret|pre-shared-key|psk|private-key|auth-key|authentication-key|encryption-key|community)[\\w-]*=)(?:"[^"\\r\\n]*"|[^\\s"]+)',
  ),
  rule('("[\\w-]*(?:password|secret|passphrase|token|community|psk|private[-_]?key)"\\s*:\\s*)"[^"\\r\\n]*"'),
  rule('(://[^\\s/:@]+:)[^\\s/@]+(?=@)'),
  rule('(\\b(?:Basic|Bearer)[ ])[A-Za-z0-9+/=._-]{8,}'),
];

/** Secrets that can be told by their looks: password hashes and what Juniper, Huawei and H3C make of one. */
const CIPHERTEXTS: readonly RegExp[] = [
  /\$[0-9a-z]{1,6}\$[^\s"';]{4,}/gi,
  /%\^%#.*?%\^%#|%@%@.*?%@%@|%\$%\$.*?%\$%\$|%#%#.*?%#%#|%\+%##.*?%\+%#/g,
];
/** To its end, or to the end of everything where that was cut off. Certificates are no secret. */
const PRIVATE_KEY =
  /(-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----)[\s\S]*?(?=-----END [A-Z0-9 ]*PRIVATE KEY-----|$(?![\s\S]))/g;
const ROUTEROS_COMMUNITIES = /^\/snmp community[^\r\n]*(?:\r?\n(?!\/)[^\r\n]*)*/gm;

export interface Masker {
  /** The texts of one session, in order: a secret may begin in one and end in another. */
  mask(texts: readonly string[]): string[];
  /** Whether a login secret is a word that is left where devices print it of themselves. */
  readonly isWeak: boolean;
}

/** `secrets`: what the login used. They are masked wherever they appear, echoed or configured. */
export function createMasker(secrets: readonly Secret[]): Masker {
  const words = [...new Set(secrets.map((secret) => secret.reveal()))].filter((word) => word !== '');
  const weak = words.filter((word) => word.length < MIN_LENGTH || DEVICE_WORDS.has(word.toLowerCase()));
  const strong = words.filter((word) => !weak.includes(word)).sort((a, b) => b.length - a.length);
  return {
    isWeak: weak.length > 0,
    mask: (texts) => {
      const known = strong.reduce((text, word) => text.replaceAll(word, SECRET_MASK), texts.join(SEAM));
      const alone = known
        .split('\n')
        .map((line) => (weak.includes(line.trim()) ? line.replace(line.trim(), SECRET_MASK) : line));
      return maskByLooks(alone.join('\n')).split(SEAM);
    },
  };
}

/** Stands between the texts while they are one, as a line of its own; no device prints it. */
const SEAM = '\n\u{f0000}\n';

function maskByLooks(text: string): string {
  let masked = text.replace(PRIVATE_KEY, (block, begin: string) => begin + keepSeams(block, `\r\n${SECRET_MASK}\r\n`));
  for (const pattern of CIPHERTEXTS) masked = masked.replace(pattern, (match) => keepSeams(match, SECRET_MASK));
  for (const pattern of RULES) {
    masked = masked.replace(pattern, (match, kept: string) => kept + keepSeams(match.slice(kept.length), SECRET_MASK));
  }
  return masked.replace(ROUTEROS_COMMUNITIES, (block) =>
    block.replace(/(\bname=)(?:"[^"\r\n]*"|\S+)/g, `$1${SECRET_MASK}`),
  );
}

/** A mask in the place of a text, with as many seams as it had. */
function keepSeams(text: string, mask: string): string {
  return mask + SEAM.repeat(text.split(SEAM).length - 1);
}

function rule(pattern: string): RegExp {
  return new RegExp(pattern, 'gim');
}
