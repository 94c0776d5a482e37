"""Somebody who opens pages one after another, and notes what is wrong with them."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urldefrag, urlsplit

from flask import Flask
from playwright.sync_api import Error, Page, ViewportSize
from werkzeug.exceptions import HTTPException

from pncrecruit.access.rules import Role
from tests.browser.addresses import Address
from tests.browser.english import left_in, spanish_in
from tests.browser.judging import CONTRAST, EVERYTHING, dress, judge

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 320, "height": 900}
LIKE_IT = 1  # so many addresses that differ in their record alone are asked for
# Whoever may not read every record says why first: what comes then is a page too.
ASKS_WHY = {
    "officers.officer",
    "recruitment.application",
    "recruitment.documents",
    "retention.alert",
    "retention.score",
}
# What is asked for in a form; the question for a reason asks for nothing else.
ASKED = "main form :is(input:not([type=hidden]), select, textarea)"
# One page of each kind of content, to see the dark colours of.
IN_THE_DARK = {
    "home.index",
    "access.approval",
    "equity.funnel",
    "equity.public_page",
    "imports.batch",
    "recruitment.applicants",
    "recruitment.application",
    "recruitment.board",
    "recruitment.call_requirements",
    "recruitment.new_applicant",
    "retention.alert",
    "retention.model",
    "officers.unit",
}
# What is read, what is led to, and the shape of the content without its words.
SEEN = """() => {
  const foreign = 'script, style, template, [lang=en]'
  const texts = new Set([document.title])
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (!node.parentElement.closest(foreign)) texts.add(node.data)
  const spoken = ['aria-label', 'aria-description', 'title', 'placeholder', 'alt']
  for (const node of document.querySelectorAll('*'))
    for (const name of spoken)
      if (node.hasAttribute(name) && !node.closest(foreign))
        texts.add(node.getAttribute(name))
  const links = [...document.querySelectorAll('a[href]')]
  const here = links.map(one => one.getAttribute('href')).filter(to => /^#./.test(to))
  const main = (document.querySelector('main') ?? document.body).querySelectorAll('*')
  return {
    lang: document.documentElement.lang,
    title: document.title,
    texts: [...texts].map(one => one.replace(/\\s+/g, ' ').trim()).filter(Boolean),
    links: links.filter(one => one.origin === location.origin
      && !one.getAttribute('href').startsWith('#')).map(one => one.href),
    dead: here.filter(to => !document.getElementById(decodeURIComponent(to.slice(1)))),
    shape: [...new Set([...main].map(one => [one.tagName,
      one.className?.baseVal ?? one.className, ...one.getAttributeNames()].join(' ')))],
  }
}"""
TOO_WIDE = """() => {
  const {scrollWidth, clientWidth} = document.documentElement
  if (scrollWidth <= clientWidth) return ''
  return [...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > clientWidth + 0.5).slice(-3)
    .map(one => `${one.tagName}.${one.className} ${one.textContent.trim()}`)
    .map(one => one.slice(0, 80))
    .join(' | ') || 'something'
}"""
# Rows, options and bars that are alike are judged by the first of them.
THIN = """() => {
  for (const parent of document.querySelectorAll('main *')) {
    if (parent.tagName === 'TR') continue
    const alike = new Map()
    for (const child of [...parent.children]) {
      const kind = [child.tagName, child.className?.baseVal ?? child.className].join()
      alike.set(kind, (alike.get(kind) ?? 0) + 1)
      if (alike.get(kind) > 12) child.remove()
    }
  }
}"""


@dataclass
class Seen:
    """What was seen already: the pages that axe has judged, the links asked for.

    A page in which no kind of element is new is not judged again, whoever opens it. The
    links of a role are counted by the view that answers and the names of the arguments.
    """

    judged: dict[object, set[str]] = field(default_factory=lambda: defaultdict(set))
    dark: set[str] = field(default_factory=set)
    asked: dict[Role, Counter[object]] = field(
        default_factory=lambda: defaultdict(Counter)
    )


@dataclass
class Reader:
    """A page of one role, and all that was found wrong on the way."""

    page: Page
    app: Flask
    seen: Seen
    asked: Counter[object] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    lang: str = "es"  # what the pages should be in
    is_narrow: bool = False
    looked: int = 0

    def note(self, what: str) -> None:
        """Keep what is wrong with what is open."""
        self.wrong.append(f"{urlsplit(self.page.url).path}: {what}")

    def open(self, address: Address) -> None:
        """Open a page and look at it, and at what its question for a reason hides."""
        try:
            answer = self.page.goto(address.path)
        except Error as error:
            self.note(f"{address.path} ({address.endpoint}): {error.message}")
            return
        assert answer is not None
        if answer.status >= 400:
            self.note(f"{answer.status} ({address.endpoint})")
            return
        if urlsplit(self.page.url).path != address.path:
            self.note(f"opened instead of {address.path} ({address.endpoint})")
            return
        self.look(dark=address.endpoint)
        asked = self.page.locator(ASKED)
        if address.endpoint in ASKS_WHY and asked.count() == 1:
            asked.fill("Revisión de rutina")
            with self.page.expect_navigation():
                self.page.locator("main form button[type=submit]").click()
            self.look()

    def look(self, *, dark: str = "") -> None:
        """Look at what is open: its words, its links, its width, and what axe says."""
        seen = self.page.evaluate(SEEN)
        if seen["lang"] != self.lang:
            self.note(f"lang={seen['lang']}")
        if not seen["title"]:
            self.note("no title")
        left, other = left_in, "English"
        if self.lang == "en":
            left, other = spanish_in, "Spanish"
        for text in sorted(left(seen["texts"])):
            self.note(f"{other}: {text!r}")
        for link in seen["dead"]:
            self.note(f"no {link} on the page")
        for link in seen["links"]:
            self.links.setdefault(urldefrag(link).url, urlsplit(self.page.url).path)
        # Each page is first seen as wide as the last one was left; then half of them
        # are judged wide, and half narrow.
        if self.is_narrow:
            self._measure()
        self._resize()
        if self.is_narrow:
            self._measure()
        self._judge(seen["shape"], dark=dark)
        self.looked += 1

    def _resize(self) -> None:
        self.page.set_viewport_size(WIDE if self.is_narrow else NARROW)
        self.is_narrow = not self.is_narrow

    def _measure(self) -> None:
        if out := self.page.evaluate(TOO_WIDE):
            self.note(f"wider than {NARROW['width']} px: {out}")

    def _judge(self, kinds: list[str], *, dark: str) -> None:
        judged = self.seen.judged[self._kind(self.page.url)]
        is_dark = dark in IN_THE_DARK - self.seen.dark
        if is_dark or not judged.issuperset(kinds):
            self.page.evaluate(THIN)
        # What surrounds the content is the same on every page of a role.
        whole = self.looked == 0
        if not judged.issuperset(kinds):
            judged.update(kinds)
            self._note_all(judge(self.page, EVERYTHING, whole=whole))
        if is_dark:
            self.seen.dark.add(dark)
            dress(self.page, "dark")
            self._note_all(judge(self.page, CONTRAST, whole=whole))

    def _note_all(self, found: list[str]) -> None:
        for one in found:
            self.note(one)

    def follow(self) -> None:
        """Ask for what the pages lead to; of addresses that are alike, only some."""
        for link, source in self.links.items():
            kind = self._kind(link)
            self.asked[kind] += 1
            if self.asked[kind] > LIKE_IT:
                continue
            status = self.page.request.get(link).status
            if status >= 400:
                self.wrong.append(f"{source} leads to {link}: {status}")

    def _kind(self, link: str) -> object:
        """Return the view of an address and the names of its arguments."""
        parts = urlsplit(link)
        try:
            endpoint, _ = self.app.url_map.bind(parts.netloc).match(parts.path)
        except HTTPException:
            return link
        return endpoint, tuple(name for name, _ in parse_qsl(parts.query))
