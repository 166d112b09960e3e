# An SMTP server (aiosmtpd) that takes mail apart with Python's email package and prints one JSON line per message.
# Usage: smtp-receiver.py PORT MODE [CERT KEY]; MODE: plain, starttls, anybody (STARTTLS, no login), tls. Login: noc / s3cret-of-smtp.
import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

PORT, MODE = int(sys.argv[1]), sys.argv[2]
CONTEXT = None
if len(sys.argv) > 3:
    CONTEXT = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    CONTEXT.load_cert_chain(sys.argv[3], sys.argv[4])


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == b"noc" and data.password == b"s3cret-of-smtp"
    return AuthResult(success=good, handled=False)


class Handler:
    def __init__(self):
        self.turn = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("never"):
            return "550 no such user"
        if address.startswith("later"):
            self.turn += 1
            if self.turn == 1:
                return "450 greylisted, come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if b"refuse-this" in envelope.content:
            return "554 not wanted"
        if b"put-this-off" in envelope.content:
            return "451 disk is full"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = [
            {"type": part.get_content_type(), "name": part.get_filename(), "text": part.get_content() if part.get_content_maintype() == "text" else part.get_payload(decode=True).decode()}
            for part in message.walk()
            if not part.is_multipart()
        ]
        headers = [[name, str(value)] for name, value in message.items()]
        containers = [part.get_content_type() for part in message.walk() if part.is_multipart()]
        print(json.dumps({
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None, "authenticated": bool(session.authenticated),
            "headers": headers, "parts": parts, "containers": containers, "defects": [str(d) for d in message.defects],
            "raw": envelope.content.decode("ascii", "replace"),
        }), flush=True)
        return "250 taken"


def factory():
    handler = factory.handler
    if MODE == "anybody":
        return SMTP(handler, tls_context=CONTEXT, require_starttls=True, hostname="mx")
    if MODE == "starttls":
        return SMTP(handler, tls_context=CONTEXT, require_starttls=True, authenticator=authenticate, auth_required=True, hostname="mx")
    return SMTP(handler, authenticator=authenticate, auth_require_tls=False, hostname="mx")


async def main():
    factory.handler = Handler()
    server = await asyncio.get_running_loop().create_server(factory, "127.0.0.1", PORT, ssl=CONTEXT if MODE == "tls" else None)
    print("ready", flush=True)
    await server.serve_forever()


asyncio.run(main())
