"""The command that serves the product from one process, without anything beside it."""

import click
from flask.cli import ScriptInfo
from waitress import serve as waitress_serve


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen here.")
@click.option("--port", default=5000, show_default=True, help="On this port.")
@click.option("--threads", default=4, show_default=True, help="Requests at once.")
@click.pass_obj
def serve(info: ScriptInfo, host: str, port: int, threads: int) -> None:
    """Serve the product over HTTP until it is interrupted.

    For one machine and the embedded database. In production put gunicorn
    (`gunicorn wsgi:app`) behind a proxy that speaks TLS.
    """
    app = info.load_app()
    click.echo(f"Serving at http://{host}:{port}")
    waitress_serve(app, host=host, port=port, threads=threads, ident=None)
