"""The only door to the network: one URL at a time, within limits of size, time, redirects, addresses and robots.txt.

Addresses are checked where the connection is opened, on the very address that is then dialled. A host that answers
differently the second time (DNS rebinding), a redirect or a proxy variable therefore cannot lead around the check.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

import httpcore
import httpx

from onrecord.model.errors import FetchError
from onrecord.robots import Robots
from onrecord.settings import Settings

Resolver = Callable[[str, int], Sequence[str]]
"""From host name and port to IP addresses as strings. Raises OSError when the name is unknown."""

PRODUCT = "onrecord"  # the name that a robots.txt may call us by
NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
NAT64_LOCAL = IPv6Network("64:ff9b:1::/48")  # RFC 8215: leads into a local network, whatever it embeds
IPV4_COMPATIBLE = IPv6Network("::/96")  # RFC 4291: deprecated, still routed by some stacks


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `url` as given, `final_url` after redirects, `retrieved` ISO 8601 UTC in seconds (`…Z`).

    `data` is the body without its transfer and content coding; `content_type` is the header as sent, None if absent.
    """

    url: str
    final_url: str
    data: bytes
    content_type: str | None
    retrieved: str


def user_agent() -> str:
    """How onrecord names itself to servers and in robots.txt: `onrecord/<version>`."""
    try:
        return f"{PRODUCT}/{version(PRODUCT)}"
    except PackageNotFoundError:  # run from a source tree that was never installed
        return f"{PRODUCT}/0"


def fetch(url: str, settings: Settings) -> Fetched:
    """Fetches one URL; raises FetchError as Client.fetch does. For several URLs use one Client."""
    return Client(settings).fetch(url)


class Client:
    """Fetches URLs one after the other and remembers each origin's robots.txt. Not for use by several threads at once.

    `resolver` turns host names into addresses and `backend` opens connections to an address that was checked; the
    defaults ask the system.
    """

    def __init__(
        self, settings: Settings, *, resolver: Resolver | None = None, backend: httpcore.NetworkBackend | None = None
    ) -> None:
        self._settings = settings
        self._resolver = resolver or resolve
        self._backend = backend or httpcore.SyncBackend()
        self._tls: ssl.SSLContext | None = None
        self._robots: dict[str, Robots | None] = {}

    def fetch(self, url: str) -> Fetched:
        """Fetches `url`, following redirects; every hop passes all checks.

        Raises FetchError with code `bad_url`, `private_address`, `unreachable`, `too_slow`, `too_large`,
        `too_many_redirects`, `robots_disallow`, `robots_unavailable`, `http_status` or `bad_response`.
        """
        deadline = _Deadline(url, self._settings.fetch_timeout_s)
        with _as_fetch_errors(url, deadline), self._open(deadline) as http:
            response, data = self._get(http, url, robots=True)
        if not response.is_success:
            raise _status_error(url, response.status_code)
        return Fetched(
            url=url,
            final_url=str(response.url),
            data=data,
            content_type=response.headers.get("content-type"),
            retrieved=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )

    def _open(self, deadline: _Deadline) -> httpx.Client:
        if self._tls is None:
            self._tls = httpx.create_ssl_context()
        guard = _Guard(self._resolver, self._backend, deadline, self._settings.allow_private)
        return httpx.Client(
            transport=_Transport(httpcore.ConnectionPool(ssl_context=self._tls, network_backend=guard)),
            trust_env=False,  # a proxy from the environment would dial addresses that nobody checked
            timeout=None,  # the deadline bounds every read and write
            headers={
                "User-Agent": user_agent(),
                "Accept": "text/html,application/xhtml+xml,text/plain,application/pdf,*/*;q=0.5",
                "Accept-Encoding": "gzip",
            },
        )

    def _get(self, http: httpx.Client, url: str, *, robots: bool) -> tuple[httpx.Response, bytes]:
        request = http.build_request("GET", _checked_url(url))
        for _ in range(self._settings.fetch_max_redirects + 1):
            _checked_url(str(request.url))
            if robots:
                self._ask_robots(http, request.url)
            response = http.send(request, stream=True)
            try:
                if response.next_request is None:
                    return response, self._body(response, url) if response.is_success else b""
                request = response.next_request
            finally:
                response.close()
        raise FetchError(
            "too_many_redirects",
            f"{url} redirects more than {self._settings.fetch_max_redirects} times, last to {request.url}",
            "Give the final address, or raise ONRECORD_FETCH_MAX_REDIRECTS",
        )

    def _body(self, response: httpx.Response, url: str) -> bytes:
        cap = self._settings.fetch_max_bytes
        too_large = FetchError(
            "too_large",
            f"{url} answers with more than {cap} bytes",
            "Save the file and give its path, or raise ONRECORD_FETCH_MAX_BYTES",
        )
        announced = response.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > cap:
            raise too_large
        body = bytearray()
        for part in _decoded(response, cap):
            body += part
            if len(body) > cap:
                raise too_large
        return bytes(body)

    def _ask_robots(self, http: httpx.Client, url: httpx.URL) -> None:
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(http, origin)
        rules = self._robots[origin]
        if rules is None:
            raise FetchError(
                "robots_unavailable",
                f"{origin}/robots.txt could not be read, so nobody knows whether {url} may be fetched",
                "Try again later, or save the page and give the file",
            )
        if not rules.allows(str(url)):
            raise FetchError(
                "robots_disallow",
                f"{origin}/robots.txt does not allow onrecord to fetch {url}",
                "Save the page in a browser and give the file",
            )

    def _read_robots(self, http: httpx.Client, origin: str) -> Robots | None:
        """The rules of an origin; None when it does not say now (RFC 9309, 2.3.1.4: then all is disallowed)."""
        try:
            response, data = self._get(http, f"{origin}/robots.txt", robots=False)
        except httpcore.TimeoutException:
            return None
        except FetchError as error:
            if error.code in ("private_address", "unreachable", "bad_url"):
                raise
            return None
        if response.status_code >= 500 or response.status_code == 429:
            return None
        return Robots(data.decode("utf-8-sig", "replace"), PRODUCT)


def resolve(host: str, port: int) -> list[str]:
    """The system's addresses of a host, in its order of preference. Raises OSError when the name is unknown."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also by the IPv4 address that an IPv6 form carries.

    Private, loopback, link-local, multicast, reserved, shared and unspecified addresses are not; nor is what is no
    address at all.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    return all(_is_public(one) for one in (ip, *_embedded(ip)))


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    if isinstance(ip, IPv6Address):
        if ip in NAT64:
            return True  # judged by the IPv4 address it carries
        if ip.is_site_local or ip in NAT64_LOCAL or ip.scope_id is not None:
            return False
        if ip.ipv4_mapped or ip in IPV4_COMPATIBLE:
            return not (ip.is_loopback or ip.is_unspecified)
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_link_local)


def _embedded(ip: IPv4Address | IPv6Address) -> list[IPv4Address]:
    if isinstance(ip, IPv4Address):
        return []
    found = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in NAT64 or (ip in IPV4_COMPATIBLE and not ip.ipv4_mapped):
        found.append(IPv4Address(int(ip) & 0xFFFF_FFFF))
    return [one for one in found if one is not None]


class _Deadline:
    """The moment at which one fetch, with all its hops, must have ended."""

    def __init__(self, url: str, seconds: float) -> None:
        self._url = url
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def error(self) -> FetchError:
        return FetchError(
            "too_slow",
            f"{self._url} did not answer in full within {self._seconds:g} s",
            "Try again later, or raise ONRECORD_FETCH_TIMEOUT_S",
        )

    def left(self) -> float:
        """Seconds left, more than 0. Raises httpcore.TimeoutException when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.TimeoutException("deadline")
        return left


class _Guard(httpcore.NetworkBackend):
    """Opens connections to addresses that it has checked itself, and bounds each step by the deadline."""

    def __init__(
        self, resolver: Resolver, backend: httpcore.NetworkBackend, deadline: _Deadline, allow_private: bool
    ) -> None:
        self._resolver = resolver
        self._backend = backend
        self._deadline = deadline
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self._addresses(host, port)
        refused = [a for a in addresses if not self._allow_private and not is_public(a)]
        if refused:
            raise FetchError(
                "private_address",
                f"host {host!r} has the address {refused[0]}, which is not on the public internet",
                "Save the page and give the file, or allow such addresses with --allow-private",
            )
        failure: Exception = httpcore.ConnectError(f"host {host!r} has no address")
        for still, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            share = self._deadline.left() / still  # one dead address must not eat the time of the others
            try:
                stream = self._backend.connect_tcp(address, port, share, local_address, socket_options or ())
                return _TimedStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def _addresses(self, host: str, port: int) -> Sequence[str]:
        # getaddrinfo knows no timeout of its own, so a helper thread waits for it
        answers: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolver(host, port))
            except Exception as error:
                answers.put(error)

        threading.Thread(target=ask, daemon=True).start()
        try:
            answer = answers.get(timeout=self._deadline.left())
        except queue.Empty:
            raise httpcore.ConnectTimeout(f"no address for host {host!r} in time") from None
        if isinstance(answer, Exception):
            raise httpcore.ConnectError(f"host {host!r} is unknown: {answer}") from answer
        return answer


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every step ends at the deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, self._deadline.left()), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Transport(httpx.BaseTransport):
    """httpx over a connection pool with our own backend, which httpx's transport has no argument for."""

    def __init__(self, pool: httpcore.ConnectionPool) -> None:
        self._pool = pool

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        answer = self._pool.handle_request(httpcore.Request(request.method, url, headers=request.headers.raw))
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def _decoded(response: httpx.Response, cap: int) -> Iterator[bytes]:
    """The body in parts of at most `cap` + 1 bytes, so that no small answer can swell in memory (a gzip bomb)."""
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in ("", "identity"):
        yield from response.iter_raw()
        return
    if coding not in ("gzip", "x-gzip"):
        raise FetchError(
            "bad_response",
            f"{response.url} answers in content coding {coding!r}, which was not asked for",
            "Save the page in a browser and give the file",
        )
    inflate = zlib.decompressobj(wbits=31)
    for part in response.iter_raw():
        while part:
            if inflate.eof:
                inflate = zlib.decompressobj(wbits=31)
            yield inflate.decompress(part, cap + 1)
            part = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
    if not inflate.eof:
        raise zlib.error("the compressed body ends early")


def _checked_url(url: str) -> httpx.URL:
    hint = "Give an address such as https://example.org/article"
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise FetchError("bad_url", f"{url!r} is no URL: {error}", hint) from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise FetchError("bad_url", f"{url!r} is no http or https URL with a host", hint)
    if parsed.userinfo:
        raise FetchError("bad_url", f"the URL for host {parsed.host!r} carries a user name or password", hint)
    return parsed


def _status_error(url: str, status: int) -> FetchError:
    phrase = httpx.codes.get_reason_phrase(status)
    if status in (401, 402, 403, 451):
        hint = "The site does not give it to programs: save the page in a browser and give the file"
    elif status in (404, 410):
        hint = "Check the address"
    else:
        hint = "Try again later"
    return FetchError("http_status", f"{url} answers with status {status} {phrase}".rstrip(), hint)


@contextmanager
def _as_fetch_errors(url: str, deadline: _Deadline) -> Iterator[None]:
    try:
        yield
    except httpcore.TimeoutException:
        raise deadline.error() from None
    except httpcore.NetworkError as error:
        raise FetchError(
            "unreachable", f"{url} cannot be reached: {error}", "Check the address and the connection"
        ) from error
    except (httpcore.ProtocolError, httpx.HTTPError, httpx.InvalidURL, zlib.error, OSError, UnicodeError) as error:
        raise FetchError("bad_response", f"{url} answers with broken HTTP: {error}", "Try again later") from error
