"""The command that serves the product from one process, without anything beside it."""

import click
from flask.cli import ScriptInfo
from waitress.server import create_server


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen here.")
@click.option(
    "--port",
    default=5000,
    show_default=True,
    envvar="PORT",
    help="On this port; the setting PORT names another.",
)
@click.option("--threads", default=4, show_default=True, help="Requests at once.")
@click.pass_obj
def serve(info: ScriptInfo, host: str, port: int, threads: int) -> None:
    """Serve the product over HTTP until it is interrupted.

    For one machine and the embedded database. In production put gunicorn
    (`gunicorn wsgi:app`) behind a proxy that speaks TLS. Exit status 1 if it cannot
    begin, as when the port is not free; 0 once it was ended.
    """
    app = info.load_app()
    try:
        server = create_server(app, host=host, port=port, threads=threads, ident=None)
    except OSError as error:
        raise click.ClickException(
            f"Port {port} of {host} is not free ({error.strerror}). End what listens"
            " there, or choose another port by the setting PORT."
        ) from error
    click.echo(f"Serving at http://{host}:{port}")
    server.run()
