"""`commonweave serve`: the pages, over WSGI."""

from __future__ import annotations

import argparse

_STACK_BYTES = 16 * 1024 * 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
    parser.add_argument("--workers", type=int, default=2, help="processes (2)")


def run(args: argparse.Namespace) -> int:
    """Serve until stopped by Ctrl-C or SIGTERM."""
    serve(host=args.host, port=args.port, workers=args.workers)
    return 0


def serve(*, host: str, port: int, workers: int) -> None:
    """Collect the static files and hand over to the server.

    Raises Conflict when the port is taken, before any process is started.
    """
    import os

    from django.core.management import call_command
    from granian.constants import Interfaces
    from granian.server import Server

    see_that_free(host, port)
    call_command("collectstatic", verbosity=0, interactive=False)
    print(f"Serving on http://{host}:{port}/ (stop with Ctrl-C)", flush=True)
    # The server's threads have two megabytes of stack, which numerical libraries can overrun.
    os.environ.setdefault("RUST_MIN_STACK", str(_STACK_BYTES))
    Server(
        "commonweave.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        log_access=False,
        respawn_failed_workers=True,
    ).serve()


def see_that_free(host: str, port: int) -> None:
    """Raise Conflict when nothing can listen there."""
    import socket

    from commonweave.kernel.refusals import Conflict, gettext_noop

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Conflict(
                "port_taken",
                gettext_noop("%(host)s port %(port)s cannot be listened on: %(error)s"),
                remedy=gettext_noop("Choose another one with --port."),
                values={"host": host, "port": port, "error": error.strerror or str(error)},
            ) from error
