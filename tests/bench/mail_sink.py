"""`python -m tests.bench.mail_sink`: takes every mail, keeps none, and prints its port."""

import asyncio

from aiosmtpd.smtp import SMTP, Envelope, Session


class _Nothing:
    async def handle_DATA(  # noqa: N802 - as aiosmtpd calls it
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        return "250 2.0.0 Taken"


async def main() -> None:
    """Serve until it is ended."""
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(_Nothing(), hostname="mail.example"), "127.0.0.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - it is what is asked for
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
