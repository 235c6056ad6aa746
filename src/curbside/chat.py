"""A conversation in the terminal: each answer in brief, the whole on request, until whoever asks has had enough.

On a screen it asks with a prompt; from a pipe it reads a question a line, so that a conversation can be scripted.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from rich.console import Console

from curbside.answer.brief import brief
from curbside.answer.conversation import ENDED, reader_wanted
from curbside.errors import CurbsideError
from curbside.terminal import console_for, show_answer, wrapped

if TYPE_CHECKING:
    from curbside.answer.answer import Answer
    from curbside.engine import Curbside

PROMPT = "curbside> "
WELCOME = (
    "Ask a question, then follow it up: “And in children?”, “How is that treated?”, “Why?”. "
    "Each question is shown as it was understood. For health professionals, as education; not for emergencies."
)
HELP = (
    ("a question", "answers it in brief; a follow-up is understood from the questions before it"),
    ("more", "shows the last answer whole"),
    ("sources", "shows which sources the last answer quotes, and where"),
    ("and for patients?", "answers the same for patients from here on; also for trainees, for clinicians"),
    ("new", "starts over: the next question is a first one"),
    ("help", "shows this"),
    ("quit", "ends; so does Ctrl-D"),
)
NOTHING_YET = "Nothing has been answered yet. Ask a question first."
_QUIT = frozenset({"quit", "exit", "q", "bye"})


class Chat:
    """A conversation with a library; `tell` shows a message that is no answer.

    On a screen, Ctrl-C stops what is being answered and not the conversation.
    """

    def __init__(
        self, engine: Curbside, reader: str, console: Console, tell: Callable[[str], None], *, on_screen: bool
    ) -> None:
        self.engine = engine
        self.reader = reader
        self.console = console
        self.tell = tell
        self.on_screen = on_screen
        self.conversation: str | None = None
        self.last: Answer | None = None

    def take(self, line: str) -> bool:
        """Take what was typed; whether to go on."""
        try:
            return self._take(line)
        except KeyboardInterrupt:
            if not self.on_screen:
                raise
            self.tell("Stopped. Ask something else, or `quit`.")
            return True

    def _take(self, line: str) -> bool:
        text = line.strip()
        word = text.lower().lstrip("/:")
        if word in _QUIT:
            return False
        commands = {
            "more": self.show_whole,
            "sources": self.show_sources,
            "new": self.start_over,
            "help": self.show_help,
        }
        if word in commands:
            commands[word]()
        elif text:
            self.answer(text)
        return True

    def answer(self, text: str) -> None:
        """Answer a question in brief, and keep what the next one can lean on."""
        try:
            reader = self._reader_for(text)
            answer = self.engine.ask(text, reader, self.conversation)
        except CurbsideError as error:
            if error.message == ENDED:
                self.start_over()
            self.tell(f"{error.message} {error.hint}".strip())
            return
        if reader != self.reader:
            self.reader = reader
            self.tell(f"From here on for: {reader}.")
        self.conversation, self.last = answer.conversation, answer
        self.console.print()
        show_answer(brief(answer), self.console)
        if answer.summary and answer.sections:
            self.say("`more` shows the whole answer.")

    def _reader_for(self, text: str) -> str:
        wanted = reader_wanted(text) if self.conversation else None
        return self.reader if wanted is None else wanted.value

    def show_whole(self) -> None:
        """Show the last answer whole."""
        if self.last is None:
            self.tell(NOTHING_YET)
        else:
            show_answer(self.last, self.console, whole=True)

    def show_sources(self) -> None:
        """Show the sources of the last answer, and the places that it quotes."""
        if self.last is None:
            self.tell(NOTHING_YET)
        elif not self.last.references:
            self.tell("The last answer quotes no source. Ask something that the library holds.")
        else:
            for first, text in _sources(self.last):
                self.say(text, first)

    def start_over(self) -> None:
        """Forget the questions so far."""
        self.conversation = self.last = None
        self.say("A new conversation.")

    def show_help(self) -> None:
        """Show what can be typed."""
        for typed, does in HELP:
            self.say(does, f"{typed:<18} ")

    def say(self, text: str, first: str = "") -> None:
        """Show a message that is no answer; `first` begins it, and its further lines are indented as far."""
        for line in wrapped(text, self.console.width, first):
            self.console.print(line, style="dim", soft_wrap=True)


def run_chat(engine: Curbside, reader: str, tell: Callable[[str], None]) -> None:
    """Hold a conversation on standard input and output until one of them ends."""
    engine.library()  # a library that cannot be opened is told before anything is asked
    console = console_for()
    chat = Chat(engine, reader, console, tell, on_screen=sys.stdin.isatty())
    if chat.on_screen:
        chat.say(WELCOME)
    for line in _lines(console):
        if not chat.take(line):
            break


def _lines(console: Console) -> Iterator[str]:
    """What is typed, line by line; Ctrl-D and Ctrl-C at the prompt end it."""
    if not sys.stdin.isatty():
        yield from sys.stdin
        return
    with suppress(ImportError):  # arrow keys and the lines before, where Python has it
        import readline  # noqa: F401
    while True:
        try:
            line = console.input(PROMPT)
        except (EOFError, KeyboardInterrupt):
            console.print()
            return
        yield line
        console.print()


def _sources(answer: Answer) -> Iterator[tuple[str, str]]:
    """Each source of an answer with the places in it that are quoted, each with what begins its line."""
    places: dict[int, dict[str, None]] = {}
    for quote in answer.quotes:
        places.setdefault(quote.reference, {})[" › ".join((quote.document, *quote.heading_path))] = None
    for one in answer.references:
        title = one.title.rstrip(".")
        yield f"{one.number:>2}. ", " ".join(filter(None, (f"{title}.", f"({'; '.join(one.facts)})", one.link)))
        for place in places.get(one.number, {}):
            yield "    ", place
