"""Uploading as an editor does it, with the keyboard alone; what axe-core and a phone say of its pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.conftest import Visits, served
from browser.measuring import small_targets
from browser.test_accessibility import EVERY_RULE, RULES_ON_COLOUR, violations
from curbside.articles.accounts import add_account
from curbside.articles.actor import local_operator
from curbside.articles.database import open_database
from curbside.articles.desk import Desk
from curbside.articles.states import Role
from curbside.engine import Curbside

PASSWORD = "correct horse battery"
PAGE = """<html><head><title>Migraine: acute treatment</title></head><body><main><h1>Migraine: acute treatment</h1>
<p>Adults with acute migraine are treated with a triptan and a non-steroidal anti-inflammatory drug.</p>
</main></body></html>"""
BARE = "---\ntitle: A source\nid: bare\n---\nIt helps 40 %.\n"


@pytest.fixture
def editors(browser: Browser, _one_source: Path, tmp_path: Path) -> Iterator[Visits]:
    """Visits to a server with a library of its own and an editor's account."""
    library = tmp_path / "library"
    shutil.copytree(_one_source, library)
    with Curbside(library) as engine, open_database(library) as database:
        add_account(Desk(database, engine), local_operator(), "eva", Role.EDITOR, PASSWORD)
    with served(library, tmp_path / "log") as address:
        visits = Visits(browser, address)
        yield visits
        visits.end()


def looked_at(page: Page, name: str, pictures: Path) -> None:
    """No rule of axe-core is broken, by day and by night, and a phone shows all of it."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert violations(page, EVERY_RULE) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, RULES_ON_COLOUR) == []
    page.screenshot(path=pictures / f"{name}-desktop-dark.png", full_page=True, caret="initial")
    page.emulate_media(color_scheme="light")
    page.screenshot(path=pictures / f"{name}-desktop-light.png", full_page=True, caret="initial")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert small_targets(page) == []
    page.screenshot(path=pictures / f"{name}-phone-light.png", full_page=True, caret="initial")
    page.set_viewport_size({"width": 1280, "height": 800})


def focus(page: Page, wanted: str) -> None:
    """Go on with the tabulator until a thing of that name or id is reached."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(document.activeElement.id || '') + '|' + document.activeElement.textContent.trim()").find(
            wanted
        ) in (0, 1):
            return
    raise AssertionError(f"never came to {wanted}")


def test_an_editor_uploads_corrects_adds_and_retires(editors: Visits, tmp_path: Path, pictures: Path) -> None:
    (tmp_path / "migraine.html").write_text(PAGE, "utf-8")
    (tmp_path / "bare.md").write_text(BARE, "utf-8")
    (tmp_path / "table.xlsx").write_bytes(b"PK")
    page = editors.open("/upload")
    page.get_by_label("Name").fill("eva")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Upload sources")
    looked_at(page, "uploads", pictures)

    files = [tmp_path / name for name in ("migraine.html", "bare.md", "table.xlsx")]
    page.get_by_label("Files, at most").set_input_files(files)  # what the system's own dialog does
    page.get_by_label("Files, at most").focus()
    focus(page, "|Upload and read")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="table.xlsx")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("to be looked at")
    looked_at(page, "upload-read", pictures)

    title = page.get_by_label("Title")
    title.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Acute migraine in adults")
    page.keyboard.press("Enter")
    expect(page.get_by_role("listitem").filter(has_text="Acute migraine in adults")).to_be_visible()

    page.get_by_label("I have looked").focus()
    page.keyboard.press("Space")
    focus(page, "|Add 2 sources")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("This upload is added.")
    looked_at(page, "upload-added", pictures)

    page.get_by_role("link", name="Acute migraine in adults").click()
    page.get_by_role("link", name="For editors: how this source stands").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How this source stands")
    looked_at(page, "standing", pictures)
    page.get_by_label("Reason").focus()
    page.keyboard.type("A copy of another")
    focus(page, "|Retire")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Retire this source?")).to_be_visible()
    looked_at(page, "standing-asked", pictures)
    focus(page, "|Retire it")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Retired here")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="yes")).to_be_visible()


def test_an_upload_is_followed_and_added_without_scripts(editors: Visits, tmp_path: Path) -> None:
    (tmp_path / "bare.md").write_text(BARE, "utf-8")
    page = editors.open("/login?next=/upload", java_script_enabled=False)
    page.get_by_label("Name").fill("eva")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Files, at most").set_input_files(tmp_path / "bare.md")
    page.get_by_role("button", name="Upload and read").click()
    reload_until(page, "This upload is to be looked at.")
    page.get_by_label("I have looked").check()
    page.get_by_role("button", name="Add 1 source").click()
    reload_until(page, "This upload is added.")


def reload_until(page: Page, said: str) -> None:
    """Follow the link Reload, as long as it is there."""
    for _ in range(120):
        if page.get_by_role("status").inner_text() == said:
            return
        page.get_by_role("link", name="Reload").click()
        page.wait_for_timeout(250)
    raise AssertionError(page.get_by_role("status").inner_text())
