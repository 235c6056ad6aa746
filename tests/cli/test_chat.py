"""`curbside chat`: a conversation in the terminal, or through a pipe."""

from __future__ import annotations

import io
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from curbside import Curbside
from curbside.answer import conversation
from curbside.answer.conversation import LIFETIME_SECONDS
from curbside.chat import HELP, Chat
from curbside.errors import LibraryBusy
from curbside.terminal import console_for

from .conftest import Done, Run

NETS = "Where do neuroendocrine tumours spread?"
DROPS = "What is the dose of moxifloxacin eye drops?"


def said(done: Done) -> str:
    """What was printed, with the line breaks of the terminal taken out."""
    assert "Traceback" not in done.out + done.err
    return " ".join(done.out.split())


@pytest.fixture
def chat(run: Run, starter: Path) -> Run:
    """Say lines to `curbside chat`, one after the other."""

    def talk(*lines: str) -> Done:
        return run("chat", "--library", starter, stdin="".join(f"{line}\n" for line in lines))

    return talk


def test_a_follow_up_is_shown_as_it_was_understood(chat: Run) -> None:
    done = chat(NETS, "And in the rectum?", "how is that treated?")
    assert (done.code, done.err) == (0, "")
    assert "Understood as: Where do neuroendocrine tumours of the rectum spread?" in said(done)
    assert "Understood as: How are neuroendocrine tumours of the rectum treated?" in said(done)
    assert said(done).count("Understood as") == 2


def test_an_answer_is_brief_until_more_is_wanted(chat: Run, run: Run, starter: Path) -> None:
    brief = chat(NETS).out
    whole = chat(NETS, "more").out
    assert run("ask", NETS, "--library", starter, "--brief").out in brief
    assert run("ask", NETS, "--library", starter, "--all").out in whole
    assert len(brief) < len(whole)


def test_an_answer_without_a_direct_one_is_shown_whole(chat: Run, run: Run, starter: Path) -> None:
    question = "How is gout treated?"
    assert run("ask", question, "--library", starter).out in chat(question).out


def test_sources_are_shown_with_the_places_that_are_quoted(chat: Run) -> None:
    shown = said(chat(NETS, "sources"))
    assert "riihimaki-2016 ›" in shown
    assert "registry study" in shown


def test_after_new_nothing_leans_on_what_was_asked_before(chat: Run) -> None:
    done = chat(NETS, "new", "And in the rectum?")
    assert "Understood as" not in said(done)
    assert "A new conversation." in said(done)


@pytest.mark.parametrize("end", ["quit", "exit", "q", "QUIT", "/quit"])
def test_it_ends_when_told_to(end: str, chat: Run) -> None:
    done = chat(end, DROPS)
    assert (done.code, done.out, done.err) == (0, "", "")


def test_it_ends_with_its_input(chat: Run) -> None:
    assert chat().code == 0
    assert chat("", "  ").out == ""


def test_help_says_everything_that_can_be_typed(chat: Run) -> None:
    shown = said(chat("help"))
    for typed, does in HELP:
        assert typed in shown
        assert does in shown


@pytest.mark.parametrize("command", ["more", "sources"])
def test_what_needs_an_answer_says_so_when_there_is_none(command: str, chat: Run) -> None:
    done = chat(command)
    assert (done.code, done.out) == (0, "")
    assert done.err == "Nothing has been answered yet. Ask a question first.\n"


def test_the_same_for_patients_is_answered_for_patients_from_there_on(chat: Run) -> None:
    done = chat(DROPS, "And for patients?", "and in children?", "and for doctors?")
    assert done.err == "From here on for: patient.\nFrom here on for: clinician.\n"
    assert "Understood as: For patients: what is the dose of moxifloxacin eye drops?" in said(done)
    assert "Understood as: What is the dose of moxifloxacin eye drops in children?" in said(done)


def test_a_question_that_cannot_be_asked_is_two_sentences_and_the_conversation_goes_on(chat: Run) -> None:
    done = chat(NETS, "w" * 3_000, "And in the rectum?")
    assert done.code == 0
    assert done.err.count("\n") == 1
    assert "at most 2,000 are read. Ask one question at a time" in done.err
    assert "neuroendocrine tumours of the rectum" in said(done)


def test_a_conversation_left_for_half_a_day_begins_anew(chat: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, *[float(LIFETIME_SECONDS)] * 100])
    # The conversation's clock alone: what day it is, the answer asks of another.
    monkeypatch.setattr(conversation, "time", SimpleNamespace(time=lambda: next(clock)))
    done = chat(NETS, "And in the rectum?", DROPS, "and besifloxacin?")
    assert done.code == 0
    assert "The conversation has ended" in done.err
    assert "Ask the question in full" in done.err
    assert "Where do neuroendocrine tumours of the rectum" not in said(done)
    assert "Understood as: What is the dose of besifloxacin eye drops?" in said(done)


def failing_with(monkeypatch: pytest.MonkeyPatch, *errors: BaseException) -> None:
    """Let the first questions fail, and answer the others."""
    from curbside.engine import Curbside

    left, original = list(errors), Curbside.ask

    def ask(self: Curbside, *args: object, **kwargs: object) -> object:
        if left:
            raise left.pop(0)
        return original(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Curbside, "ask", ask)


def test_a_library_error_is_two_sentences_and_the_conversation_goes_on(
    chat: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing_with(monkeypatch, LibraryBusy("The library is busy.", "Ask again."))
    done = chat(NETS, NETS)
    assert (done.code, done.err) == (0, "The library is busy. Ask again.\n")
    assert "liver" in done.out


def test_on_a_screen_ctrl_c_stops_an_answer_and_not_the_conversation(
    starter_library: Curbside, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    screen = io.StringIO()
    chat = Chat(starter_library, "clinician", console_for(screen), told.append, on_screen=True)
    failing_with(monkeypatch, KeyboardInterrupt())
    assert chat.take(NETS)
    assert told == ["Stopped. Ask something else, or `quit`."]
    assert chat.take(NETS)
    assert "liver" in screen.getvalue()


def test_in_a_pipe_ctrl_c_ends_it_like_every_command(chat: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    failing_with(monkeypatch, KeyboardInterrupt())
    done = chat(NETS, NETS)
    assert done.code in {1, 130}
    assert done.out == ""
    assert "Traceback" not in done.err


def test_a_library_that_cannot_be_opened_is_told_before_anything_is_asked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a library")
    done = run("chat", "--library", tmp_path / "file", stdin=f"{NETS}\n")
    assert done.code == 1
    assert "Traceback" not in done.err


def test_for_whom_to_answer_can_be_chosen(run: Run, starter: Path) -> None:
    done = run("chat", "--reader", "patient", "--library", starter, stdin=f"{DROPS}\n")
    assert run("ask", DROPS, "--reader", "patient", "--brief", "--library", starter).out in done.out
    assert run("chat", "--reader", "nurse", "--library", starter).code == 2


def test_there_is_no_colour_and_no_prompt_in_a_pipe(chat: Run) -> None:
    out = chat(NETS, "more", "sources").out
    assert "\x1b" not in out
    assert "curbside>" not in out


def test_no_line_is_wider_than_the_window_except_a_link(chat: Run) -> None:
    lines = chat(NETS, "And in the rectum?", "sources", "help").out.splitlines()
    assert all(len(line) <= 80 or line.strip().startswith("http") for line in lines)


# -- on a screen


@contextmanager
def on_a_screen(starter: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """`curbside chat` with a terminal of its own; its end, and the process."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    code = "from curbside.cli import main; main()"
    command = [sys.executable, "-c", code, "chat", "--library", str(starter)]
    environment = {**os.environ, "TERM": "dumb", "COLUMNS": "80"}
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True,
        preexec_fn=_take_the_terminal,
    ) as process:  # fmt: skip
        os.close(theirs)
        try:
            yield ours, process
        finally:
            process.kill()
            os.close(ours)


def _take_the_terminal() -> None:
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def read_until(terminal: int, wanted: str, seconds: float = 60.0) -> str:
    """What is said until it matches a pattern."""
    seen, end = "", time.monotonic() + seconds
    while not re.search(wanted, seen) and time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                seen += os.read(terminal, 4096).decode("utf-8", "replace")
            except OSError:
                break
    assert re.search(wanted, seen), seen
    return seen


def press_until_it_ends(terminal: int, key: bytes, process: subprocess.Popen[bytes], seconds: float = 90.0) -> None:
    """Press a key, and read on, for nothing ends unread; again, but late, if it came before Python was ready for it.

    A second Ctrl-C must not meet a process that is about to end.
    """
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        time.sleep(1.0)
        with suppress(OSError):
            os.write(terminal, key)
            while select.select([terminal], [], [], 15.0)[0]:
                os.read(terminal, 4096)


@pytest.mark.parametrize("key", [b"\x04", b"\x03"], ids=["Ctrl-D", "Ctrl-C"])
def test_on_a_screen_it_prompts_and_ends_with_a_key(key: bytes, starter: Path) -> None:
    with on_a_screen(starter) as (terminal, process):
        welcome = read_until(terminal, "curbside> ")
        assert "not for emergencies" in " ".join(welcome.split())
        os.write(terminal, f"{DROPS}\n".encode())
        assert "moxifloxacin" in read_until(terminal, r"shows the whole answer\.\s+curbside> ")
        press_until_it_ends(terminal, key, process)
        assert process.wait(timeout=30) == 0
