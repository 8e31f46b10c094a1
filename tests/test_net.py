"""The door to the network: limits of size, time, redirects and addresses, and robots.txt. Real servers on loopback."""

from __future__ import annotations

import gzip
import io
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpcore
import pytest

from onrecord.model.document import Failure, Raw
from onrecord.model.errors import FetchError
from onrecord.net import Client, Fetched, fetch, is_public, resolve, user_agent
from onrecord.settings import Settings
from onrecord.sources import collect

LONG_S = 60  # a server that answers only after this has not answered
PUBLIC = "93.184.215.14"  # never dialled: the Detour below leads there to loopback
PAGE = b"<html><body><p>Two soldiers died on Monday.</p></body></html>"

Answer = Callable[[BaseHTTPRequestHandler], None]


class Site(ThreadingHTTPServer):
    """A server on loopback with an answer for each path; others are 404. `seen` lists (host header, path)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Answer] = {}
        self.seen: list[tuple[str, str]] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what these tests are about."""


class Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.seen.append((self.headers["Host"], self.path))
        answer = self.server.answers.get(self.path)
        if answer is None:
            self.send_error(404)
        else:
            answer(self)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


class Detour(httpcore.SyncBackend):
    """Dials loopback whatever address it is told, and remembers what it was told."""

    def __init__(self) -> None:
        self.dialled: list[str] = []

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        self.dialled.append(host)
        return super().connect_tcp("127.0.0.1", port, timeout, local_address, socket_options)


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def body(data: bytes, status: int = 200, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"content_length": str(len(data)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def redirect(target: str) -> Answer:
    return body(b"", 302, location=target)


def local(**limits: float) -> Settings:
    return Settings(allow_private=True, **limits)


@contextmanager
def refused(code: str) -> Iterator[list[FetchError]]:
    caught: list[FetchError] = []
    with pytest.raises(FetchError) as info:
        yield caught
    caught.append(info.value)
    assert info.value.code == code
    assert info.value.hint and "\n" not in str(info.value)


def test_a_page_comes_with_where_and_when_it_was_fetched(site: Site) -> None:
    site.answers = {"/old": redirect("/new"), "/new": body(PAGE, content_type="text/html")}
    fetched = fetch(site.url("/old"), local())
    assert fetched == Fetched(
        url=site.url("/old"),
        final_url=site.url("/new"),
        data=PAGE,
        content_type="text/html",
        retrieved=fetched.retrieved,
    )
    assert len(fetched.retrieved) == len("2031-05-04T12:00:00Z") and fetched.retrieved.endswith("Z")


def test_gzip_is_unpacked(site: Site) -> None:
    two_members = gzip.compress(PAGE[:20]) + gzip.compress(PAGE[20:])
    site.answers = {"/": body(two_members, content_encoding="gzip")}
    assert fetch(site.url("/"), local()).data == PAGE


def test_loopback_is_refused_unless_allowed(site: Site) -> None:
    site.answers = {"/": body(PAGE)}
    with refused("private_address") as caught:
        fetch(site.url("/"), Settings())
    assert "127.0.0.1" in caught[0].message and "--allow-private" in caught[0].hint
    assert site.seen == []
    assert fetch(site.url("/"), local()).data == PAGE


def test_a_redirect_to_a_private_address_is_refused(site: Site) -> None:
    names = {"news.example": [PUBLIC], "intranet.example": ["10.0.0.8"]}
    site.answers = {"/a": redirect(site.url("/secret", "intranet.example")), "/secret": body(b"secret")}
    detour = Detour()
    client = Client(Settings(), resolver=lambda host, port: names[host], backend=detour)
    with refused("private_address") as caught:
        client.fetch(site.url("/a", "news.example"))
    assert "intranet.example" in caught[0].message and "10.0.0.8" in caught[0].message
    assert set(detour.dialled) == {PUBLIC}
    assert [path for _, path in site.seen] == ["/robots.txt", "/a"]


@pytest.mark.parametrize("target", ["http://127.0.0.1/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/"])
def test_a_redirect_to_a_loopback_literal_is_refused(site: Site, target: str) -> None:
    site.answers = {"/a": redirect(target)}
    client = Client(
        Settings(),
        resolver=lambda host, port: [PUBLIC] if host == "news.example" else resolve(host, port),
        backend=Detour(),
    )
    with refused("private_address"):
        client.fetch(site.url("/a", "news.example"))


def test_one_private_address_among_public_ones_is_refused() -> None:
    client = Client(Settings(), resolver=lambda host, port: [PUBLIC, "169.254.169.254"], backend=Detour())
    with refused("private_address"):
        client.fetch("http://news.example/")


def test_the_address_that_was_checked_is_the_one_that_is_dialled(site: Site) -> None:
    """A name server that answers differently the second time (DNS rebinding) gets nowhere."""
    site.answers = {"/": body(PAGE, connection="close"), "/robots.txt": body(b"", connection="close")}
    answers = iter([[PUBLIC], [PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    detour = Detour()
    client = Client(Settings(), resolver=lambda host, port: next(answers), backend=detour)
    assert client.fetch(site.url("/", "news.example")).data == PAGE
    assert set(detour.dialled) == {PUBLIC}
    assert site.seen[-1] == (f"news.example:{site.port}", "/")
    with refused("private_address"):
        client.fetch(site.url("/", "news.example"))


def test_the_next_address_of_a_host_is_tried_when_one_is_dead(site: Site) -> None:
    site.answers = {"/": body(PAGE)}
    client = Client(local(), resolver=lambda host, port: ["127.255.255.1", "127.0.0.1"])
    assert client.fetch(site.url("/", "news.example")).data == PAGE


def test_proxy_variables_do_not_lead_around_the_check(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, site.url(""))
    client = Client(Settings(), resolver=lambda host, port: ["192.168.1.1"])
    with refused("private_address"):
        client.fetch("http://news.example/")
    assert site.seen == []


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.2.1",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fc00::1",
        "ff02::1",
        "ff0e::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "::10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::8.8.8.8",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "no address",
        "",
    ],
)
def test_addresses_off_the_public_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", PUBLIC, "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"],
)
def test_addresses_on_the_public_internet(address: str) -> None:
    assert is_public(address)


def test_a_server_that_never_answers_is_given_up(site: Site) -> None:
    given_up = threading.Event()
    site.answers = {"/": lambda handler: given_up.wait(LONG_S)}
    with refused("too_slow") as caught:
        fetch(site.url("/"), local(fetch_timeout_s=0.2))
    given_up.set()
    assert "0.2 s" in caught[0].message and "ONRECORD_FETCH_TIMEOUT_S" in caught[0].hint


@pytest.mark.parametrize("part", ["headers", "body"])
def test_a_server_that_drips_is_given_up_in_the_same_time(site: Site, part: str) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        if part == "body":
            body(b"", content_length="100000")(handler)
        else:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(round(LONG_S / 0.02)):
            handler.wfile.write(b"x")
            if given_up.wait(0.02):
                return

    given_up = threading.Event()
    site.answers = {"/": drip}
    with refused("too_slow"):
        fetch(site.url("/"), local(fetch_timeout_s=0.3))
    given_up.set()


def test_the_time_limit_covers_all_redirects_together(site: Site) -> None:
    def slow_step(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(0.1)
        redirect(handler.path + "x")(handler)

    site.answers = {"/" + "x" * n: slow_step for n in range(20)}
    with refused("too_slow"):
        fetch(site.url("/"), local(fetch_timeout_s=0.3, fetch_max_redirects=20))


def test_a_name_server_that_hangs_is_given_up() -> None:
    def hang(host: str, port: int) -> list[str]:
        answered.append(given_up.wait(LONG_S))
        return [PUBLIC]

    given_up, answered = threading.Event(), list[bool]()
    with pytest.raises(FetchError):
        Client(Settings(fetch_timeout_s=0.1), resolver=hang).fetch("http://news.example/")
    assert not answered
    given_up.set()


def test_100_mb_are_given_up_at_the_limit(site: Site) -> None:
    sent = 0

    def stream(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.end_headers()
        for _ in range(1000):
            handler.wfile.write(b"x" * 100_000)
            sent += 100_000

    site.answers = {"/": stream}
    with refused("too_large") as caught:
        fetch(site.url("/"), local(fetch_max_bytes=50_000))
    assert "50000 bytes" in caught[0].message and "ONRECORD_FETCH_MAX_BYTES" in caught[0].hint
    assert sent < 50_000_000


def test_an_announced_100_mb_are_not_even_begun(site: Site) -> None:
    site.answers = {"/": body(b"", content_length="100000000")}
    with refused("too_large"):
        fetch(site.url("/"), local(fetch_max_bytes=50_000))


def test_a_gzip_bomb_is_given_up_at_the_limit(site: Site) -> None:
    site.answers = {"/": body(gzip.compress(b"x" * 30_000_000), content_encoding="gzip")}
    with refused("too_large"):
        fetch(site.url("/"), local(fetch_max_bytes=50_000))


def test_redirects_in_a_circle_end(site: Site) -> None:
    site.answers = {"/a": redirect("/b"), "/b": redirect("/a")}
    with refused("too_many_redirects") as caught:
        fetch(site.url("/a"), local(fetch_max_redirects=3))
    assert "3 times" in caught[0].message
    assert [path for _, path in site.seen if path != "/robots.txt"] == ["/a", "/b", "/a", "/b"]


@pytest.mark.parametrize(
    "url", ["ftp://news.example/a", "file:///etc/passwd", "http://", "http://user:pw@news.example/", "http://[::1", "x"]
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with refused("bad_url"):
        fetch(url, Settings())


def test_a_redirect_to_a_file_is_refused(site: Site) -> None:
    site.answers = {"/": redirect("file:///etc/passwd")}
    with refused("bad_url"):
        fetch(site.url("/"), local())


@pytest.mark.parametrize("status", [403, 404, 500])
def test_other_statuses_are_errors_that_name_them(site: Site, status: int) -> None:
    site.answers = {"/": body(b"", status)}
    with refused("http_status") as caught:
        fetch(site.url("/"), local())
    assert str(status) in caught[0].message


def test_a_host_that_does_not_exist_and_a_port_where_nobody_listens(site: Site) -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    with refused("unreachable") as caught:
        Client(Settings(), resolver=unknown).fetch("http://news.example/")
    assert "news.example" in caught[0].message
    with refused("unreachable"):
        fetch("http://127.0.0.1:1/", local())


@pytest.mark.parametrize(
    "raw",
    [
        b"no http at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 5\r\n\r\nplain",
        b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_broken_answers(site: Site, raw: bytes) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(raw)
        handler.close_connection = True

    site.answers = {"/": answer}
    with refused("bad_response"):
        fetch(site.url("/"), local())


def test_robots_txt_is_honoured_and_asked_for_once(site: Site) -> None:
    rules = b"User-agent: *\nDisallow: /all\n\nUser-agent: onrecord\nDisallow: /private\n"
    site.answers = {"/robots.txt": body(rules), "/a": body(PAGE), "/all": body(PAGE), "/to": redirect("/private/x")}
    client = Client(local())
    assert client.fetch(site.url("/a")).data == PAGE
    assert client.fetch(site.url("/all")).data == PAGE  # the rules for everybody do not hold for who is named
    with refused("robots_disallow") as caught:
        client.fetch(site.url("/private/x"))
    assert "robots.txt" in caught[0].message
    with refused("robots_disallow"):
        client.fetch(site.url("/to"))
    assert [path for _, path in site.seen] == ["/robots.txt", "/a", "/all", "/to"]


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_robots_txt_that_cannot_be_read_now_forbids(site: Site, status: int) -> None:
    site.answers = {"/robots.txt": body(b"", status), "/": body(PAGE)}
    with refused("robots_unavailable"):
        fetch(site.url("/"), local())
    assert [path for _, path in site.seen] == ["/robots.txt"]


def test_a_robots_txt_that_never_comes_forbids(site: Site) -> None:
    site.answers = {"/robots.txt": lambda handler: time.sleep(1), "/": body(PAGE)}
    with refused("robots_unavailable"):
        fetch(site.url("/"), local(fetch_timeout_s=0.1))


def test_we_say_who_we_are(site: Site) -> None:
    agents = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        agents.append(handler.headers["User-Agent"])
        body(PAGE)(handler)

    site.answers = {"/": answer}
    fetch(site.url("/"), local())
    assert agents == [user_agent()]
    assert user_agent().startswith("onrecord/")


def test_urls_are_inputs_like_any_other(site: Site) -> None:
    site.answers = {"/old": redirect("/a"), "/a": body(PAGE), "/empty": body(b"")}
    urls = [site.url("/gone"), site.url("/old"), site.url("/empty")]
    gone, page, empty = collect(urls, settings=local())
    assert isinstance(gone, Failure) and (gone.id, gone.code) == (urls[0], "http_status")
    assert isinstance(page, Raw)
    assert (page.id, page.origin, page.kind, page.data) == (urls[1], urls[1], "html", PAGE)
    assert page.given.url == site.url("/a")
    assert page.retrieved is not None
    assert isinstance(empty, Failure) and (empty.id, empty.code) == (urls[2], "empty")


def test_csv_rows_with_a_url_and_no_text_are_fetched(site: Site) -> None:
    site.answers = {"/a": body(PAGE), "/list": body(b"url\nhttp://127.0.0.1/\n")}
    rows = f"id,url,text,published\na,{site.url('/a')},,2031-05-04\nb,{site.url('/no')},Own words.,\n"
    rows += f"c,{site.url('/no')},,\nd,{site.url('/list')},,\n"
    page, own, gone, nested = collect(["-"], settings=local(), stdin=io.BytesIO(rows.encode()))
    assert isinstance(page, Raw)
    assert (page.id, page.origin, page.kind, page.data) == ("a", site.url("/a"), "html", PAGE)
    assert (page.given.published, page.given.url) == ("2031-05-04", site.url("/a"))
    assert page.retrieved is not None
    assert isinstance(own, Raw) and (own.text, own.kind, own.retrieved) == ("Own words.", "csv", None)
    assert isinstance(gone, Failure) and (gone.id, gone.code) == ("c", "http_status")
    assert isinstance(nested, Failure) and (nested.id, nested.code) == ("d", "unknown_kind")
