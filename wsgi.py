"""The application for a server: `gunicorn wsgi:app`, or `flask --app wsgi`."""

from pncrecruit.app import create_app

app = create_app()
