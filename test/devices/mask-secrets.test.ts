// What is taken out of a recording: one line of configuration per way of writing a secret, and lines that must stay whole.
import { describe, expect, it } from 'vitest';
import { createMasker } from '../../src/devices/record/mask-secrets.ts';
import { Secret } from '../../src/model/index.ts';

const mask = (text: string, ...secrets: string[]) =>
  createMasker(secrets.map((secret) => new Secret(secret))).mask([text])[0];

/** `‹…›` marks the secret. */
const SECRET_LINES = [
  'enable secret 5 ‹$1$mERr$hx5rVt7rPNoS4wqbXKX7m0›',
  'enable secret ‹plainword›',
  'enable password level 15 7 ‹094F471A1A0A›',
  'username admin privilege 15 secret 9 ‹$9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6›',
  'username netops password 0 ‹hunter22›',
  'username netops secret 5 ‹$5$rounds$saltsalt› role network-admin',
  'username netops privilege 15 role network-admin secret sha512 ‹$6$abcdefgh$0123456789abcdef›',
  'user admin group administrators password ciphertext ‹AQBapZ0example0ciphertext0==›',
  'snmp-server community ‹s3cr3tstring› RO 10',
  'snmp-server host 192.0.2.5 version 2c ‹s3cr3tstring›',
  'snmp-server user poller group1 v3 auth sha ‹authphrase› priv aes 128 ‹privphrase›',
  'snmp-server user poller network-admin auth md5 ‹0x1234567890abcdef› priv aes-128 ‹0xabcdef1234567890› localizedkey',
  'tacacs-server host 192.0.2.9 key 7 ‹0822455D0A16›',
  'tacacs-server key ‹t4cacs›',
  'radius-server host 192.0.2.9 auth-port 1812 acct-port 1813 key ‹r4dius›',
  ' key 7 ‹070C285F4D06›',
  ' key ‹blockkey›',
  '  key-string 7 ‹13061E010803›',
  'crypto isakmp key ‹ipsecword› address 0.0.0.0',
  ' pre-shared-key local ‹ipsecword›',
  'ntp authentication-key 1 md5 ‹0822455D0A16› 7',
  ' ip ospf message-digest-key 1 md5 7 ‹0822455D0A16›',
  ' ip ospf authentication-key ‹ospfword›',
  ' neighbor 192.0.2.1 password 7 ‹0822455D0A16›',
  ' standby 1 authentication md5 key-string ‹hsrpword›',
  ' vrrp 1 authentication text ‹vrrpword›',
  ' isis password ‹isisword› level-2',
  'ip http client password ‹httpword›',
  'archive path scp://backup:‹ftpword›@192.0.2.9/configs',
  'set system root-authentication encrypted-password "‹$6$abcdefgh$0123456789abcdef›"',
  'set system radius-server 192.0.2.9 secret "‹$9$LMfxVY2gJZjqUj.5FnpuWLxN-w›"',
  '    secret "‹$9$LMfxVY2gJZjqUj.5FnpuWLxN-w›"; ## SECRET-DATA',
  'set snmp community ‹s3cr3tstring› authorization read-only',
  '            authentication-password "‹$9$abcdefgh.ijkl›"; ## SECRET-DATA',
  ' local-user netops password irreversible-cipher ‹$1c$abcdefgh$0123456789abcdef$›',
  ' snmp-agent community read cipher ‹%^%#q:M5e|7abc def%^%#›',
  ' radius-server shared-key cipher ‹%^%#Jx"1abcdefgh%^%#›',
  ' password simple ‹h3cword›',
  ' password hash ‹$h$6$abcdefgh$0123456789abcdef==›',
  ' key authentication cipher ‹$c$3$abcdefgh0123456789==›',
  '/ppp secret add name=branch password=‹rosword› service=any',
  '/interface wireless security-profiles set default wpa2-pre-shared-key="‹wifi word›"',
  'rocommunity ‹s3cr3tstring› 192.0.2.0/24',
  '{"user": "netops", "password": "‹jsonword›"}',
];

const HARMLESS_LINES = [
  'service password-encryption',
  'Password: ',
  'Your password has expired.',
  'Enter password again: ',
  ' key chain OSPF',
  ' key 1',
  'crypto key generate rsa modulus 2048',
  'dist-1.example.net  Gi0/1          120        B,R             Gi1/0/24',
  'ssh cipher aes256-ctr aes128-ctr',
  '  Encryption Algorithms: aes128-ctr,aes192-ctr',
  'Total entries displayed: 2',
  'Configuration register is 0x2102',
];

describe('secrets by their looks', () => {
  for (const marked of SECRET_LINES) {
    it(marked, () => {
      const secrets = [...marked.matchAll(/‹([^›]*)›/g)].map((match) => match[1] ?? '');
      const masked = mask(`first line\r\n${marked.replace(/[‹›]/g, '')}\r\nlast line\r\n`) ?? '';
      for (const secret of secrets) expect(masked).not.toContain(secret);
      expect(masked).toContain('<removed>');
      expect(masked.split('\r\n')).toHaveLength(4);
      expect(masked).toMatch(/^first line\r\n[\s\S]*\r\nlast line\r\n$/);
      const kept = marked.split('‹')[0] ?? '';
      expect(masked).toContain(kept.trimEnd().replace(/"$/, ''));
      expect(mask(masked)).toBe(masked);
    });
  }

  for (const line of HARMLESS_LINES) it(`${line} stays`, () => expect(mask(`${line}\r\n`)).toBe(`${line}\r\n`));

  it('takes a private key whole, also over the pages of a pager, and leaves a certificate', () => {
    const { mask: maskAll } = createMasker([]);
    const [first = '', second = ''] = maskAll([
      'show key\r\n-----BEGIN RSA PRIVATE KEY-----\r\nMIIEowIBAAKCAQEA\r\n --More-- ',
      'q83vEjRWeJA=\r\n-----END RSA PRIVATE KEY-----\r\nr1#',
    ]);
    expect(first + second).not.toMatch(/MIIE|q83v/);
    expect(second).toMatch(/-----END RSA PRIVATE KEY-----\r\nr1#$/);
    const certificate = '-----BEGIN CERTIFICATE-----\r\nMIIC\r\n-----END CERTIFICATE-----\r\n';
    expect(mask(certificate)).toBe(certificate);
    expect(mask('-----BEGIN OPENSSH PRIVATE KEY-----\r\nb3BlbnNzaC1r\r\n')).not.toContain('b3Bl');
  });
});

describe('the secrets of the login', () => {
  it('go wherever they appear', () => {
    expect(mask('r1>tr0ub4dor\r\nxtr0ub4dorx tr0ub4dor&3\r\n', 'tr0ub4dor')).toBe(
      'r1><removed>\r\nx<removed>x <removed>&3\r\n',
    );
  });

  it('that are words of the device go where they stand alone, and the operator is told', () => {
    const masker = createMasker([new Secret('cisco')]);
    expect(masker.mask(['cisco\r\ncisco IOSv (revision 1.0)\r\nusername cisco password 0 cisco\r\n'])).toEqual([
      '<removed>\r\ncisco IOSv (revision 1.0)\r\nusername cisco password 0 <removed>\r\n',
    ]);
    expect(masker.isWeak).toBe(true);
    expect(createMasker([new Secret('tr0ub4dor')]).isWeak).toBe(false);
  });
});
