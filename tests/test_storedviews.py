"""Views of the ticket list in the settings file: read strictly, written without losing a comment."""

import stat
import tomllib
from pathlib import Path

import pytest

from klink_tui.desk.views import BUILT_IN, ShownColumn, View, read_views
from klink_tui.errors import ConfigError
from klink_tui.settings import Profile, StoredView, read_settings, save_views


def _views(*views: str) -> str:
    return "".join(f"[[profiles.a.views]]\n{view}\n" for view in views)


@pytest.mark.parametrize(
    ("text", "words", "hint"),
    [
        ("profiles.a.views = 3", "views: expected a list of tables", "Begin each view with [[profiles.a.views]]."),
        ("[profiles.a.views]\nname = 'x'", "views: expected a list of tables", "Begin each view with"),
        ("profiles.a.views = []", "views: expected 1 to 50 views, got 0", "Leave views out"),
        ("profiles.a.views = [3]", "views[0]: expected a table", ""),
        (_views(*(f"name = '{number}'" for number in range(51))), "views: expected 1 to 50 views, got 51", ""),
        (_views("name = 'x'", "query = 'x'"), "views[1].name: every view needs one", ""),
        (_views("name = ''"), "views[0].name: A view needs a name", ""),
        (_views("name = 3"), "views[0].name: expected text in quotes, got a whole number", ""),
        (_views(f"name = '{'x' * 41}'"), "views[0].name: A view's name has at most 40 characters", ""),
        (_views('name = "a\\u001bb"'), "views[0].name: “ab” can't name a view", "Use printable characters"),
        (_views("name = 'One'", "name = 'x'", "name = 'ONE'"), "views[2].name: There is a view “ONE” already", ""),
        (_views("name = 'x'\nquery = 3"), "views[0].query: expected text in quotes", ""),
        (_views(f"name = 'x'\nquery = '{'x' * 2001}'"), "views[0].query: A query has at most 2,000 characters", ""),
        (_views('name = "x"\nquery = "a\\nb"'), "views[0].query: A query is one line of printable characters", ""),
        (_views("name = 'x'\ncolumns = 'title'"), "views[0].columns: expected a list, got text in quotes", ""),
        (_views("name = 'x'\ncolumns = ['title', 4]"), "views[0].columns[1]: expected text in quotes", ""),
        (
            _views("name = 'x'\ncolumns = ['title:0']"),
            "views[0].columns: “title:0” has no width from 1 to 200",
            "Write",
        ),
        (_views("name = 'x'\ncolumns = ['title:201']"), "views[0].columns: “title:201” has no width", "Write it as in"),
        (_views("name = 'x'\ncolumns = ['']"), "views[0].columns: “” names no column", "Write a name, or a name and a"),
        (_views("name = 'x'\ncolumns = ['a', 'a:3']"), "views[0].columns: “a” is there twice", ""),
        (_views("name = 'x'\ncolums = []"), "views[0].colums: no such setting", "Did you mean columns?"),
    ],
)
def test_what_is_wrong_with_a_view_is_named(file: Path, text: str, words: str, hint: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_settings()
    error = caught.value
    assert f"{file}: profiles.a.{words}" in error.message
    assert error.hint.startswith(hint)
    assert str(error).isprintable()


def test_views_are_read_whatever_their_queries_mean(file: Path) -> None:
    file.write_text(_views("name = 'A'\nquery = 'status:( nope:'", "name = '日本'\ncolumns = ['x']"), encoding="utf-8")
    assert read_settings().profiles["a"].views == (
        StoredView(name="A", query="status:( nope:"),
        StoredView(name="日本", columns=("x",)),
    )
    assert Profile().views is None


WITH_VIEWS = """\
# mine, all of it
theme = "textual-light" # easy on the eyes

[profiles.default]
page_size   = 20 # few

# the first is what I begin with
[[profiles.default.views]]
name = "All" # really

# of the night shift
[[profiles.default.views]]
name = "Night"
columns = [
  "number", # short
]

# found by hand
[profiles.default.endpoints]
"tags.list" = "/tag"

# the office
[profiles.work]
page_size = 30
"""

VIEWS = (View("All"), View('日本 "x"', 'title:"a b" sort:-updated', (ShownColumn("title", 40), ShownColumn("number"))))


def test_views_are_saved_and_read_again(file: Path) -> None:
    for views in (VIEWS, BUILT_IN, VIEWS[:1]):
        assert save_views("default", views) == file
        assert read_views(read_settings().profiles["default"].views) == views
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_saved_views_leave_the_rest_of_the_file_as_it_was(file: Path) -> None:
    file.write_text(WITH_VIEWS, encoding="utf-8")
    save_views("default", VIEWS)
    new = 'name = "日本 \\"x\\""\nquery = "title:\\"a b\\" sort:-updated"\ncolumns = ["title:40", "number"]\n'
    old = WITH_VIEWS[WITH_VIEWS.index('name = "Night"') : WITH_VIEWS.index("\n# found")]
    assert file.read_text(encoding="utf-8") == WITH_VIEWS.replace(old, new)
    save_views("default", VIEWS)
    assert file.read_text(encoding="utf-8") == WITH_VIEWS.replace(old, new), "once more changes nothing"


@pytest.mark.parametrize("many", [1, 2, 3, 6])
def test_no_comment_is_lost_when_views_come_or_go(file: Path, many: int) -> None:
    file.write_text(WITH_VIEWS, encoding="utf-8")
    save_views("default", BUILT_IN[-many:])
    after = file.read_text(encoding="utf-8")
    for line in WITH_VIEWS.splitlines():
        assert not line.startswith("#") or line in after
    for above, below in (("# found by hand", "[profiles.default.endpoints]"), ("# the office", "[profiles.work]")):
        assert f"\n\n{above}\n{below}\n" in after


@pytest.mark.parametrize(
    "before",
    [
        "",
        "theme='x'\n",
        "[profiles.default]\npage_size=20\n\n# e\n[profiles.default.endpoints]\n'a'='/b'\n\n# w\n[profiles.work]\n",
        "profiles.default.page_size=20\n# c\n",
        "profiles = {default={page_size=20}} # c\n",
        "profiles.default = {page_size=20}\n# c\ntheme='x'\n",
        "[profiles]\ndefault.page_size=20\n# c\n[profiles.work]\n",
        "[profiles]\n# c\n[profiles.default]\n# d",
        "[profiles.default.endpoints]\n'a'='/b'\n# w\n[profiles.work]\n# d\n[profiles.default]\npage_size=20\n# e\n",
        "[[profiles.default.views]]\nname='A'\n# w\n[profiles.work]\n# v\n[[profiles.default.views]]\nname='B'\n# e\n",
        "[profiles.default]\nviews=[{name='x'}]\n# w\n[profiles.work]\n",
        "\r\n[profiles.default]\r\npage_size=20\r\n\r\n# w\r\n[profiles.work]\r\n",
    ],
)
def test_views_are_saved_into_any_file(file: Path, before: str) -> None:
    file.write_bytes(before.encode())
    wanted = tomllib.loads(before)
    for _ in range(2):
        save_views("default", VIEWS)
        after = file.read_text(encoding="utf-8")
        got = tomllib.loads(after)
        assert read_views(read_settings().profiles["default"].views) == VIEWS
        got["profiles"]["default"].pop("views")
        wanted.setdefault("profiles", {}).setdefault("default", {}).pop("views", None)
        assert got == wanted
        assert all(f"# {char}" in after for char in "wcdev" if f"# {char}" in before)


def test_views_that_could_not_be_read_again_are_not_written(file: Path) -> None:
    for views in ((), (View("a"), View("A")), (View("x", "a\nb"),)):
        with pytest.raises(ConfigError, match="views"):
            save_views("default", views)
    assert not file.exists()
