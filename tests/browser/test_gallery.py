"""The components in a browser: both themes, every width, keyboard, drafts, no fault."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from tests.browser.conftest import Live
from tests.web.gallery.page import create_gallery

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    """The gallery instead of the product: no database, nobody signs in."""
    app = create_gallery("es")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Live(app, f"http://127.0.0.1:{server.port}")
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.fixture
def gallery(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/")
    return page


@pytest.mark.parametrize(
    ("address", "width"),
    [
        ("/", 360),
        ("/", 1280),
        ("/?wrong&flash", 360),
        ("/errors/409", 360),
        ("/sheet", 1280),
    ],
)
def test_nobody_is_shut_out(
    context: BrowserContext,
    accessible: Callable[[Page], None],
    address: str,
    width: int,
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)

    accessible(page)


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1440])
def test_a_page_never_scrolls_sideways(gallery: Page, width: int) -> None:
    gallery.set_viewport_size({"width": width, "height": 800})

    over = gallery.evaluate("document.documentElement.scrollWidth - innerWidth")

    assert over <= 0


def test_open_menus_and_dialogs_shut_nobody_out(
    gallery: Page, accessible: Callable[[Page], None]
) -> None:
    gallery.get_by_text("Exportar").click()
    accessible(gallery)
    gallery.keyboard.press("Escape")
    gallery.get_by_text("Inspectora Rosa Lima").first.click()
    accessible(gallery)
    gallery.get_by_role("button", name="Atajos de teclado").click()
    expect(gallery.get_by_role("dialog")).to_be_visible()
    accessible(gallery)


def test_the_theme_follows_the_system_until_one_is_chosen(
    browser: Browser, live: Live
) -> None:
    context = browser.new_context(color_scheme="dark", base_url=live.url)
    page = context.new_page()
    root = page.locator("html")
    page.goto("/")
    expect(root).to_have_attribute("data-bs-theme", "dark")
    page.emulate_media(color_scheme="light")
    expect(root).to_have_attribute("data-bs-theme", "light")

    page.get_by_text("Inspectora Rosa Lima").first.click()
    page.get_by_role("button", name="Oscura").click()
    expect(root).to_have_attribute("data-bs-theme", "dark")
    page.reload()

    expect(root).to_have_attribute("data-bs-theme", "dark")
    assert context.cookies() == [] or {c["name"] for c in context.cookies()} == {
        "session"
    }
    context.close()


def test_the_keyboard_reaches_search_rows_and_help(gallery: Page) -> None:
    gallery.keyboard.press("/")
    expect(gallery.locator("#head-search")).to_be_focused()
    gallery.keyboard.type("jx?")
    expect(gallery.locator("#head-search")).to_have_value("jx?")

    gallery.locator("h1").click()
    gallery.keyboard.press("j")
    gallery.keyboard.press("j")
    gallery.keyboard.press("k")
    gallery.keyboard.press("j")
    gallery.keyboard.press("x")
    expect(gallery.locator("tr[data-cursor] th")).to_have_text(
        "Ch'oc Ba', Juan Domingo"
    )
    expect(gallery.locator("[data-bulk-count]")).to_have_text("1")

    gallery.keyboard.press("?")
    dialog = gallery.get_by_role("dialog", name="Atajos de teclado")
    expect(dialog).to_be_visible()
    dialog.get_by_role("checkbox").uncheck()
    gallery.keyboard.press("Escape")
    gallery.locator("h1").click()
    gallery.keyboard.press("?")
    expect(dialog).to_be_hidden()


COVERED = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect()
  const above = document.elementFromPoint(box.left + box.width / 2, box.top + 10)
  return Boolean(above?.closest('.bulk-bar, .action-bar, .head'))
    && !one.closest('.bulk-bar, .action-bar, .head')
}"""


def test_what_has_the_focus_is_never_under_a_bar(gallery: Page) -> None:
    gallery.set_viewport_size({"width": 360, "height": 640})
    gallery.locator("[data-select]").first.check()
    bar = gallery.locator("[data-bulk-bar]")
    expect(bar).to_be_visible()
    gallery.locator("#head-search").focus()

    for _ in range(60):
        gallery.keyboard.press("Tab")
        gallery.wait_for_timeout(20)
        focused = gallery.evaluate("document.activeElement.outerHTML.slice(0, 90)")
        assert gallery.evaluate(COVERED) is False, focused


def test_rows_are_selected_one_by_one_all_and_none(gallery: Page) -> None:
    bar = gallery.locator("[data-bulk-bar]")
    expect(bar).to_be_hidden()

    gallery.get_by_label("Seleccionar Tzul Ixcoy, María Elena").check()
    gallery.get_by_label("Seleccionar Álvarez Núñez, Ingrid Yesenia").click(
        modifiers=["Shift"]
    )
    expect(bar).to_contain_text("Filas seleccionadas: 3")

    gallery.get_by_label("Seleccionar todas las de esta página").check()
    expect(bar).to_contain_text("seleccionadas: 4")
    gallery.get_by_role("button", name="No seleccionar ninguna").click()
    expect(bar).to_be_hidden()


@pytest.mark.parametrize(
    ("typed", "shown", "said"),
    [
        ("9999000130101", "9999 00013 0101", "coincide"),
        ("9999000140101", "9999 00014 0101", "no coincide"),
        ("9999010100101", "9999 01010 0101", "se revisará a mano"),
        ("9999000132301", "9999 00013 2301", "No hay un departamento"),
        ("99990001", "9999 0001", "faltan: 5"),
    ],
)
def test_a_cui_is_grouped_and_judged_while_it_is_typed(
    gallery: Page, typed: str, shown: str, said: str
) -> None:
    gallery.locator("#cui").press_sequentially(typed)

    expect(gallery.locator("#cui")).to_have_value(shown)
    expect(gallery.locator("#cui-feedback")).to_contain_text(said)


def test_a_digit_in_the_middle_of_a_cui_keeps_its_place(gallery: Page) -> None:
    field = gallery.locator("#cui")
    field.press_sequentially("999900130101")
    for _ in range(6):
        field.press("ArrowLeft")
    field.press_sequentially("0")

    expect(field).to_have_value("9999 00103 0101")
    assert field.evaluate("input => input.selectionStart") == len("9999 0010")


def test_a_date_gets_its_slashes(gallery: Page) -> None:
    gallery.locator("#born").press_sequentially("27032004")
    expect(gallery.locator("#born")).to_have_value("27/03/2004")

    gallery.locator("#born").fill("")
    gallery.locator("#born").press_sequentially("7/3/2004")
    expect(gallery.locator("#born")).to_have_value("7/3/2004")


def test_a_draft_comes_back_until_it_was_sent(gallery: Page) -> None:
    gallery.clock.set_fixed_time(datetime(2026, 11, 25, 4, 5, tzinfo=UTC))
    gallery.locator("#given").fill("Ixchel Ch'umil")
    gallery.get_by_label("Mujer").check()
    gallery.get_by_label("K'iche'").check()
    gallery.wait_for_timeout(500)
    gallery.goto("/errors/401")
    gallery.goto("/")

    expect(
        gallery.get_by_text("Recuperamos lo que usted había escrito")
    ).to_be_visible()
    expect(gallery.locator("form [data-draft-when]")).to_have_text("24/11/2026 22:05")
    expect(gallery.locator("#given")).to_have_value("Ixchel Ch'umil")
    expect(gallery.get_by_label("Mujer")).to_be_checked()
    expect(gallery.get_by_label("K'iche'")).to_be_checked()

    gallery.goto("/?sent=sample")
    gallery.goto("/")
    expect(gallery.locator("#given")).to_have_value("")
    expect(gallery.get_by_text("Recuperamos lo que")).to_have_count(0)


def test_a_draft_can_be_discarded(gallery: Page) -> None:
    gallery.locator("#given").fill("Ixchel")
    gallery.wait_for_timeout(500)
    gallery.reload()
    gallery.get_by_role("button", name="Descartarlo").click()

    expect(gallery.locator("#given")).to_have_value("")
    gallery.wait_for_timeout(500)
    gallery.reload()
    expect(gallery.get_by_text("Recuperamos lo que")).to_have_count(0)


def test_a_draft_is_for_its_owner_alone(gallery: Page) -> None:
    gallery.locator("#given").fill("Ixchel")
    gallery.wait_for_timeout(500)
    gallery.goto("/?owner=u-2")

    expect(gallery.locator("#given")).to_have_value("")


def test_a_draft_of_an_older_version_is_offered_and_not_put_in(gallery: Page) -> None:
    gallery.locator("#given").fill("Ixchel")
    gallery.wait_for_timeout(500)
    gallery.goto("/?version=2")

    expect(gallery.get_by_text("el registro cambió después")).to_be_visible()
    expect(gallery.locator("#given")).to_have_value("")
    gallery.get_by_role("button", name="Mostrar lo que había escrito").click()
    expect(gallery.locator("#given")).to_have_value("Ixchel")


def test_ctrl_enter_sends_and_the_errors_are_brought_to_the_reader(
    gallery: Page,
) -> None:
    gallery.locator("#given").fill("Ixchel")
    gallery.locator("#given").press("Control+Enter")

    summary = gallery.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="CUI").click()
    expect(gallery.locator("#cui")).to_be_focused()
    expect(gallery.locator("#given")).to_have_value("Ixchel")


def test_a_confirmation_asks_first_and_can_be_left(gallery: Page) -> None:
    gallery.get_by_role("link", name="Retirar").click()
    dialog = gallery.get_by_role("dialog", name="¿Retirar a esta persona?")
    expect(dialog).to_be_visible()

    dialog.get_by_role("button", name="Cancelar").click()
    expect(dialog).to_be_hidden()
    expect(gallery.get_by_role("link", name="Retirar")).to_be_focused()


def test_a_long_list_can_be_searched(gallery: Page) -> None:
    box = gallery.get_by_role("combobox", name="Municipio de residencia")
    box.click()
    box.press_sequentially("cob")
    gallery.get_by_role("option", name="Cobán").click()

    expect(gallery.locator("select#town")).to_have_value("1")


def test_the_page_works_without_scripts(browser: Browser, live: Live) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=live.url)
    page = context.new_page()
    page.goto("/")

    page.get_by_text("Exportar").click()
    expect(page.get_by_role("link", name="CSV", exact=True)).to_be_visible()
    expect(page.locator("select#town")).to_be_visible()
    expect(page.get_by_role("button", name="Pasar a la fase siguiente")).to_be_visible()
    page.get_by_role("button", name="Guardar y siguiente").click()
    expect(page.get_by_role("alert")).to_contain_text("CUI")
    context.close()


def test_a_printed_list_leaves_the_page_around_it_out(gallery: Page) -> None:
    gallery.emulate_media(media="print")

    for part in (".head", ".rail", ".filters", ".action-bar", ".bulk-bar", ".pager a"):
        expect(gallery.locator(part).first).to_be_hidden()
    expect(gallery.locator("table.data").first).to_be_visible()
    assert gallery.locator("body").evaluate("e => getComputedStyle(e).color") == (
        "rgb(0, 0, 0)"
    )
