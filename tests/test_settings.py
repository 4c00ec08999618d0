"""The settings file: read strictly, written without losing a comment."""

import ast
import os
import stat
import tomllib
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import klink_tui
from klink_tui.desk.views import ShownColumn, View, read_views
from klink_tui.errors import ConfigError
from klink_tui.keymap import make_keymap
from klink_tui.presets import PRESETS
from klink_tui.settings import (
    Profile,
    Settings,
    check_name,
    config_dir,
    local_time_zone,
    named_path,
    read_settings,
    save_profile,
    save_settings,
    settings_file,
    time_zone,
    write_private,
)


def _fails(file: Path, text: str) -> ConfigError:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_settings()
    assert str(file) in caught.value.message
    return caught.value


def test_a_missing_file_reads_as_the_defaults() -> None:
    assert read_settings() == Settings()
    assert Profile().base_url == "https://apigw.klinkcx.com"
    assert Profile().page_size == 50


def test_the_directory_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLINK_CONFIG_DIR", str(tmp_path / "portable"))
    assert config_dir() == tmp_path / "portable"
    assert save_settings(theme="x") == tmp_path / "portable" / "config.toml"
    assert read_settings().theme == "x"


def test_the_example_of_the_docstring_is_read() -> None:
    import klink_tui.settings

    doc = klink_tui.settings.__doc__ or ""
    example = doc.split("::\n", 1)[1].replace("\n    ", "\n")
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text(example, encoding="utf-8")
    settings = read_settings()
    assert settings.preset in PRESETS
    assert make_keymap(settings.preset, settings.keys).problems == ()
    assert make_keymap(settings.preset, settings.keys).changed == {"ticket.status": "f9,s", "theme": ""}
    profile = settings.profiles["default"]
    assert set(tomllib.loads(example)["profiles"]["default"]) == set(Profile.__struct_fields__)
    assert profile.endpoints == {"contacts.groups": "/contact-groups"}
    assert profile.page_size == 50
    assert profile.me == "ada@example.com"
    assert (profile.local_copy, profile.keep_tickets, profile.poll_seconds, profile.sweep_minutes) == (True, 0, 30, 60)
    assert (profile.undo_seconds, profile.message_undo_seconds, profile.assign_key) == (5, 10, "assigneeId")
    assert read_views(profile.views) == (
        View(
            "North",
            "status:open cf_region:north sort:-updated",
            (ShownColumn("number"), ShownColumn("title", 40), ShownColumn("status"), ShownColumn("cf_region", 12)),
        ),
    )


@pytest.mark.parametrize(
    ("text", "words", "hint"),
    [
        ("themee = 'x'", "themee: no such setting", "Did you mean theme?"),
        ("zzz = 1", "zzz: no such setting", "Known are: profile, theme, preset, keys, density, profiles."),
        ("[profiles.a]\npagesize = 20", "profiles.a.pagesize: no such setting", "Did you mean page_size?"),
        ("preset = 1", "preset: expected text in quotes, got a whole number", ""),
        ("keys = 1", "keys: expected a table, got a whole number", ""),
        ("[keys]\n'ticket.status' = 9", "keys.ticket.status: expected text in quotes", ""),
        ("[keys]\nticket.status = 9", "keys.ticket.status: expected text in quotes", ""),
        ("[keys]\nticket = ['s']", "keys.ticket: expected text in quotes", ""),
        ("theme = 1", "theme: expected text in quotes, got a whole number", ""),
        ("[profiles.a]\npage_size = '50'", "profiles.a.page_size: expected a whole number, got text in quotes", ""),
        ("[profiles.a]\npage_size = 9", "profiles.a.page_size: expected a whole number >= 10", ""),
        ("[profiles.a]\npage_size = 101", "profiles.a.page_size: expected a whole number <= 100", ""),
        ("[profiles.a]\nallow_plain_http = 1", "profiles.a.allow_plain_http: expected true or false", ""),
        ("[profiles.a]\nendpoints = 5", "profiles.a.endpoints: expected a table", ""),
        ("[profiles.a.endpoints]\n'tags.list' = 5", "profiles.a.endpoints.tags.list: expected text in quotes", ""),
        ("profiles = 3", "profiles: expected a table", ""),
        ("profiles.a = 3", "profiles.a: expected a table", ""),
        ("[profiles.demo]", "profiles: 'demo' can't name a profile", ""),
        ("[profiles.'a b']", "profiles: 'a b' can't name a profile", "Use up to forty letters"),
        ("profile = 'wrk'\n[profiles.work]", "profile: there is no profile 'wrk'", "Did you mean work?"),
        ('[profiles.a]\ntoken_command = "a\\u001bb"', "profiles.a: a value holds control characters", ""),
        ('[profiles.a]\nme = "a\\u001bb"', "profiles.a: a value holds control characters", ""),
        ("[profiles.a]\nlocal_copy = 0", "profiles.a.local_copy: expected true or false", ""),
        ("[profiles.a]\nkeep_tickets = -1", "profiles.a.keep_tickets: expected a whole number >= 0", ""),
        ("[profiles.a]\nkeep_tickets = 10000001", "profiles.a.keep_tickets: expected a whole number <= 10000000", ""),
        ("[profiles.a]\nundo_seconds = 121", "profiles.a.undo_seconds: expected a whole number <= 120", ""),
        ("density = 'comfy'", "density: there is no 'comfy', but 'comfortable', 'compact'", ""),
        ("[profiles.a]\nassign_key = 'agent'", "a.assign_key: there is no 'agent', but '', 'assigneeId'", ""),
        (
            "[[profiles.a.notices]]\nname = 'x'\nways = ['toast', 'popup']",
            r"profiles.a.notices[0].ways[1]: there is no 'popup', but 'bell', 'desktop', 'toast'",
            "",
        ),
        ("[profiles.a]\npoll_seconds = 9", "profiles.a.poll_seconds: expected a whole number >= 10", ""),
        ("[profiles.a]\npoll_seconds = 3601", "profiles.a.poll_seconds: expected a whole number <= 3600", ""),
        ("[profiles.a]\nsweep_minutes = 4", "profiles.a.sweep_minutes: expected a whole number >= 5", ""),
        ("[profiles.a]\nsweep_minutes = 10081", "profiles.a.sweep_minutes: expected a whole number <= 10080", ""),
        ("theme = 'x", "at end of document", ""),
        ("theme = 'x'\n\nprofile 'y'", "(at line 3, column 9)", ""),
        ("a = " + "[" * 5_000, "nested too deep", ""),
    ],
)
def test_what_is_wrong_is_named(file: Path, text: str, words: str, hint: str) -> None:
    error = _fails(file, text)
    assert words in error.message
    assert error.hint.startswith(hint)


def test_no_byte_of_the_file_drives_the_terminal(file: Path) -> None:
    error = _fails(file, '"a\\u001b[2Jb" = 1')
    assert error.message.isprintable()


@pytest.mark.parametrize("line", ['"ticket.status" = "f9"', 'ticket.status = "f9"', 'ticket = { status = "f9" }'])
def test_a_key_may_be_set_with_its_id_in_quotes_or_without(file: Path, line: str) -> None:
    file.write_text(f"[keys]\n{line}\n", encoding="utf-8")
    assert read_settings().keys == {"ticket.status": "f9"}


def test_saving_keeps_the_keys(file: Path) -> None:
    file.write_text('[keys]\nticket.status = "f9" # far from s\n', encoding="utf-8")
    save_profile("default", page_size=30)
    assert read_settings().keys == {"ticket.status": "f9"}
    assert "# far from s" in file.read_text(encoding="utf-8")


def test_a_file_that_is_not_utf8_is_named(file: Path) -> None:
    file.write_bytes(b"theme = '\xff'")
    with pytest.raises(ConfigError, match=r"not UTF-8 \(byte 9\)"):
        read_settings()


def test_a_file_that_is_a_directory_is_named(file: Path) -> None:
    file.mkdir()
    with pytest.raises(ConfigError, match="can't be read"):
        read_settings()


def test_a_byte_order_mark_is_read_over(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbftheme = 'x'")
    assert read_settings().theme == "x"


@given(st.text(max_size=200))
def test_any_text_is_settings_or_a_config_error(text: str) -> None:
    from klink_tui.configread import parsed
    from klink_tui.settings import _settings

    path = Path("config.toml")
    words = ""
    try:
        _settings(parsed(text, path), path)
    except ConfigError as error:
        words = str(error)
    assert all(char.isprintable() for char in words)


BEFORE = """\
# mine, all of it
theme = "textual-light" # easy on the eyes

[profiles.work] # the office
page_size   = 20
endpoints = { "tags.list" = "/tag" } # found by hand

[profiles.default]
# not the vendor's
base_url = 'https://old.example'
"""


def test_saving_keeps_comments_order_and_every_other_key(file: Path) -> None:
    file.write_text(BEFORE, encoding="utf-8")
    save_profile("default", base_url="https://new.example", page_size=30)
    after = file.read_text(encoding="utf-8")
    assert after.startswith(BEFORE.replace("'https://old.example'", '"https://new.example"'))
    assert after.endswith("page_size = 30\n")
    assert read_settings().profiles["work"] == Profile(page_size=20, endpoints={"tags.list": "/tag"})


def test_saved_endpoints_join_those_that_are_there(file: Path) -> None:
    file.write_text(BEFORE, encoding="utf-8")
    save_profile("work", endpoints={"contacts.groups": "/contact-groups"})
    assert "# found by hand" in file.read_text(encoding="utf-8")
    assert read_settings().profiles["work"].endpoints == {"tags.list": "/tag", "contacts.groups": "/contact-groups"}


@pytest.mark.parametrize(
    "before",
    [
        "",
        "theme='x'",
        "profiles.a.page_size = 10\n",
        "profiles = { a = { page_size = 10 } }\n",
        "[profiles]\n[profiles.a]\n",
        "[profiles.new.endpoints]\n'tags.list' = '/tag'\n[profiles.a]\n[profiles.new]\npage_size = 10\n",
        "\r\n[profiles.a]\r\npage_size = 10\r\n",
    ],
)
def test_saving_makes_what_is_not_there(file: Path, before: str) -> None:
    file.write_bytes(before.encode())
    wanted = tomllib.loads(before)
    save_profile("new", base_url="https://h.example", endpoints={"contacts.groups": "/g"})
    save_settings(profile="new")
    new = wanted.setdefault("profiles", {}).setdefault("new", {})
    new["base_url"] = "https://h.example"
    new.setdefault("endpoints", {})["contacts.groups"] = "/g"
    wanted["profile"] = "new"
    assert tomllib.loads(file.read_text(encoding="utf-8")) == wanted


def test_who_i_am_is_saved(file: Path) -> None:
    file.write_text(BEFORE, encoding="utf-8")
    save_profile("default", me="ada@example.com", local_copy=False)
    profile = read_settings().profiles["default"]
    assert (profile.me, profile.local_copy) == ("ada@example.com", False)
    assert "# not the vendor's" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("theme = ", "not valid TOML"),
        ("themee = 'x'", "no such setting"),
        ("profiles.a.page_size = 10\ntheme = 'a'\nprofiles.b.page_size = 20\n", "without losing something"),
    ],
)
def test_a_file_that_can_not_be_kept_is_not_touched(file: Path, before: str, words: str) -> None:
    file.write_text(before, encoding="utf-8")
    with pytest.raises(ConfigError, match=words):
        save_profile("default", base_url="https://new.example")
    assert file.read_text(encoding="utf-8") == before


def test_a_value_that_would_not_be_read_again_is_not_written(file: Path) -> None:
    with pytest.raises(ConfigError, match="page_size"):
        save_profile("default", page_size=5)
    assert not file.exists()


def test_files_and_directory_are_for_the_owner_alone() -> None:
    path = save_settings(theme="x")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.chmod(0o644)
    save_settings(theme="y")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["config.toml"]


def test_writing_follows_a_link(file: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text("theme = 'x'\n", encoding="utf-8")
    file.symlink_to(real)
    save_settings(theme="y")
    assert file.is_symlink()
    assert real.read_text(encoding="utf-8") == 'theme = "y"\n'


def test_a_failed_write_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_text("before", encoding="utf-8")

    def fail(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_private(path, b"after")
    assert path.read_text(encoding="utf-8") == "before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_a_directory_that_can_not_be_made_is_named(home: Path) -> None:
    home.write_text("a file where the home should be", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"config\.toml can't be"):
        save_settings(theme="x")


def test_settings_that_can_not_be_written_are_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(source: str, target: Path) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(ConfigError, match=r"config\.toml can't be written: Read-only file system\."):
        save_settings(theme="x")


@pytest.mark.parametrize("name", ["default", "work", "Work_2", "a-b", "x" * 40, "7"])
def test_a_good_name(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize("name", ["", "demo", "a b", "-a", "a/b", "x" * 41, "ä", "a\n", "../x"])
def test_a_bad_name(name: str) -> None:
    with pytest.raises(ConfigError) as caught:
        check_name(name)
    assert caught.value.message.isprintable()


def test_named_files_stand_beside_the_settings(home: Path) -> None:
    assert named_path("token") == config_dir() / "token"
    assert named_path("~/token") == home / "token"
    assert named_path("/etc/token") == Path("/etc/token")


@pytest.mark.parametrize(
    ("variable", "link", "zone"),
    [
        ("Asia/Bangkok", None, "Asia/Bangkok"),
        (":Asia/Bangkok", None, "Asia/Bangkok"),
        ("/usr/share/zoneinfo/Asia/Tokyo", None, "Asia/Tokyo"),
        ("<+07>-7", "/usr/share/zoneinfo/Asia/Tokyo", "UTC"),
        ("", "/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"),
        ("", "/var/db/timezone/zoneinfo/posix/Asia/Tokyo", "Asia/Tokyo"),
        ("", "/usr/share/zoneinfo/Asia", "UTC"),
        ("", "/elsewhere/Asia/Tokyo", "UTC"),
        ("", None, "UTC"),
    ],
)
def test_the_machines_time_zone(
    variable: str, link: str | None, zone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", variable)
    localtime = tmp_path / "localtime"
    if link is not None:
        localtime.symlink_to(link)
    assert local_time_zone(localtime) == zone


def test_the_profiles_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert time_zone(Profile()) == "Asia/Tokyo"
    assert time_zone(Profile(timezone="Asia/Bangkok")) == "Asia/Bangkok"


@pytest.mark.parametrize("zone", ["Bangkok", "../etc/passwd", "/etc/localtime", "Asia", "\x1b[2J"])
def test_a_time_zone_that_is_none_is_named(zone: str) -> None:
    with pytest.raises(ConfigError, match="is not a time zone") as caught:
        time_zone(Profile(timezone=zone))
    assert caught.value.message.isprintable()


@pytest.mark.parametrize("zone", ["Asia/Bankok", "asia/bangkok2"])
def test_a_time_zone_that_is_nearly_one_is_offered(zone: str) -> None:
    with pytest.raises(ConfigError, match=r"config\.toml: timezone: ") as caught:
        time_zone(Profile(timezone=zone))
    assert caught.value.hint == "Did you mean Asia/Bangkok?"


@cache
def _read_settings_of(path: Path) -> set[str]:
    """Give the names of the attributes that a module reads off something called settings, profile or stored."""
    read = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
            if name in ("settings", "profile", "stored"):
                read.add(node.attr)
    return read


@pytest.mark.parametrize("name", [*Settings.__struct_fields__, *Profile.__struct_fields__])
def test_every_setting_is_read_by_another_module(name: str) -> None:
    package = Path(klink_tui.__file__).parent
    readers = [path for path in package.rglob("*.py") if name in _read_settings_of(path)]
    assert [path.name for path in readers if path.name != "settings.py"], f"{name} is a dead setting"
