"""Servers on this machine that behave like those on the network, faults included."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

Fault = Callable[["Request"], bool]


class Request:
    """One request and the means to answer it, well or badly."""

    def __init__(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        self.handler = handler
        self.path = handler.path
        self.method = handler.command
        self.headers = handler.headers
        self.body = body
        self.form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        self.cut = False

    def answer(self, body: bytes | str, status: int = 200, kind: str = "text/xml", **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.send_header("Content-Length", str(len(data)))
        self.handler.end_headers()
        self.write(data[: len(data) // 2] if self.cut else data)
        if self.cut:
            self.hang_up()

    def write(self, data: bytes) -> None:
        self.handler.wfile.write(data)
        self.handler.wfile.flush()

    def hang_up(self) -> None:
        self.handler.close_connection = True
        self.handler.connection.shutdown(socket.SHUT_RDWR)


class LocalServer:
    """Answers requests at `url` with `respond`, until it is closed. Keeps every request."""

    def __init__(self, respond: Callable[[Request], None] | None = None) -> None:
        self.requests: list[Request] = []
        self.at: list[float] = []
        if respond is not None:
            self.respond = respond  # type: ignore[method-assign]
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                size = int(self.headers.get("Content-Length", 0))
                server.take(Request(self, self.rfile.read(size)))

            do_GET = do_POST  # noqa: N815 - named by http.server

            def log_message(self, *args: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass  # a client that hung up

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def __enter__(self) -> LocalServer:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, request: Request) -> None:
        self.requests.append(request)
        self.at.append(time.monotonic())
        self.respond(request)

    def respond(self, request: Request) -> None:
        raise NotImplementedError


class Ncbi(LocalServer):
    """The E-utilities of a small PubMed and a small PMC.

    `pmids` are what every query finds, in order; `entered` says when each came in. `faults` holds, for "esearch" and
    "efetch", what goes wrong with the next requests, in turn; a fault that returns False lets the answer follow.
    """

    def __init__(self, pmids: Sequence[int] = ()) -> None:
        super().__init__()
        self.pmids = [str(pmid) for pmid in pmids]
        self.unknown: set[str] = set()
        self.entered: dict[str, date] = {}
        self.articles: dict[str, str] = {}
        self.faults: dict[str, list[Fault]] = {"esearch": [], "efetch": []}
        self.remarks = ""
        self.histories: dict[str, list[str]] = {}
        self.most = 9_999
        self.page = 9_999

    def asked(self, tool: str) -> list[dict[str, str]]:
        return [request.form for request in self.requests if request.path.endswith(f"/{tool}.fcgi")]

    def expire(self) -> None:
        """Forget every search, as the history server does after some hours."""
        self.histories.clear()

    def respond(self, request: Request) -> None:
        tool = request.path.rsplit("/", 1)[-1].removesuffix(".fcgi")
        waiting = self.faults[tool]
        if waiting and waiting.pop(0)(request):
            return
        getattr(self, f"_{tool}")(request)

    def _esearch(self, request: Request) -> None:
        form = request.form
        if int(form["retstart"]) >= self.most:
            request.answer("<eSearchResult><ERROR>'retstart' cannot be larger than 9998.</ERROR></eSearchResult>")
            return
        found = self._found(form)
        env = f"MCID_{len(self.requests)}"
        self.histories[env] = found[: self.most]
        start = int(form["retstart"])
        ids = found[: self.most][start : start + min(int(form["retmax"]), self.page)]
        listed = "".join(f"<Id>{pmid}</Id>" for pmid in ids)
        request.answer(
            '<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch 20060628//EN"'
            ' "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd">\n'
            f"<eSearchResult><Count>{len(found)}</Count><RetMax>{len(ids)}</RetMax><RetStart>{start}</RetStart>"
            f"<QueryKey>1</QueryKey><WebEnv>{env}</WebEnv><IdList>{listed}</IdList>{self.remarks}</eSearchResult>"
        )

    def _found(self, form: dict[str, str]) -> list[str]:
        if form["db"] == "pmc":
            return list(self.articles)
        if "mindate" not in form:
            return self.pmids
        first, last = (date.fromisoformat(form[name].replace("/", "-")) for name in ("mindate", "maxdate"))
        assert form["datetype"] == "edat"
        return [pmid for pmid in self.pmids if first <= self.entered[pmid] <= last]

    def _efetch(self, request: Request) -> None:
        form = request.form
        if form["db"] == "pmc":
            request.answer(self.articles.get(form["id"], MISSING_ARTICLE.format(form["id"])))
            return
        if "WebEnv" in form:
            if form["WebEnv"] not in self.histories:
                request.answer("<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>", status=400)
                return
            start = int(form["retstart"])
            pmids = self.histories[form["WebEnv"]][start : start + int(form["retmax"])]
        else:
            pmids = form["id"].split(",")
        request.answer(records([pmid for pmid in pmids if pmid not in self.unknown]))


MISSING_ARTICLE = (
    '<?xml version="1.0"?><pmc-articleset><Reply Id="{0}" error="The following PMCID is not available: {0}"/>'
    "</pmc-articleset>"
)


def records(pmids: Sequence[str]) -> str:
    """A PubmedArticleSet."""
    return (
        '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN"'
        ' "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
        f"<PubmedArticleSet>{''.join(map(record, pmids))}</PubmedArticleSet>"
    )


def record(pmid: str) -> str:
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID><Article PubModel="Print">'
        f"<Journal><Title>Journal of Made-up Trials</Title></Journal><ArticleTitle>Trial {pmid}.</ArticleTitle>"
        f"<Abstract><AbstractText>In the made-up trial {pmid} gout got better in 7 of 10.</AbstractText></Abstract>"
        "<Language>eng</Language><PublicationTypeList><PublicationType>Journal Article</PublicationType>"
        '</PublicationTypeList></Article><CommentsCorrectionsList><CommentsCorrections RefType="Cites">'
        '<PMID Version="1">999999</PMID></CommentsCorrections></CommentsCorrectionsList></MedlineCitation>'
        f'<PubmedData><ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId></ArticleIdList></PubmedData>'
        "</PubmedArticle>"
    )


def article(number: str, body: str = "<body><sec><title>Results</title><p>Gout got better.</p></sec></body>") -> str:
    """An article as PMC gives it."""
    return (
        '<?xml version="1.0"?><!DOCTYPE pmc-articleset PUBLIC "-//NLM//DTD ARTICLE SET 2.0//EN" '
        '"https://dtd.nlm.nih.gov/ncbi/pmc/articleset/nlm-articleset-2.0.dtd"><pmc-articleset>'
        '<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="research-article"><front><journal-meta>'
        "<journal-title-group><journal-title>Journal of Made-up Trials</journal-title></journal-title-group>"
        f'</journal-meta><article-meta><article-id pub-id-type="pmc">{number}</article-id><title-group>'
        f"<article-title>Made-up trial {number}</article-title></title-group></article-meta></front>{body}</article>"
        "</pmc-articleset>"
    )


CLOSED = "<!--The publisher of this article does not allow downloading of the full text in XML form.-->"


# -- what goes wrong


def status(code: int, **headers: str) -> Fault:
    def fault(request: Request) -> bool:
        request.answer("<html>Bad gateway</html>", code, "text/html", **headers)
        return True

    return fault


def says(body: str | dict[str, Any], code: int = 200, kind: str = "text/xml") -> Fault:
    def fault(request: Request) -> bool:
        request.answer(json.dumps(body) if isinstance(body, dict) else body, code, kind)
        return True

    return fault


def dropped(request: Request) -> bool:
    """The connection ends in the middle of a body whose length was told."""
    request.cut = True
    return False


def hung_up(request: Request) -> bool:
    """The connection ends without an answer."""
    request.hang_up()
    return True


def slow(seconds: float) -> Fault:
    def fault(request: Request) -> bool:
        time.sleep(seconds)
        return False

    return fault


def cut_off(request: Request) -> bool:
    """A body that ends early, and looks whole to HTTP."""
    request.answer(records(["1", "2", "3"])[:-150])
    return True


def only(*pmids: str) -> Fault:
    """Whole, but not all that was asked for."""
    return says(records(pmids))
