"""The command `pncrecruit`: each group is loaded when it is called, not before."""

import os
from importlib import import_module
from pathlib import Path

import click
from dotenv import load_dotenv
from flask import Flask
from flask.cli import ScriptInfo, with_appcontext

from pncrecruit.app import UnsafeSettings, create_app
from pncrecruit.db import writing

# The fitting of models takes seconds to import; `pncrecruit db` must not wait for it.
COMMANDS = {
    "access": "pncrecruit.access.cli:access",
    "alerts": "pncrecruit.retention.cli:alerts",
    "audit": "pncrecruit.audit.cli:audit",
    "backup": "pncrecruit.oversight.cli:backup",
    "db": "pncrecruit.web.schema_cli:db",
    "demo": "pncrecruit.demo.cli:demo",
    "figures": "pncrecruit.equity.cli:figures",
    "import": "pncrecruit.imports.cli:import_",
    "jobs": "pncrecruit.jobs.cli:group",
    "model": "pncrecruit.retention.cli:model",
    "public": "pncrecruit.equity.cli:public",
    "restore": "pncrecruit.oversight.cli:restore",
    "serve": "pncrecruit.web.cli:serve",
    "units": "pncrecruit.officers.cli:units",
    "user": "pncrecruit.access.cli:user",
}

ENV_FILE = Path(__file__).resolve().parent.parent / ".env"


def read_env_file() -> None:
    """Take the settings of `.env`, unless the environment itself says the mode.

    `make setup` and `make run` write it for the demo. A server's settings are its
    environment's alone: `wsgi.py` never reads the file.
    """
    if "PNCRECRUIT_MODE" not in os.environ:
        load_dotenv(ENV_FILE)


class _Commands(click.Group):
    def list_commands(self, _ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


def _application() -> Flask:
    """Return the application, or say in a sentence why it does not start."""
    try:
        return create_app()
    except UnsafeSettings as error:
        raise click.ClickException(f"{error}.".replace("..", ".")) from error


@click.group(cls=_Commands)
@click.pass_context
def main(ctx: click.Context) -> None:
    """PNC Recruit: recruitment, service records and retention of the police."""
    read_env_file()
    ctx.obj = ScriptInfo(create_app=_application)
    ctx.with_resource(writing())


__all__ = ["COMMANDS", "main", "with_appcontext"]
