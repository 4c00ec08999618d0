"""Every kind's good and bad input."""

import pytest

from klink_tui.errors import FormError
from klink_tui.forms.spec import Choice, Value
from klink_tui.forms.values import Held, digits_of, format_value, parse
from klink_tui.models.field import FieldKind
from tests.forms.definitions import TODAY, field

DIGITS_ONLY = "Digits only, with a point for decimals: 1234.5."
TOO_LARGE = "This number is too large to be kept exactly; the largest is 9007199254740991."
TOO_MANY = "This number has too many digits to be kept exactly; 15 are."
NO_EMAIL = "This is no email address: name@example.com."
PHONE_IS = "A phone number is digits, with + in front, and spaces, ( ) - . between: +66 2 123 4567."
LINK_IS = "A link begins with https:// or http://."


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (FieldKind.TEXT, " hello  world ", "hello  world"),
        (FieldKind.TEXT, "two\nlines", "two lines"),
        (FieldKind.TEXT, "\x1b[31mred\u202e", "[31mred"),
        (FieldKind.TEXT, " \t\n", None),
        (FieldKind.TEXTAREA, "\n\ntwo\n  lines \n", "two\n  lines"),
        (FieldKind.TEXTAREA, "    code", "    code"),
        (FieldKind.TEXTAREA, " \n ", None),
        (FieldKind.UNKNOWN, "13.75, 100.50", "13.75, 100.50"),
        (FieldKind.NUMBER, "42", 42),
        (FieldKind.NUMBER, "-7", -7),
        (FieldKind.NUMBER, "\u22127", -7),
        (FieldKind.NUMBER, "+007", 7),
        (FieldKind.NUMBER, "1.50", 1.5),
        (FieldKind.NUMBER, ".5", 0.5),
        (FieldKind.NUMBER, "5.", 5.0),
        (FieldKind.NUMBER, "๔๒", 42),
        (FieldKind.NUMBER, "၄၂.၅", 42.5),
        (FieldKind.NUMBER, "9007199254740991", 9007199254740991),
        (FieldKind.NUMBER, "", None),
        (FieldKind.DATE, "tomorrow", "2026-03-31"),
        (FieldKind.DATE, "๒๐๒๖-๐๓-๓๐", "2026-03-30"),
        (FieldKind.DATE, "", None),
        (FieldKind.CHECKBOX, "Yes", True),
        (FieldKind.CHECKBOX, "on", True),
        (FieldKind.CHECKBOX, "1", True),
        (FieldKind.CHECKBOX, "no", False),
        (FieldKind.CHECKBOX, "FALSE", False),
        (FieldKind.CHECKBOX, "unset", None),
        (FieldKind.CHECKBOX, "-", None),
        (FieldKind.CHECKBOX, "", None),
        (FieldKind.LINK, "https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
        (FieldKind.LINK, "HTTP://example.com", "HTTP://example.com"),
        (FieldKind.LINK, "https://ตัวอย่าง.ไทย/หน้า", "https://ตัวอย่าง.ไทย/หน้า"),
        (FieldKind.LINK, " ", None),
        (FieldKind.EMAIL, " nok@example.co.th ", "nok@example.co.th"),
        (FieldKind.EMAIL, "อีเมล@ตัวอย่าง.ไทย", "อีเมล@ตัวอย่าง.ไทย"),
        (FieldKind.EMAIL, "", None),
        (FieldKind.PHONE, "+66 (2) 123-45.67", "+66 (2) 123-45.67"),
        (FieldKind.PHONE, "021234567 x12", "021234567 x12"),
        (FieldKind.PHONE, "021234567 ext. 12", "021234567 ext. 12"),
        (FieldKind.PHONE, "๑๙๑", "191"),
        (FieldKind.PHONE, "", None),
    ],
)
def test_good_input(kind: FieldKind, typed: str, value: Value) -> None:
    found = parse(field(kind), typed, today=TODAY)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("kind", "typed", "message"),
    [
        (FieldKind.NUMBER, "1,5", "Decimals are written with a point: 1.5. Thousands stand without one."),
        (FieldKind.NUMBER, "1,234,567", DIGITS_ONLY),
        (FieldKind.NUMBER, "1 000", DIGITS_ONLY),
        (FieldKind.NUMBER, "1e5", DIGITS_ONLY),
        (FieldKind.NUMBER, "inf", DIGITS_ONLY),
        (FieldKind.NUMBER, "NaN", DIGITS_ONLY),
        (FieldKind.NUMBER, "1_000", DIGITS_ONLY),
        (FieldKind.NUMBER, ".", DIGITS_ONLY),
        (FieldKind.NUMBER, "twelve", DIGITS_ONLY),
        (FieldKind.NUMBER, "9007199254740992", TOO_LARGE),
        (FieldKind.NUMBER, "-9007199254740992", TOO_LARGE),
        (FieldKind.NUMBER, "9" * 41, "This number is too long to be kept exactly."),
        (FieldKind.NUMBER, "0.12345678901234567890", TOO_MANY),
        (FieldKind.NUMBER, "1234567890.1234567", TOO_MANY),
        (FieldKind.DATE, "30/3/2026", "Write the year first: YYYY-MM-DD."),
        (FieldKind.CHECKBOX, "maybe", "Write yes or no, or leave it empty."),
        (FieldKind.LINK, "example.com", "A link begins with https://. Did you mean https://example.com?"),
        (FieldKind.LINK, "www.example.com/a", "A link begins with https://. Did you mean https://www.example.com/a?"),
        (FieldKind.LINK, "example.com:8080", "A link begins with https://. Did you mean https://example.com:8080?"),
        (FieldKind.LINK, "javascript:alert(1)", LINK_IS),
        (FieldKind.LINK, "ftp://example.com", LINK_IS),
        (FieldKind.LINK, "https:example.com", LINK_IS),
        (FieldKind.LINK, "word", LINK_IS),
        (FieldKind.LINK, "https://", "The address lacks its host: https://example.com."),
        (FieldKind.LINK, "https:///path", "The address lacks its host: https://example.com."),
        (FieldKind.LINK, "https://a b.c", "A link holds no spaces."),
        (FieldKind.LINK, "https://[::1", "This is no web address."),
        (FieldKind.EMAIL, "nok", NO_EMAIL),
        (FieldKind.EMAIL, "nok@localhost", NO_EMAIL),
        (FieldKind.EMAIL, "nok@example..com", NO_EMAIL),
        (FieldKind.EMAIL, "n ok@example.com", NO_EMAIL),
        (FieldKind.EMAIL, "Nok <nok@example.com>", NO_EMAIL),
        (FieldKind.EMAIL, f"{'n' * 250}@example.com", NO_EMAIL),
        (FieldKind.EMAIL, "a@b.co, c@d.co", "Only one address fits here."),
        (FieldKind.PHONE, "call me", PHONE_IS),
        (FieldKind.PHONE, "02+1234567", PHONE_IS),
        (FieldKind.PHONE, "02 123 4567 x", PHONE_IS),
        (FieldKind.PHONE, "0" * 41, PHONE_IS),
        (FieldKind.PHONE, "12", "A phone number has at least 3 digits."),
        (FieldKind.PHONE, "+", "A phone number has at least 3 digits."),
        (FieldKind.PHONE, "0" * 21, "A phone number has at most 20 digits."),
    ],
)
def test_bad_input_is_told_what_is_wrong(kind: FieldKind, typed: str, message: str) -> None:
    with pytest.raises(FormError) as refused:
        parse(field(kind), typed, today=TODAY)
    assert refused.value.message == message
    assert refused.value.fields == {"cf_x": message}


COLOURS = (Choice("r", "Red"), Choice("g", "Green"))


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (FieldKind.SELECT, "red", "r"),
        (FieldKind.SELECT, "G", "g"),
        (FieldKind.SELECT, "", None),
        (FieldKind.SELECT, (), None),
        (FieldKind.MULTISELECT, "green, red", ("g", "r")),
        (FieldKind.MULTISELECT, ("Red", " ", "r"), ("r",)),
        (FieldKind.MULTISELECT, "", None),
        (FieldKind.MULTISELECT, (), None),
        (FieldKind.TEXT, ("one", "two"), "one two"),
    ],
)
def test_choices(kind: FieldKind, typed: Held, value: Value) -> None:
    assert parse(field(kind, *COLOURS), typed, today=TODAY, choices=COLOURS) == value


@pytest.mark.parametrize(("kind", "typed"), [(FieldKind.SELECT, "blue"), (FieldKind.MULTISELECT, ("r", "blue"))])
def test_other_choices_need_freedom(kind: FieldKind, typed: Held) -> None:
    with pytest.raises(FormError, match="“blue” is not among the choices"):
        parse(field(kind, *COLOURS), typed, today=TODAY, choices=COLOURS)
    free = parse(field(kind), typed, today=TODAY, is_free=True)
    assert free == typed


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (FieldKind.PHONE, "021234567, +66 2 999\n191", ("021234567", "+66 2 999", "191")),
        (FieldKind.EMAIL, "a@b.co; a@b.co ;c@d.co", ("a@b.co", "c@d.co")),
        (FieldKind.EMAIL, ", ;", None),
    ],
)
def test_several_in_one_field(kind: FieldKind, typed: str, value: Value) -> None:
    assert parse(field(kind, many=True), typed, today=TODAY) == value


def test_one_bad_of_several_is_bad() -> None:
    with pytest.raises(FormError, match="no email address"):
        parse(field(FieldKind.EMAIL, many=True), "a@b.co, nobody", today=TODAY)


def test_a_single_line_keeps_its_lines_where_it_had_them() -> None:
    assert parse(field(FieldKind.TEXT), "two\nlines", today=TODAY, multiline=True) == "two\nlines"


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (FieldKind.NUMBER, None, ""),
        (FieldKind.NUMBER, 5.0, "5"),
        (FieldKind.NUMBER, 1e-07, "0.0000001"),
        (FieldKind.NUMBER, 100000.0, "100000"),
        (FieldKind.NUMBER, -1.25, "-1.25"),
        (FieldKind.CHECKBOX, True, "yes"),
        (FieldKind.CHECKBOX, False, "no"),
        (FieldKind.SELECT, "r", "Red"),
        (FieldKind.SELECT, "gone", "gone"),
        (FieldKind.MULTISELECT, ("r", "gone"), "Red, gone"),
        (FieldKind.EMAIL, ("a@b.co", "c@d.co"), "a@b.co, c@d.co"),
    ],
)
def test_values_as_text(kind: FieldKind, value: Value, text: str) -> None:
    assert format_value(field(kind, *COLOURS), value, COLOURS) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [(1e300, "1e+300"), (5e-324, "5e-324"), (float("nan"), "NaN"), (float("inf"), "Infinity"), (2**200, str(2**200))],
)
def test_odd_numbers_are_shown_all_the_same(number: float, text: str) -> None:
    assert digits_of(number) == text
