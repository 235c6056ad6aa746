"""Archives: what of them is read, in which order, and what hostile ones come to."""

import gzip
import io
import tarfile
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curbside.errors import InputError, OwnOutput, UnreadableInput
from curbside.ingest import archives
from curbside.ingest.archives import read_archive
from curbside.ingest.own_output import MARK

Files = dict[str, bytes]


def source(title: str) -> bytes:
    return f"---\ntitle: {title}\n---\n{title} spreads to the liver first.\n".encode()


def article(title: str) -> bytes:
    return (
        '<article article-type="research-article"><front><article-meta><title-group><article-title>'
        f"{title}</article-title></title-group></article-meta></front><body><p>{title} is rare.</p></body></article>"
    ).encode()


class Named(io.BytesIO):
    name = "pack.zip"


def zipped(files: Files) -> Named:
    packed = Named()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    packed.seek(0)
    return packed


def tarred(files: Files, mode: str = "w:gz") -> Named:
    packed = Named()
    with tarfile.open(fileobj=packed, mode=mode) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    packed.seek(0)
    return packed


def tarred_plainly(files: Files) -> Named:
    return tarred(files, "w:")


PACKERS = pytest.mark.parametrize("pack", [zipped, tarred, tarred_plainly])


def titles(packed: io.BytesIO, skipped: list | None = None) -> list[str]:
    reads = read_archive(packed) if skipped is None else read_archive(packed, skipped.append)
    return [read.reference.title for read in reads]


@PACKERS
def test_members_are_read_in_order_of_their_names(pack):
    names = ["c.md", "sub/a.md", "b.md", "a.md"]
    assert titles(pack({name: source(name) for name in names})) == ["a.md", "b.md", "c.md", "sub/a.md"]


@PACKERS
def test_an_archive_is_known_by_its_content_and_read_from_a_file(pack, tmp_path):
    path = tmp_path / "pack.zip"
    path.write_bytes(pack({"a.md": source("Zorbitis")}).getvalue())
    assert titles(path) == ["Zorbitis"]


def test_a_stream_that_cannot_go_back_is_read():
    class Once(io.RawIOBase):
        def __init__(self, data: bytes) -> None:
            self.left = io.BytesIO(data)

        def read(self, size: int = -1) -> bytes:
            return self.left.read(size)

    assert titles(Once(tarred({"a.md": source("Zorbitis")}).getvalue())) == ["Zorbitis"]


@PACKERS
def test_pictures_hidden_files_and_readmes_are_passed_over_in_silence(pack):
    names = ["fig1.jpg", ".hidden.md", ".git/a.md", "__MACOSX/._a.md", "README.md", "notes.txt"]
    assert titles(pack({"a.md": source("A"), **{name: source("No") for name in names}}), skipped := []) == ["A"]
    assert skipped == []


@PACKERS
def test_a_package_s_pdf_of_its_article_is_not_read_twice(pack):
    package = {"PMC1/main.nxml": article("Zorbitis"), "PMC1/main.pdf": b"%PDF-1.4 not read", "PMC1/f.jpg": b"x"}
    assert titles(pack(package), skipped := []) == ["Zorbitis"]
    assert skipped == []


@PACKERS
def test_a_web_page_and_its_paper_s_xml_are_two_texts(pack):
    page = b"<title>Zorbitis</title><meta name=citation_doi content=10.9999/z><p>Zorbitis is rare indeed.</p>"
    ids = [read.id for read in read_archive(pack({"a.html": page, "b.md": source("B")}))]
    assert ids == ["html:doi:10.9999/z", "b"]


@PACKERS
def test_what_is_wrong_in_a_member_is_told_with_its_place_and_the_others_are_read(pack):
    files = {
        "a.md": source("A"),
        "deep/b.md": b"no front matter",
        "c.jsonl": b'{"title": "C", "text": "C is so."}\n{not json}\n',
        "d.jsonl": b"",
        "e.md": f"---\n{MARK}: 1\ntitle: E\n---\nE.\n".encode(),
    }
    skipped: list = []
    assert titles(pack(files), skipped) == ["A", "C"]
    assert [type(error) for error in skipped] == [UnreadableInput, UnreadableInput, UnreadableInput, OwnOutput]
    for error, name in zip(skipped, ["c.jsonl", "d.jsonl", "b.md", "e.md"], strict=True):
        assert error.message.startswith("pack.zip: ")
        assert name in error.message
        assert error.hint


def test_without_anybody_to_tell_the_first_fault_is_raised(refusal):
    error = refusal(UnreadableInput, lambda: titles(zipped({"b.md": b"none"})))
    assert error.message.startswith("pack.zip: ")
    assert "b.md" in error.message


@PACKERS
@pytest.mark.parametrize("name", ["../../a.md", "/etc/a.md", "sub/../../a.md", "C:\\a.md", "..\\a.md"])
def test_names_that_lead_out_are_passed_over_and_said(pack, name):
    assert titles(pack({name: source("Out"), "b.md": source("B")}), skipped := []) == ["B"]
    assert "leads out" in skipped[0].message


@PACKERS
def test_an_archive_in_an_archive_is_passed_over_and_said(pack):
    inner = zipped({"a.md": source("Inner")}).getvalue()
    assert titles(pack({"inner.zip": inner, "b.md": source("B")}), skipped := []) == ["B"]
    assert [error.message for error in skipped] == ["pack.zip: inner.zip is an archive inside an archive."]


def test_links_and_devices_are_passed_over_and_said():
    packed = tarred_plainly({"b.md": source("B")})
    with tarfile.open(fileobj=packed, mode="a") as archive:
        for kind, target in ((tarfile.SYMTYPE, "/etc/passwd"), (tarfile.LNKTYPE, "b.md"), (tarfile.CHRTYPE, "")):
            info = tarfile.TarInfo(f"link{kind.decode()}.md")
            info.type, info.linkname = kind, target
            archive.addfile(info)
    packed.seek(0)
    assert titles(packed, skipped := []) == ["B"]
    assert ["is a link or a device" in error.message for error in skipped] == [True] * 3

    link = zipfile.ZipInfo("a.md")
    link.external_attr = 0o120777 << 16
    packed = zipped({"b.md": source("B")})
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    packed.seek(0)
    assert titles(packed, skipped := []) == ["B"]
    assert "is a link" in skipped[0].message


def test_a_member_with_a_password_is_passed_over_and_said():
    data = bytearray(zipped({"a.md": source("A"), "b.md": source("B")}).getvalue())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert titles(Named(bytes(data)), skipped := []) == ["B"]
    assert "needs a password" in skipped[0].message


@PACKERS
def test_a_member_that_is_too_large_is_passed_over_and_said(pack, monkeypatch):
    monkeypatch.setattr(archives, "LARGEST_MEMBER", 1000)
    assert titles(pack({"a.md": source("A") * 100, "b.md": source("B")}), skipped := []) == ["B"]
    assert "unpacks to too much" in skipped[0].message


def test_a_zip_bomb_is_not_unpacked(refusal):
    packed = zipped({"a.md": b"\0" * 40_000_000, "b.md": source("B")})
    assert titles(packed, skipped := []) == ["B"]
    assert "unpacks to too much" in skipped[0].message


def test_a_directory_that_lies_about_sizes_is_caught():
    data = zipped({"a.md": b"\0" * 30_000_000, "b.md": source("B")}).getvalue()
    lied = data.replace((30_000_000).to_bytes(4, "little"), (3_000).to_bytes(4, "little"))
    assert titles(Named(lied), skipped := []) == ["B"]
    assert "a.md" in skipped[0].message


def test_many_small_bombs_are_one_bomb(refusal):
    one = zipped({f"{i}.md": b"\0" * 15_000_000 for i in range(3)})
    assert "unpacks to more" in refusal(UnreadableInput, lambda: titles(one, [])).message


def test_a_gzip_bomb_around_a_tar_is_stopped(refusal):
    packed = tarred({"a.jpg": b"\0" * 60_000_000})
    assert "unpacks to more" in refusal(UnreadableInput, lambda: titles(packed, [])).message


@PACKERS
def test_too_many_members_are_refused(pack, monkeypatch, refusal):
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)
    refusal(UnreadableInput, lambda: titles(pack({f"{i}.md": source(str(i)) for i in range(6)}), []))


def test_not_much_of_a_tar_is_held_back_to_bring_it_in_order(monkeypatch):
    monkeypatch.setattr(archives, "MOST_HELD", 150)
    names = [f"{i}.md" for i in reversed(range(9))]
    found = titles(tarred({name: source(name) for name in names}))
    assert sorted(found) == sorted(names)
    assert found != sorted(names)


@pytest.mark.parametrize(
    "data", [b"", b"plain words", b"PK\x03\x04 cut", gzip.compress(b"words", mtime=0), b"\x1f\x8bbroken", b"BZh91AY"]
)
def test_what_is_no_archive_is_refused(data, refusal):
    assert "pack.zip" in refusal(UnreadableInput, lambda: titles(Named(data), [])).message


@PACKERS
def test_an_archive_that_ends_early_is_refused_after_what_could_be_read(pack, refusal):
    data = pack({f"{i}.md": source(str(i)) * 50 for i in range(30)}).getvalue()
    refusal(UnreadableInput, lambda: titles(Named(data[: len(data) // 2]), []))


@PACKERS
def test_an_archive_with_nothing_to_read_is_refused(pack, refusal):
    assert "nothing that can be read" in refusal(UnreadableInput, lambda: titles(pack({"a.jpg": b"x"}), [])).message


def test_a_file_that_is_not_there_is_refused(tmp_path, refusal):
    refusal(UnreadableInput, lambda: titles(tmp_path / "none.zip"))


WHOLE = [pack({f"{i}.md": source(str(i)) for i in range(3)}).getvalue() for pack in (zipped, tarred, tarred_plainly)]


@given(
    st.sampled_from(WHOLE),
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=8),
    st.integers(0, 300),
)
@settings(max_examples=300)
def test_any_damage_is_read_or_refused(whole, changes, cut):
    data = bytearray(whole)
    for at, value in changes:
        data[at % len(data)] = value
    skipped: list[InputError] = []
    try:
        list(read_archive(Named(bytes(data[: len(data) - cut])), skipped.append))
    except InputError as error:
        skipped.append(error)
    assert all(error.message and error.hint for error in skipped)
