"""robots.txt as RFC 9309 reads it."""

from __future__ import annotations

import pytest

from onrecord.robots import Robots


def allows(text: str, path: str) -> bool:
    return Robots(text, "onrecord").allows(f"https://news.example{path}")


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("", "/a", True),
        ("Disallow:", "/a", True),
        ("Disallow: /", "/a", False),
        ("Disallow: /", "", False),
        ("Disallow: /a", "/ab/c", False),
        ("Disallow: /a", "/b/a", True),
        ("Disallow: /a # not yet", "/a", False),
        ("Allow: /\nDisallow: /a", "/a/b", False),
        ("Disallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("Disallow: /a\nAllow: /a", "/a", True),
        ("Disallow: /*?print=", "/story?id=1&print=1", True),
        ("Disallow: /*print=", "/story?id=1&print=1", False),
        ("Disallow: /*.pdf$", "/files/report.pdf", False),
        ("Disallow: /*.pdf$", "/files/report.pdf?x=1", True),
        ("Disallow: /a$", "/a", False),
        ("Disallow: /a$", "/ab", True),
        ("Disallow: /a*a$", "/a", True),
        ("Disallow: /caf%C3%A9", "/café", False),
        ("Disallow: /café", "/caf%c3%a9/x", False),
        ("Disallow: /%61", "/a", False),
        ("Disallow: /a%2Fb", "/a/b", True),
    ],
)
def test_the_longest_rule_that_fits_decides(rules: str, path: str, allowed: bool) -> None:
    assert allows(f"User-agent: *\n{rules}\n", path) is allowed


def test_the_group_that_names_us_holds_alone_and_may_be_split() -> None:
    text = (
        "User-Agent: *\nDisallow: /\n\n"
        "user-agent: other\nUSER-AGENT: OnRecord/1.0\nDisallow: /a\n\n"
        "User-agent: other\nDisallow: /b\n\n"
        "User-agent: onrecord\nDisallow: /c\n"
    )
    assert [allows(text, path) for path in ("/", "/a", "/b", "/c")] == [True, False, True, False]


def test_an_empty_group_that_names_us_allows_all() -> None:
    assert allows("User-agent: *\nDisallow: /\n\nUser-agent: onrecord\nDisallow:\n", "/a")


def test_what_is_no_robots_txt_forbids_nothing() -> None:
    assert allows("<html><body>Not found: sorry</body></html>\nDisallow: /\n", "/a")


def test_many_stars_do_not_multiply() -> None:  # tried one in another they would not end in years
    assert allows("User-agent: *\nDisallow: /" + "*a" * 2000 + "*b\n", "/" + "a" * 4000)
