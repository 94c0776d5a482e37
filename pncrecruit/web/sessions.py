"""Sessions that live on the server: the cookie holds a random key and nothing else.

Before anyone is known there is nothing to keep on the server: what little a page
needs then (the token of a form, a message) travels in a signed cookie that is good
for as long as a session may rest. Signing in always makes a new key.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from flask import Flask, Request, Response, current_app, flash
from flask import session as flask_session
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface, SessionInterface, SessionMixin
from itsdangerous import BadSignature

from pncrecruit.db import db, now, writing

USER = "_user_id"  # where Flask-Login keeps who is signed in
PROOF = "fs_paa"  # where Flask-Security keeps when a password was last given
FLASHES = "_flashes"  # where Flask keeps what the next page says
TOUCH_EVERY = timedelta(minutes=1)
_plain = TaggedJSONSerializer()


class Stored(NamedTuple):
    """A session as the server keeps it, with the account it belongs to."""

    id: int
    data: dict[str, Any]
    created_at: datetime
    seen_at: datetime
    account: Any


class Store(Protocol):
    """Where sessions are kept. None of these commits."""

    def load(self, key_hash: str) -> Stored | None:
        """Return a session and its account."""

    def create(
        self, key_hash: str, user_key: str, data: dict[str, Any], at: datetime
    ) -> bool:
        """Keep a new session; False if there is no such account."""

    def change(self, session_id: int, data: dict[str, Any]) -> None:
        """Keep what a session holds now."""

    def touch(self, session_id: int, at: datetime) -> None:
        """Note that a session was used."""

    def end(self, session_id: int) -> None:
        """Forget a session."""


class ServerSession(SessionMixin):
    """What a session holds; read from the store when it is first asked for."""

    def __init__(self, sessions: "Sessions", cookie: str) -> None:
        """Remember the cookie; nothing is read yet."""
        self._sessions = sessions
        self._cookie = cookie
        self._held: dict[str, Any] | None = None
        self._left = False
        self._stored: Stored | None = None
        self._loaded: tuple[object, object] = (None, None)
        self.modified = False
        self.accessed = False

    def _read(self) -> dict[str, Any]:
        self.accessed = True
        if self._held is None:
            self._stored, self._held = self._sessions.read(self._cookie)
            self._loaded = (self._held.get(USER), self._held.get(PROOF))
        return self._held

    @property
    def account(self) -> Any:
        """Who is signed in: the session's account, if it has the key that it names."""
        key = self._read().get(USER)
        account = self._stored.account if self._stored else None
        return account if account is not None and account.key == key else None

    @property
    def stored(self) -> Stored | None:
        """The session as it was read from the store."""
        return self._stored

    @property
    def was_read(self) -> bool:
        """Whether anything was asked of it; Flask says so of any mention of it."""
        return self._held is not None and not self._left

    def leave(self) -> None:
        """Leave what is stored unread and as it is, whatever the request asks."""
        self._left, self._held = True, {}

    def take_up(self) -> None:
        """Read what is stored after all."""
        if self._left:
            self._left, self._held = False, None

    @property
    def needs_new_key(self) -> bool:
        """Whether somebody signed in, or proved anew who they are."""
        content = self._read()
        return self._loaded != (content.get(USER), content.get(PROOF))

    def __getitem__(self, key: str) -> Any:
        return self._read()[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._read()[key] = value
        self.modified = True

    def __delitem__(self, key: str) -> None:
        del self._read()[key]
        self.modified = True

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


class Sessions(SessionInterface):
    """Opens and saves the sessions of an application."""

    def __init__(self, app: Flask, store: Store) -> None:
        """Take the limits of the application's settings."""
        self._app = app
        self._store = store
        self._idle: timedelta = app.config["SESSION_IDLE"]
        self._longest: timedelta = app.permanent_session_lifetime
        self._signer = SecureCookieSessionInterface().get_signing_serializer(app)

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        """Return the session of a request, unread."""
        return ServerSession(self, request.cookies.get(self.get_cookie_name(app), ""))

    def read(self, cookie: str) -> tuple[Stored | None, dict[str, Any]]:
        """Return what a cookie stands for; nothing if it is old or not ours."""
        if "." in cookie:
            return None, self._signed(cookie)
        stored = self._store.load(_hash(cookie)) if cookie else None
        at = now()
        if stored is None or self._over(stored, at):
            return None, {}
        if at - stored.seen_at > TOUCH_EVERY:
            # Short and on its own: whatever the request does later may be undone.
            db.session.rollback()
            with writing():
                self._store.touch(stored.id, at)
                db.session.commit()
            stored = self._store.load(_hash(cookie))
            if stored is None:
                return None, {}
        return stored, dict(_plain.loads(json.dumps(stored.data)))

    def save_session(
        self, app: Flask, session: SessionMixin, response: Response
    ) -> None:
        """Keep what changed, and give a new key to whoever signed in."""
        if not isinstance(session, ServerSession) or not session.was_read:
            return
        response.vary.add("Cookie")
        if not session.modified:
            return
        db.session.rollback()
        with writing():
            cookie = self._keep(session)
            db.session.commit()
        self._set(app, response, cookie)

    def ride(self, session: ServerSession) -> bool:
        """Write what changed into the present transaction; False if that is not all.

        Whoever signs in or out, or is not signed in, needs a cookie as well.
        """
        stored = session.stored
        if stored is None or USER not in session or session.needs_new_key:
            return False
        self._store.change(stored.id, _data(session))
        return True

    def _keep(self, session: ServerSession) -> str | None:
        """Keep a session; return its new cookie, "" for none, None for the same."""
        stored, at = session.stored, now()
        if USER not in session:
            if stored is not None:
                self._store.end(stored.id)
            return self._sign(dict(session)) if session else ""
        if stored is not None and not session.needs_new_key:
            self._store.change(stored.id, _data(session))
            return None
        if stored is not None:
            self._store.end(stored.id)
        session.pop("csrf_token", None)
        key = secrets.token_urlsafe(32)
        kept = self._store.create(_hash(key), session[USER], _data(session), at)
        return key if kept else ""

    def _set(self, app: Flask, response: Response, cookie: str | None) -> None:
        if cookie is None:
            return
        name = self.get_cookie_name(app)
        path, secure = self.get_cookie_path(app), self.get_cookie_secure(app)
        if cookie:
            response.set_cookie(
                name,
                cookie,
                path=path,
                secure=secure,
                httponly=True,
                samesite="Lax",
                max_age=self._longest,
            )
        else:
            response.delete_cookie(
                name, path=path, secure=secure, httponly=True, samesite="Lax"
            )

    def _over(self, stored: Stored, at: datetime) -> bool:
        return (
            at - stored.seen_at > self._idle or at - stored.created_at > self._longest
        )

    def _sign(self, data: dict[str, Any]) -> str:
        return "" if self._signer is None else str(self._signer.dumps(data))

    def _signed(self, cookie: str) -> dict[str, Any]:
        if self._signer is None:
            return {}
        try:
            held = self._signer.loads(cookie, max_age=int(self._idle.total_seconds()))
        except BadSignature:
            return {}
        return {name: value for name, value in held.items() if name != USER}


def leave_unread() -> None:
    """Answer the present request without a session: the same for whoever asks."""
    leave = getattr(flask_session, "leave", None)
    if leave is not None:
        leave()


def read_after_all() -> None:
    """Answer the present request with its session: an error is told to one reader."""
    take_up = getattr(flask_session, "take_up", None)
    if take_up is not None:
        take_up()


def commit_and_say(message: str, category: str = "success") -> None:
    """Commit what a deed wrote together with what the next page says of it.

    One transaction, where ``flash`` after a commit needs a second one for its message.
    If the commit fails, nothing is said.
    """
    session: Any = flask_session
    interface = current_app.session_interface
    before, changed = list(session.get(FLASHES, ())), session.modified
    flash(message, category)
    try:
        rides = isinstance(interface, Sessions) and interface.ride(session)
        db.session.commit()
    except BaseException:
        session.pop(FLASHES)
        if before:
            session[FLASHES] = before
        session.modified = changed
        raise
    if rides:
        session.modified = False


def install(app: Flask, store: Store) -> None:
    """Keep the sessions of an application in a store."""
    https = bool(app.config["HTTPS"])
    app.config.update(
        SESSION_COOKIE_NAME="__Host-session" if https else "session",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_PROTECTION=None,  # a phone changes its address all day
    )
    app.session_interface = Sessions(app, store)


def _data(session: ServerSession) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(_plain.dumps(dict(session)))
    return data


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
