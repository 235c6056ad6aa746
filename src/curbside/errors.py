"""What can go wrong, drawn as a tree.

    CurbsideError                 a message and a hint, both for the person who reads them
    ├── DataFileWrong             a file of words, rules or weights holds what nobody reads
    ├── UsageError                the request itself cannot be served (exit code 2)
    │   └── QuestionError         the question is empty, too long or unreadable
    ├── InputError                a file that was given cannot be taken (one input; others go on)
    │   ├── UnreadableInput       not there, not text, truncated, not the format it says it is
    │   ├── IncompleteRecord      the bibliographic record lacks what a citation needs
    │   └── OwnOutput             Curbside's own export, which is never evidence
    ├── LibraryError              the library cannot be opened, read or written
    │   ├── LibraryBusy           another process is writing
    │   ├── LibraryIncompatible   made by a newer version or with another embedding or segmenter
    │   ├── EmbeddingUnavailable  the embedding that was chosen cannot be loaded, or its service does not answer
    │   ├── LibraryDamaged        what the manifest names is not there, or a quote is not where it was
    │   ├── LibraryFull           no space left, or a file-size limit was met
    │   ├── LibraryNewer          what is there has what a backup does not
    │   └── BackupUnusable        a file is no whole backup, or what it holds does not fit together
    ├── FetchError                what was asked for did not come from the network
    │   ├── NotReachable          no usable answer came, however often it was asked for
    │   ├── NotOffered            the service answered that it does not have it, or does not give it
    │   └── FetchRefused          Curbside does not fetch it: no public address, too large, of no format it reads
    ├── ArticleError              an article cannot be changed as was asked
    │   ├── NoSuchArticle         there is no article, version or comment of that name, or not for this reader
    │   ├── NotPermitted          who asks may not do this
    │   └── NotInThisState        the version's state does not lead there
    ├── AccountError              an account, profile or token cannot be changed as was asked
    ├── SignInRefused             a name, password, token or session is not accepted (now)
    ├── DatabaseError             the article database cannot be opened, read or written
    └── AuditBroken               the audit trail was changed after it was written

Every error says in one sentence what happened and in a second what to do. Edges (command line, web, JSON)
render the same two sentences; anything else that is raised is a defect and keeps its traceback.
"""

from __future__ import annotations


class CurbsideError(Exception):
    """An expected failure, shown to the user as `message` and `hint`."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class DataFileWrong(CurbsideError):
    """A file of words, rules or weights is not written as its reader takes it; nothing of it is used."""


class UsageError(CurbsideError):
    """The request cannot be served as it was put."""

    exit_code = 2


class QuestionError(UsageError):
    """The question is empty, too long or holds nothing to search for."""


class InputError(CurbsideError):
    """One input cannot be taken; the others are not affected."""


class UnreadableInput(InputError):
    """The input is missing, not text, truncated, or not the format its name says."""


class IncompleteRecord(InputError):
    """The bibliographic record lacks something a citation needs, or states something malformed."""


class OwnOutput(InputError):
    """The input is something Curbside wrote; its own output is never evidence."""


class LibraryError(CurbsideError):
    """The library cannot be opened, read or written."""


class LibraryBusy(LibraryError):
    """Another process holds the writer's lock."""


class LibraryIncompatible(LibraryError):
    """The library was made by a newer version, or with another embedding, tokenizer or segmenter."""


class EmbeddingUnavailable(LibraryError):
    """The embedding that was chosen cannot be loaded, or the service that makes it does not answer."""


class LibraryDamaged(LibraryError):
    """The manifest names something that is not there, or a stored quote is no longer in its place."""


class LibraryFull(LibraryError):
    """The disk is full or a limit on file size was met; what was committed before is untouched."""


class LibraryNewer(LibraryError):
    """Restoring would lose what is there and not in the backup; nothing was changed."""


class BackupUnusable(LibraryError):
    """The file is no whole backup, or what it holds does not fit together; nothing was changed."""


class FetchError(CurbsideError):
    """What was asked for did not come from the network; files that came before are kept."""


class NotReachable(FetchError):
    """No usable answer came, however often it was asked for; asking later may help."""


class NotOffered(FetchError):
    """The service answered that it does not have what was asked for, or does not give it."""


class FetchRefused(FetchError):
    """Curbside does not fetch this: its address is not public, or it is too large or of no format that is read."""


class ArticleError(CurbsideError):
    """An article cannot be changed as was asked; nothing was changed."""


class NoSuchArticle(ArticleError):
    """There is no article, version or comment of that name, or whoever asks may not see it."""


class NotPermitted(ArticleError):
    """Whoever asks may not do this."""


class NotInThisState(ArticleError):
    """What was asked for does not lead on from the state the version is in."""


class AccountError(CurbsideError):
    """An account, profile or token cannot be changed as was asked; nothing was changed."""


class SignInRefused(CurbsideError):
    """A name, password, token or session is not accepted, or not now."""


class DatabaseError(CurbsideError):
    """The article database cannot be opened, read or written; what was committed before is untouched."""


class AuditBroken(CurbsideError):
    """The audit trail does not hold together: it was changed after it was written."""
