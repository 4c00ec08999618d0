"""Files of macros and snippets: read whole, or told with the line and the nearest known name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klink_tui.macros.files import LONGEST, Broken, Macro, Snippet, read_macro, read_snippet
from klink_tui.macros.lines import line_of, line_with

WHOLE = """\
# A comment
name = "Ask"
key = "p"
tags = ["vip", "vip", "late"]
next = true
message = '''
Hello {contact.first_name|there},

[set]
key = 1
'''

[set]
status = "pending"
"cf_region" = "North"
cf_many = ["a", "b"]
cf_number = 2.5
cf_yes = true
"""


def broken(text: str) -> str:
    found = read_macro("macros/x.toml", text.encode())
    assert isinstance(found, Broken), found
    return str(found).removeprefix("macros/x.toml")


def test_a_macro_is_read_whole() -> None:
    macro = read_macro("macros/x.toml", WHOLE.replace("\n", "\r\n").encode("utf-8-sig"))
    assert isinstance(macro, Macro), macro
    assert (macro.name, macro.key, macro.tags, macro.next) == ("Ask", "p", ("vip", "late"), True)
    assert macro.message == "Hello {contact.first_name|there},\n\n[set]\nkey = 1"
    assert macro.sets == {
        "status": "pending", "cf_region": "North", "cf_many": ("a", "b"), "cf_number": 2.5, "cf_yes": True
    }  # fmt: skip
    assert macro.lines["status"] == 14
    assert macro.lines["cf_region"] == 15
    assert not macro.about_agent


@pytest.mark.parametrize(
    "text", ['message = "{agent.name}"', '[set]\nassignee = "me"', '[set]\ncf_x = "{agent.email|x}"']
)
def test_some_need_to_know_who_is_who(text: str) -> None:
    macro = read_macro("macros/take_over-now.toml", text.encode())
    assert isinstance(macro, Macro)
    assert macro.about_agent
    assert macro.name == "take over now"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('name = "x', ":1: It is not valid TOML: "),
        ("", ": It does nothing. Give it a message, tags, or fields below [set]."),
        ('name = "x"\n', ": It does nothing."),
        ('nmae = "x"\n', ":1: A macro has no 'nmae'. Did you mean name?"),
        ('zzz = "x"\n', ":1: A macro has no 'zzz'. Known are: name, key, message, tags, next, set."),
        ('\nstatus = "x"\n', ":2: A macro has no 'status'. Fields stand below [set]."),
        ('message = "x"\nkey = "pp"\n', ":2: key: expected one small letter or digit."),
        ('message = "x"\nkey = 1\n', ":2: key: expected text in quotes."),
        ('message = "x"\nnext = "yes"\n', ":2: next: expected true or false."),
        ('message = "x"\ntags = "vip"\n', ":2: tags: expected a list of names in quotes."),
        ("tags = [1]\n", ":1: tags: expected a list of names in quotes."),
        ("message = 3\n", ":1: message: expected text in quotes."),
        ("set = 3\n", ":1: set: expected a table. Begin it with [set]."),
        ('[set]\nstatus = "x"\nstaus = "y"\n', ":3: A macro can't set 'staus'. Did you mean status?"),
        ('[set]\nzzz = "y"\n', ":2: A macro can't set 'zzz'. Known are: status, priority, assignee, cf_…."),
        ('[set]\ntags = ["x"]\n', ':2: Tags are added, not set. Write tags = ["name"] above [set].'),
        ("[set]\nstatus = 3\n", ":2: status: expected text in quotes."),
        ("[set]\ncf_x = [1]\n", ":2: cf_x: expected text, a number, true or false, or a list of texts."),
        ("set.cf_x = {a = 1}\n", ":1: cf_x: expected text, a number"),
        ('set = {status = "{foo}"}\n', ":1: There is no variable {foo}."),
        (
            'message = """\nHello\n{contact.nmae|x}"""\n',
            ":3: There is no variable {contact.nmae|x}. Did you mean {contact.name}?",
        ),
        ('[set]\ncf_x = "{agent.nam}"\n', ":2: There is no variable {agent.nam}. Did you mean {agent.name}?"),
        ('message = "{contact.__class__}"\n', ":1: There is no variable {contact.__class__}."),
        (f'name = "{"x" * 61}"\nmessage = "x"', ":1: Its name has more than 60 characters."),
        ("x = " + "[" * 5000, ": It is nested too deep."),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, expected: str) -> None:
    assert broken(text).startswith(expected)


def test_bytes_that_are_no_text_and_files_that_are_none() -> None:
    assert str(read_macro("m", b'name = "a"\nmessage = "\xff"')) == "m:2: It is not UTF-8."
    assert "longer than 100,000 bytes" in str(read_macro("m", b"#" * (LONGEST + 1)))


def test_texts_are_cleaned() -> None:
    macro = read_macro("m", b'name = "a\\u001bb\\u202e"\nmessage = "x\\u001b[31m"\ntags = ["v\\u0007ip"]')
    assert isinstance(macro, Macro)
    assert (macro.name, macro.message, macro.tags) == ("ab", "x[31m", ("vip",))


def test_snippets() -> None:
    assert read_snippet("s", "thanks", b"\nHello\n{today}\n\n") == Snippet("thanks", "Hello\n{today}")
    assert str(read_snippet("s", "a b", b"x")) == "s: A snippet's file is called by letters, digits, - and _ alone."
    assert str(read_snippet("s", "a", b" \n")) == "s: There is nothing in it."
    assert str(read_snippet("s", "a", b"x\n\ny {tody}")) == ("s:3: There is no variable {tody}. Did you mean {today}?")


@given(st.binary(max_size=200))
def test_reading_never_raises(raw: bytes) -> None:
    assert isinstance(read_macro("m", raw), Macro | Broken)
    assert isinstance(read_snippet("s", "s", raw), Snippet | Broken)


@given(st.dictionaries(st.sampled_from(["name", "key", "tags", "next", "set", "message", "x"]), st.text(max_size=9)))
def test_reading_tables_never_raises(table: dict[str, str]) -> None:
    lines = "".join(f"{key} = '''{value.replace(chr(39), '')}'''\n" for key, value in table.items())
    assert isinstance(read_macro("m", lines.encode("utf-8", "replace")), Macro | Broken)


def test_lines() -> None:
    assert line_of(WHOLE, "set") == 13
    assert line_of(WHOLE, "set", "nothing") == 13
    assert line_of(WHOLE, "nothing") == 0
    assert line_of(WHOLE, "key") == 3
    assert line_of('a.b."c d" = 1\n', "a", "b", "c d") == 1
    assert line_of('x = """a"""\nkey = 1', "key") == 2
    assert line_with("a\nb\na", "a", 2) == 3
    assert line_with("a\nb", "c", 2) == 2
