// E-mail by SMTP: text and HTML, the drawing attached, and the messages of one group in one thread.
import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { createTransport, type Transporter } from 'nodemailer';
import type SMTPTransport from 'nodemailer/lib/smtp-transport/index.js';
import { type ChannelSettings, ToposcopeError } from '../../model/index.ts';
import { type AlertMessage, type DeliveryResult, failed, rejected } from '../channel.ts';
import { maskSecrets } from '../mask.ts';
import type { Words } from '../template/words.ts';
import type { OpenChannel } from './context.ts';

type Smtp = NonNullable<ChannelSettings['smtp']>;

export const openEmail: OpenChannel = ({ settings, wordsOf }) => {
  const smtp = requireSmtp(settings);
  const transport = createTransport(transportOptions(smtp, settings.timeoutSeconds * 1000));
  const taken = new Map<string, ReadonlySet<string>>();
  return {
    name: settings.name,
    deliver: (message) => send(transport, smtp, message, wordsOf(message), taken),
    async close() {
      transport.close();
    },
  };
};

/**
 * Some of the recipients may be taken and others put off; those are tried again without the first. `taken`: message id → who has it,
 * while it is not done.
 */
async function send(
  transport: Transporter<SMTPTransport.SentMessageInfo>,
  smtp: Smtp,
  message: AlertMessage,
  words: Words,
  taken: Map<string, ReadonlySet<string>>,
): Promise<DeliveryResult> {
  const have = taken.get(message.id) ?? new Set();
  const to = smtp.to.filter((address) => !have.has(address));
  const mail = toMail(smtp, message, words);
  try {
    const info = await transport.sendMail({ ...mail, envelope: { from: smtp.from, to: [...to] } });
    const refused = rejectionsOf(info);
    taken.set(message.id, new Set([...have, ...to.filter((address) => !refused.has(bareAddress(address)))]));
    const putOff = [...refused.values()].find((code) => code < 500);
    if (putOff !== undefined) return failed(`some recipients were put off with ${putOff}`);
    taken.delete(message.id);
    const names = [...refused].map(([address, code]) => `${address} (${code})`).join(', ');
    return {
      kind: 'sent',
      detail: `${mail.messageId}${names === '' ? '' : `; refused for ${maskSecrets(names, [])}`}`,
    };
  } catch (error) {
    const result = describeFault(error, smtp);
    if (result.kind === 'rejected') taken.delete(message.id);
    return result;
  }
}

/** The header `To` names all, also when some have it already. */
function toMail(smtp: Smtp, message: AlertMessage, words: Words): SMTPTransport.MailOptions & { messageId: string } {
  const domain = bareAddress(smtp.from).split('@')[1] || 'toposcope.invalid';
  const idOf = (id: string) => `<${id}@${domain}>`;
  const root = message.thread === message.id ? null : idOf(message.thread);
  return {
    ...{ from: smtp.from, to: [...smtp.to], subject: words.title(), text: words.text(), html: words.html() },
    ...{ messageId: idOf(message.id), date: new Date(message.at) },
    ...(root !== null && { inReplyTo: root, references: [root] }),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    attachments:
      message.svg === null
        ? []
        : [{ filename: 'neighbourhood.svg', content: message.svg, contentType: 'image/svg+xml; charset=utf-8' }],
    ...{ disableFileAccess: true, disableUrlAccess: true },
  };
}

/**
 * `opportunistic` takes encryption without asking who is there (RFC 7435), as the way without would be open to anybody; but a password
 * is never sent like that: with one it is as `starttls`.
 */
function transportOptions(smtp: Smtp, timeoutMs: number): SMTPTransport.Options {
  const { host, port, security, user, password } = smtp;
  const anybody = security === 'opportunistic' && user === null;
  const ca = smtp.caFile ? [...rootCertificates, readFileSync(smtp.caFile, 'utf8')] : undefined;
  return {
    ...{ host, port, secure: security === 'tls', ignoreTLS: security === 'none' },
    requireTLS: security === 'starttls' || (security === 'opportunistic' && user !== null),
    tls: { rejectUnauthorized: !anybody, ...(ca && { ca }) },
    ...(user !== null && { auth: { user, pass: password?.reveal() ?? '' } }),
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs, dnsTimeout: timeoutMs },
    ...{ disableFileAccess: true, disableUrlAccess: true, logger: false },
  };
}

/** Address → code, of those that the server did not take while it took others. */
function rejectionsOf(info: SMTPTransport.SentMessageInfo): Map<string, number> {
  const errors = (info as { rejectedErrors?: readonly { recipient?: string; responseCode?: number }[] }).rejectedErrors;
  return new Map(
    (errors ?? []).map(({ recipient, responseCode }) => [bareAddress(recipient ?? ''), responseCode ?? 550]),
  );
}

/** `Network <noc@example.net>` is `noc@example.net`. */
function bareAddress(address: string): string {
  return (/<([^>]*)>\s*$/.exec(address)?.[1] ?? address).trim();
}

/** A reply of 4xx may be another one later; 5xx and a refused login will not. @see RFC 5321 §4.2.1 */
function describeFault(error: unknown, { user, password }: Smtp): DeliveryResult {
  const { code, responseCode, message } = error as { code?: string; responseCode?: number; message?: string };
  const login = `\u0000${user ?? ''}\u0000${password?.reveal() ?? ''}`;
  const secrets = password === null ? [] : [password.reveal(), ...[login, password.reveal()].map(toBase64)];
  const reason = maskSecrets(`${code ?? 'SMTP'}: ${message ?? String(error)}`, secrets);
  if (responseCode !== undefined) return responseCode >= 500 ? rejected(reason) : failed(reason);
  return code === 'EAUTH' || code === 'EENVELOPE' || code === 'EMESSAGE' ? rejected(reason) : failed(reason);
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function requireSmtp({ name, smtp }: ChannelSettings): Smtp {
  if (smtp && smtp.host !== '' && smtp.to.length > 0) return smtp;
  throw new ToposcopeError('ALERT_CHANNEL_INVALID', `channel ${name} has no mail server or nobody to write to`, {
    hint: 'set `host`, `from` and `to`',
  });
}
