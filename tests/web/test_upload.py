"""Uploading: who may, what is refused, what is shown before it is added, and what happens when the work ends early."""

from __future__ import annotations

import io
import os
import tracemalloc
import zipfile
from collections.abc import Callable
from typing import Any

import anyio
import pytest
from editing_desk import House, house_at
from webpage import Webpage

from curbside.answer.answer import Answer
from curbside.answer.markdown import answer_markdown
from curbside.index.locks import writer_lock
from curbside.web.access import Access
from curbside.web.receiving import MOST_FILES, safe_name
from curbside.web.staging import Stage
from ingest.test_pdf_hostile import encrypted

ASTHMA = b"""---
title: Asthma in adults
kind: guideline
year: 2024
publisher: A body
jurisdiction: GB
language: en
id: asthma
doi: 10.1000/asthma
---
## Treatment

Adults with asthma are treated with inhaled corticosteroids.
"""
PAGE = b"""<html><head><title>Migraine: acute treatment</title></head><body><main><h1>Migraine: acute treatment</h1>
<p>Adults with acute migraine are treated with a triptan and a non-steroidal anti-inflammatory drug.</p>
<p>Opioids are not given to adults with acute migraine, because they make headache chronic.</p></main></body></html>"""


# -- who may


@pytest.mark.parametrize("role", ["reader", "reviewer"])
@pytest.mark.parametrize("path", ["/upload", "/upload/0123456789abcdef", "/sources/gout/standing"])
def test_readers_and_reviewers_neither_upload_nor_change_how_a_source_stands(
    house: House, role: str, path: str
) -> None:
    refused = house.browser(role).get(path)
    assert refused.status_code == 403
    assert "It takes one of: editor, admin." in refused.text
    assert house.send(("asthma.md", ASTHMA), role=role).status_code == 403
    assert not house.staging.folder.exists()


def test_whoever_is_not_signed_in_is_asked_to_and_comes_back(house: House) -> None:
    for path in ("/upload", "/sources/gout/standing"):
        asked = house.browser("").get(path)
        assert (asked.status_code, asked.headers["location"]) == (303, f"/login?next={path.replace('/', '%2F')}")
    assert house.send(("asthma.md", ASTHMA), role="").status_code == 303
    assert not house.staging.folder.exists()


@pytest.mark.parametrize("verb", ["record", "remove", "add", "again", "drop"])
def test_only_editors_work_on_uploads(house: House, verb: str) -> None:
    upload = house.read(("asthma.md", ASTHMA))
    for role, status in (("reviewer", 403), ("", 303)):
        fields = {"looked": "yes", "file": "asthma.md"}
        assert house.browser(role).post(f"/upload/{upload.id}/{verb}", data=fields).status_code == status
    assert house.staging.load(upload.id) == upload
    assert house.held == ["gout"]


def test_pages_of_uploads_are_kept_by_no_cache(house: House) -> None:
    for path in ("/upload", "/sources/gout/standing"):
        assert house.browser().get(path).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("token", ["", "x" * 64, None])
def test_a_form_from_elsewhere_writes_nothing(house: House, token: str | None) -> None:
    browser = house.browser()
    fields = {} if token is None else {"csrf": token}
    sent = super(type(browser), browser).post("/upload", data=fields, files={"files": ("asthma.md", ASTHMA)})
    assert sent.status_code == 403
    assert list(house.staging.folder.iterdir()) == []


def test_a_token_that_follows_its_files_comes_too_late(house: House) -> None:
    browser = house.browser()
    token = browser.token()
    body = (
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.md"\r\n\r\n' + ASTHMA + b"\r\n"
        b'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + token.encode() + b"\r\n--b--\r\n"
    )
    headers = {"content-type": "multipart/form-data; boundary=b"}
    sent = super(type(browser), browser).post("/upload", content=body, headers=headers)
    assert sent.status_code == 403
    assert list(house.staging.folder.iterdir()) == []


# -- receiving


def test_more_than_is_allowed_is_refused_and_nothing_of_it_kept(house: House) -> None:
    with house_at(house.engine.folder, Access(upload_bytes=1_000_000)) as small:
        small.browsers["editor"] = small.browser("admin")
        sent = small.send(("big.pdf", b"%PDF" + b"x" * 1_000_000))
        assert sent.status_code == 413
        assert "larger than 1 MB together. Send fewer at once" in sent.text
        assert list(small.staging.folder.iterdir()) == []


def test_files_go_to_disk_as_they_come_and_not_through_memory(house: House) -> None:
    """Driven as a server drives it: in pieces, of which the first ones lie on disk before the last one is sent."""
    token = house.browser().token()
    piece, most = os.urandom(60_000), 400
    begin = (
        b'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + token.encode() + b"\r\n"
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="big.pdf"\r\n\r\n'
    )
    sent = on_disk = 0

    def come() -> dict[str, Any]:
        nonlocal sent, on_disk
        sent += 1
        if sent == most:
            on_disk = sum(one.stat().st_size for one in house.staging.folder.rglob("big.pdf"))
        body = begin if sent == 1 else piece if sent <= most else b"\r\n--b--\r\n"
        return {"type": "http.request", "body": body, "more_body": sent <= most}

    tracemalloc.start()
    answered = driven(house, come)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answered[0]["status"] == 303
    assert on_disk > (most - 30) * len(piece)
    assert peak < 8_000_000


def test_a_form_that_ends_early_leaves_nothing_behind(house: House) -> None:
    browser = house.browser()
    body = (
        b'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + browser.token().encode() + b"\r\n"
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.md"\r\n\r\nhalf'
    )
    headers = {"content-type": "multipart/form-data; boundary=b"}
    sent = super(type(browser), browser).post("/upload", content=body, headers=headers)
    assert (sent.status_code, "ended too early" in sent.text) == (400, True)
    assert list(house.staging.folder.iterdir()) == []


def test_a_browser_that_leaves_while_it_sends_leaves_nothing_behind(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    browser = house.browser()
    body = (
        b'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + browser.token().encode() + b"\r\n"
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.md"\r\n\r\nhalf'
    )
    came = [{"type": "http.request", "body": body, "more_body": True}, {"type": "http.disconnect"}]
    answered = driven(house, lambda: came.pop(0) if came else {"type": "http.disconnect"})
    assert [one["status"] for one in answered if "status" in one] in ([], [400])
    assert list(house.staging.folder.iterdir()) == []
    assert not [one for one in caplog.records if one.message == "defect"]


def driven(house: House, come: Callable[[], dict[str, Any]]) -> list[Any]:
    """Send an upload piece by piece, as a server does; what came back."""
    browser = house.browser()
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = [(b"content-type", b"multipart/form-data; boundary=b"), (b"cookie", cookies.encode())]
    scope = {
        "type": "http", "method": "POST", "path": "/upload", "raw_path": b"/upload", "query_string": b"",
        "headers": headers, "scheme": "http", "client": ("127.0.0.1", 1), "server": ("testserver", 80),
        "http_version": "1.1", "root_path": "",
    }  # fmt: skip
    answered: list[Any] = []

    async def receive() -> dict[str, Any]:
        return come()

    async def send(message: Any) -> None:
        answered.append(message)

    anyio.run(house.app, scope, receive, send)
    return answered


def test_no_file_and_too_many_files_are_told(house: House) -> None:
    none = house.browser().post("/upload", data={}, files={"files": ("", b"")})
    assert (none.status_code, "No file was chosen." in none.text) == (400, True)
    many = house.send(*[(f"{number}.md", b"x") for number in range(MOST_FILES + 1)])
    assert (many.status_code, "more than 100 files" in many.text) == (413, True)
    assert list(house.staging.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\Users\\me\\NICE guideline.pdf", "NICE guideline.pdf"),
        (".hidden.md", "hidden.md"),
        ("..", "file"),
        ("/", "file"),
        ("a\0b\nc.md", "a_b_c.md"),
        ("Behçet’s.pdf", "Behçet_s.pdf"),
        ("-rf.md", "-rf.md"),
        ("paper.nxml.gz", "paper.nxml.gz"),
        ("_defaults.yaml", "_defaults.yaml"),
    ],
)
def test_a_name_is_a_name_and_no_path(said: str, kept: str) -> None:
    assert safe_name(said, ()) == kept


def test_long_names_and_equal_names_are_told_apart() -> None:
    long = safe_name("x" * 400 + ".nxml.gz", ())
    assert (len(long) <= 124, long.endswith(".nxml.gz")) == (True, True)
    assert safe_name("a.md", ["A.md"]) == "a-2.md"
    assert safe_name("a.md", ["a.md", "a-2.md"]) == "a-3.md"


def test_a_name_that_leads_out_stays_in_the_folder_of_its_upload(house: House) -> None:
    upload = house.read(("../../../escaped.md", ASTHMA))
    assert upload.files == ["escaped.md"]
    assert [one.name for one in house.staging.files(upload.id).iterdir()] == ["escaped.md"]


# -- what is shown before anything is added


def test_an_upload_is_shown_and_added_only_when_it_is_confirmed(house: House) -> None:
    upload = house.read(("asthma.md", ASTHMA))
    shown = house.page(upload).text_of_main
    assert "Asthma in adults guideline · 2024 · 1 statement · 0 tables · new" in shown
    assert house.held == ["gout"]
    refused = house.post(upload, "add")
    assert (refused.status_code, "not confirmed that the files were looked at" in refused.text) == (400, True)
    added = house.add(upload)
    assert (added.stage, added.read[0].outcome) == (Stage.ADDED, {"added": 1})
    assert house.held == ["asthma", "gout"]
    assert house.page(added).one("a", href="/sources/asthma").text == "Asthma in adults"


def test_the_audit_trail_names_the_documents_and_nothing_of_their_text(house: House) -> None:
    house.add(house.read(("asthma.md", ASTHMA)))
    confirmed, added = house.told()[-2:]
    assert (confirmed.action, added.action, added.actor) == ("upload_confirmed", "upload_added", "a-editor")
    assert (added.detail["files"], added.detail["documents"], added.detail["added"]) == (1, ["asthma"], 1)
    assert "corticosteroids" not in str(confirmed.detail) + str(added.detail)


def test_what_is_there_already_is_unchanged_and_what_differs_is_updated(house: House) -> None:
    house.add(house.read(("asthma.md", ASTHMA)))
    again = house.read(("asthma.md", ASTHMA), ("gout.md", b"---\ntitle: Gout\nid: gout\n---\nGout is treated.\n"))
    assert [one.documents[0].held for one in again.read] == [
        "held already, unchanged",
        "replaces the text or record that is held",
    ]
    assert [one.outcome for one in house.add(again).read] == [{"unchanged": 1}, {"updated": 1}]


def zipped(**members: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


BAD = {
    "empty.md": (b"", "empty.md"),
    "notes.xlsx": (b"PK\x03\x04", "is of a format that is not read"),
    "page.exe": (b"MZ", "is of a format that is not read"),
    "locked.pdf": (encrypted(b"secret"), "needs a password"),
    "broken.pdf": (b"%PDF-1.4 nothing", "broken.pdf"),
    "bomb.zip": (zipped(**{"a.md": b"\0" * 120_000_000}), "unpacks"),
    "nested.zip": (zipped(**{"b.zip": b"PK"}), "archive inside an archive"),
}


def test_each_file_that_cannot_be_taken_says_why_and_the_others_go_in(house: House) -> None:
    upload = house.read(*[(name, content) for name, (content, _) in BAD.items()], ("asthma.md", ASTHMA))
    for one, (_, why) in zip(upload.read, BAD.values(), strict=False):
        assert any(why in error for error in one.errors), one
        assert one.ids == []
    added = house.add(upload)
    assert added.read[-1].outcome == {"added": 1}
    assert all(one.errors for one in added.read[:-1])
    assert house.held == ["asthma", "gout"]


def test_curbside_s_own_output_is_refused(house: House, answer: Answer) -> None:
    upload = house.read(("answer.md", answer_markdown(answer).encode()))
    assert "its own output is never evidence" in upload.read[0].errors[0]
    assert "There is nothing here that can be added." in house.page(upload).text_of_main
    assert house.post(upload, "add", looked="yes").status_code == 400


def test_an_archive_goes_in_as_it_does_on_the_command_line(house: House) -> None:
    added = house.add(house.read(("pack.zip", zipped(**{"asthma.md": ASTHMA, "../out.md": ASTHMA}))))
    assert added.read[0].outcome == {"added": 1}
    assert "leads out of the archive" in added.read[0].errors[0]


def test_the_rules_of_evidence_are_shown_for_what_people_write(house: House) -> None:
    bare = b"---\ntitle: A source\n---\nIt helps 40 %.\n"
    upload = house.read(("bare.md", bare))
    assert any("[record_is_complete]" in finding for finding in upload.read[0].findings)
    assert "break a rule of evidence" in house.page(upload).text_of_main


def test_a_file_that_may_tell_of_one_patient_is_pointed_out(house: House) -> None:
    letter = b"---\ntitle: A letter\n---\nMrs Jane Smith, born 3 March 1961, hospital number 4412345, has gout.\n"
    upload = house.read(("letter.md", letter))
    assert "This may tell of one patient" in upload.read[0].warnings[0]


# -- the record


def test_a_record_is_suggested_from_the_file_and_corrected_beside_it(house: House) -> None:
    upload = house.read(("migraine.html", PAGE))
    page = house.page(upload)
    assert page.one("input", name="title")["value"] == "Migraine: acute treatment"
    fields = {"file": "migraine.html", "title": "Migraine in adults", "kind": "guideline", "year": "2023"}
    fields |= {"authors": "Berg B\r\nCarr C", "doi": "https://doi.org/10.1000/migraine", "container": "A journal"}
    assert house.post(upload, "record", **fields).status_code == 303
    corrected = house.done(upload.id)
    assert (corrected.read[0].documents[0].title, corrected.read[0].documents[0].year) == ("Migraine in adults", 2023)
    assert corrected.read[1].beside == "migraine.html"
    house.add(corrected)
    (source,) = house.engine.find_sources("10.1000/migraine")
    assert (source.reference.authors, source.reference.container) == (("Berg B", "Carr C"), "A journal")


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("title", "", "has no title"),
        ("year", "last year", "`year` is 'last year'"),
        ("doi", "no doi", "doi"),
        ("pmid", "12 34", "pmid"),
        ("kind", "blog", "`kind` is 'blog'"),
        ("audience", "nurse", "`audience`"),
        ("authors", "x" * 2_001, "longer than 2,000 characters"),
    ],
)
def test_a_record_that_cannot_be_one_is_told_and_not_kept(house: House, name: str, value: str, why: str) -> None:
    upload = house.read(("migraine.html", PAGE))
    refused = house.post(
        upload, "record", **{"file": "migraine.html", "title": "Migraine", "year": "2023", name: value}
    )
    page = Webpage(refused.text)
    assert refused.status_code == 400
    assert why in page.one("p", id="problem").text
    if name == "doi":
        assert page.one("input", name="doi")["value"] == value
    assert house.staging.load(upload.id) == upload
    assert [one.name for one in house.staging.files(upload.id).iterdir()] == ["migraine.html"]


def test_a_record_that_came_along_keeps_what_the_form_does_not_ask_for(house: House) -> None:
    record = b"title: Migraine\nlicence: https://creativecommons.org/licenses/by/4.0/\n"
    upload = house.read(("migraine.html", PAGE), ("migraine.html.yaml", record))
    house.post(upload, "record", file="migraine.html", title="Migraine in adults", kind="guideline")
    house.add(house.done(upload.id))
    (source,) = (one for one in house.engine.library().all_sources() if one.document_id != "gout")
    assert source.reference.title == "Migraine in adults"
    assert source.reference.licence == "https://creativecommons.org/licenses/by/4.0/"


def test_the_record_of_a_file_that_holds_it_is_not_written_over(house: House) -> None:
    upload = house.read(("asthma.md", ASTHMA))
    assert "written in the file" in house.page(upload).text_of_main
    assert house.post(upload, "record", file="asthma.md", title="Other").status_code == 400
    assert house.post(upload, "record", file="../gout.md", title="Other").status_code == 400


def test_a_file_can_be_left_out(house: House) -> None:
    upload = house.read(("asthma.md", ASTHMA), ("migraine.html", PAGE))
    assert house.post(upload, "remove", file="migraine.html").status_code == 303
    left = house.done(upload.id)
    assert left.files == ["asthma.md"]
    last = house.post(left, "remove", file="asthma.md")
    assert (last.status_code, last.headers["location"]) == (303, "/upload")
    assert house.browser().get(f"/upload/{upload.id}").status_code == 404


# -- work, and its end


def test_while_somebody_works_on_an_upload_its_page_tells_how_far_and_looks_again(house: House) -> None:
    upload = house.read(("asthma.md", ASTHMA))
    held = house.staging.hold(upload.id)
    upload.stage, upload.percent, upload.step = Stage.ADDING, 40, "reading"
    upload.waits_for = "process 12 (curbside add)"
    house.staging.save(upload)
    page = house.page(upload)
    assert "being added. 40 %, reading. It waits for process 12 (curbside add)" in page.text_of_main
    assert page.one("section", id="upload")["hx-get"] == f"/upload/{upload.id}"
    assert page.one("a", href=f"/upload/{upload.id}").text == "Reload"
    assert house.post(upload, "add", looked="yes").status_code == 409
    held.release()


def test_an_upload_whose_process_ended_says_so_and_can_be_added_again(house: House) -> None:
    upload = house.read(("asthma.md", ASTHMA))
    upload.stage = Stage.ADDING  # and nobody holds its lock: as a process leaves it that is killed
    house.staging.save(upload)
    page = house.page(upload)
    assert "This upload is interrupted, add again" in page.text_of_main
    assert "hx-get" not in page.one("section", id="upload").attributes
    assert "interrupted, add again" in Webpage(house.browser().get("/upload").text).text_of_main
    assert house.add(upload).read[0].outcome == {"added": 1}


def test_a_server_that_stops_leaves_the_upload_interrupted_and_the_library_whole(house: House) -> None:
    upload = house.read(("asthma.md", ASTHMA))
    served = house.app.state.served
    add = served.add

    def stopped_meanwhile(*paths: Any, **how: Any) -> Any:
        for close in served._closing:
            close.__self__._ending.set()
        return add(*paths, **how)

    served.add = stopped_meanwhile
    house.post(upload, "add", looked="yes")
    after = house.done(upload.id)
    assert after.stage is Stage.ADDING
    assert "interrupted, add again" in house.page(after).text_of_main
    house.engine.library()
    with house_at(house.engine.folder) as again:
        again.browsers["editor"] = again.browser("admin")
        assert set(again.add(after).read[0].outcome) <= {"added", "unchanged"}
        assert again.held == ["asthma", "gout"]


def test_while_another_process_writes_the_upload_says_who_and_can_be_added_after(house: House) -> None:
    upload = house.read(("asthma.md", ASTHMA))
    with writer_lock(house.engine.folder, 0):
        failed = house.add(upload)
    assert failed.stage is Stage.FAILED
    assert f"is being written by process {os.getpid()}" in house.page(failed).text_of_main
    assert house.add(failed).read[0].outcome == {"added": 1}


def test_an_account_that_was_taken_away_adds_nothing(house: House) -> None:
    from curbside.articles.accounts import disable
    from curbside.articles.actor import local_operator

    upload = house.read(("asthma.md", ASTHMA))
    browser = house.browser()
    disable(house.desk, local_operator(), "a-editor")
    assert browser.post(f"/upload/{upload.id}/add", data={"looked": "yes"}).status_code == 303  # to sign in
    assert house.held == ["gout"]


def test_uploads_are_listed_and_go_after_a_day(house: House) -> None:
    upload = house.read(("asthma.md", ASTHMA))
    assert "asthma.md to be looked at" in Webpage(house.browser().get("/upload").text).text_of_main
    for path in [*house.staging.folder.glob("*/*"), house.staging.folder / upload.id]:
        os.utime(path, (1, 1))
    held = house.staging.hold(upload.id)
    assert "asthma.md" in house.browser().get("/upload").text  # somebody has it in hand
    held.release()
    os.utime(house.staging.folder / upload.id, (1, 1))
    assert "asthma.md" not in house.browser().get("/upload").text
    assert list(house.staging.folder.iterdir()) == []


@pytest.mark.parametrize("name", ["0123456789abcdef", "%2e%2e", "x", "0123456789ABCDEF"])
def test_an_upload_that_is_not_there_is_not_found(house: House, name: str) -> None:
    assert house.browser().get(f"/upload/{name}").status_code == 404
    assert house.browser().post(f"/upload/{name}/add", data={"looked": "yes"}).status_code == 404
