"""The cleaner, against hostile text and against the world's writing; the redactor."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klink_tui.text import MAX_MARKS, clean, lost_something, one_line, redact

STEADY = settings(derandomize=True, deadline=None, max_examples=300)

WORDS = (
    "ผู้ใช้งานแจ้งว่าไม่ได้รับพัสดุที่สั่งซื้อ",  # Thai: vowel and tone on one consonant
    "น้ำ ก็ ปั๊ม ตุ๊กตา ญี่ปุ่น ฎีกา",
    "ဟုတ်ကဲ့ ကျေးဇူးတင်ပါတယ်",  # Burmese
    "လျှို့ဝှက် ရွှံ့ နှုန်း လှုံ့ဆော် မြွှာ ကျွန်ုပ်",  # four marks on one consonant
    "မင်္ဂလာပါ ဩဂုတ် ဥက္ကဋ္ဌ",
    "مرحبًا، لم يصل الطرد بعدُ",  # Arabic with vowel signs
    "بِسْمِ ٱللَّٰهِ ٱلرَّحْمَٰنِ",
    "می‌خواهم خانه‌ها",  # Persian: the non-joiner is part of the spelling
    "नमस्ते, क्षत्रिय विद्यार्थी हिन्दी",  # Hindi
    "गर्‍यो क्‌ष",  # Nepali: joiner and non-joiner behind a virama
    "ශ්‍රී ලංකාව",  # Sinhala
    "வணக்கம் சௌக்கியமா",  # Tamil
    "ខ្ញុំស្រឡាញ់ភាសាខ្មែរ",  # Khmer
    "ສະບາຍດີ",  # Lao
    "バッテリーが届きません。パーティー",  # Japanese
    "か\u3099ハ\u309a",  # the same, taken apart
    "訂單尚未送達，請協助",
    "배송이 아직 도착하지 않았습니다",
    "Tiếng Việt: nghiễng, Nguyễn",
    unicodedata.normalize("NFD", "Tiếng Việt: nghiễng, Nguyễn"),
    "בְּרֵאשִׁ֖ית",  # Hebrew with points and accents
    "Grüße, naïve façade, Žižek, ß, İstanbul",
    "Здравствуйте, посылка",
    "line one\nline two\n\n  indented",
    "€ 1.200,– ½ ™ § “quoted” – dash — …",
)

EMOJI = (
    "👍🏽",
    "👨‍👩‍👧‍👦",
    "👩🏻‍🤝‍👨🏿",
    "❤️",
    "👩‍❤️‍💋‍👩",
    "🏳️‍🌈",
    "🏴‍☠️",
    "🇹🇭🇲🇲",
    "1️⃣",
    "🧑‍💻",
    "☎️",
)


@pytest.mark.parametrize("text", [*WORDS, *EMOJI])
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert clean(text) == text
    assert not lost_something(text)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("", ""),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x1b]0;title\x07", "]0;title"),
        ("\x9b2J\x90\x9d", "2J"),
        ("a\x00b\x7fc\x08", "abc"),
        ("a\tb", "a b"),
        ("a\r\nb\rc\u2028d\u2029e\u0085f\ng", "a\nbc\nd\ne\nf\ng"),
        ("a\v\fb", "ab"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\u2066a\u2069\u200e\u200f\u061c", "a"),
        ("pay\u200bpal\ufeff\u2060", "paypal"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\u3164\u115f\uffa0x", "x"),
        ("\U000e0041\U000e007fx", "x"),
        ("🏴\U000e0067\U000e0062\U000e007f", "🏴"),
        ("x\ufe00\U000e0100y", "xy"),
        ("\ufff9a\ufffab\ufffb", "ab"),
        ("\ud800\udc00 \udfff", "\ufffd\ufffd \ufffd"),
        ("e" + "\u0301" * 9 + "x", "e" + "\u0301" * 4 + "x"),
        ("x" + "\u20dd" * 9, "x" + "\u20dd" * 4),
        ("❤" + "\ufe0f" * 9, "❤" + "\ufe0f" * 4),
        ("a\u200db", "ab"),
        ("a\u200cb", "ab"),
        ("か\u200dか", "かか"),
        ("👩\u200d", "👩"),
        ("\u200d👩", "👩"),
        ("👩\u200d\u200d👧", "👩\u200d👧"),
        ("ا\u200dا", "اا"),
        ("ا\u200c\u200cا", "ا\u200cا"),
        ("ا\u200c ا", "ا ا"),
        ("क" + "्\u200d" * 9, "क" + "्\u200d" * 4),
        ("x" + "\u0301\u200d" * 9, "x" + "\u0301" * 4),
        ("[#1234] printer [/b] [@click=app.quit]x", "[#1234] printer [/b] [@click=app.quit]x"),
    ],
)
def test_what_drives_hides_or_reorders_goes(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
"""What may never reach a screen, written down here once more."""

SPICES = (
    *(chr(code) for code in (0, 7, 8, 9, 10, 13, 27, 0x7F, 0x85, 0x9B, 0x200B, 0x200C, 0x200D, 0x200E, 0x2028, 0x202E)),
    *(chr(code) for code in (0x2066, 0x2069, 0xFE0F, 0xFE00, 0xFEFF, 0xD800, 0xDC00, 0xE0001, 0xE0067, 0x0301, 0x094D)),
    *"aक👩❤اั\n ",
    "\u0301" * 5,
    "\r\n",
)
spiced = st.lists(st.sampled_from(SPICES), max_size=16).map("".join)
any_text = st.one_of(
    st.text(st.characters(exclude_categories=())),
    spiced,
    st.lists(st.one_of(st.sampled_from([*WORDS, *EMOJI]), spiced), max_size=4).map("".join),
)


@STEADY
@given(any_text)
def test_nothing_forbidden_is_left_and_a_second_pass_changes_nothing(raw: str) -> None:
    cleaned = clean(raw)
    assert not FORBIDDEN.search(cleaned)
    assert clean(cleaned) == cleaned
    assert not lost_something(cleaned)
    cleaned.encode()


@STEADY
@given(any_text)
def test_no_base_carries_more_marks_than_allowed(raw: str) -> None:
    run = longest = 0
    for char in clean(raw).replace("\u200d", "").replace("\u200c", ""):
        run = run + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        longest = max(longest, run)
    assert longest <= MAX_MARKS


@STEADY
@given(
    st.text(st.characters(categories=["L", "N", "P", "S", "Zs", "Mc"], exclude_characters="\u115f\u1160\u3164\uffa0"))
)
def test_plain_text_is_left_alone(raw: str) -> None:
    assert clean(raw) == raw


@STEADY
@given(any_text)
def test_one_line_is_one_line(raw: str) -> None:
    line = one_line(raw)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert "  " not in line
    assert one_line(line) == line


@pytest.mark.parametrize(
    ("raw", "line"), [("a\n b\t\tc", "a b c"), ("  ", ""), ("\u3000全角\u00a0x", "全角 x"), ("a\x1fb", "ab")]
)
def test_runs_of_space_become_one(raw: str, line: str) -> None:
    assert one_line(raw) == line


@pytest.mark.parametrize(
    ("raw", "lost"),
    [("a\tb\r\nc", False), ("a\u2028b", False), ("plain", False), ("a\x1bb", True), ("a\u200bb", True), ("a\rb", True)],
)
def test_only_a_loss_worth_a_word_is_one(raw: str, lost: bool) -> None:
    assert lost_something(raw) is lost


@pytest.mark.parametrize(
    ("text", "secrets", "safe"),
    [
        ("token kpt_Ab-1.2~3+4/5=6_7 used", (), "token kpt_… used"),
        ("KPT_ABC", (), "kpt_…"),
        ("Authorization: Bearer abc.def-1", (), "Authorization: Bearer kpt_…"),
        ("authorization: bearer abc", (), "authorization: bearer kpt_…"),
        ("-H 'Authorization: BEARER abc' https://x", (), "-H 'Authorization: BEARER kpt_…' https://x"),
        ('{"authorization": "Bearer abc", "x": 1}', (), '{"authorization": "Bearer kpt_…", "x": 1}'),
        ("the secret is hunter2!", ("hunter2",), "the secret is kpt_…!"),
        ("hunter22 hunter2", ("hunter2", "hunter22"), "kpt_… kpt_…"),
        ("nothing here", ("",), "nothing here"),
        ("a bearer of news", (), "a bearer kpt_… news"),
        ("kpt_…", (), "kpt_…"),
    ],
)
def test_no_token_is_left(text: str, secrets: tuple[str, ...], safe: str) -> None:
    assert redact(text, *secrets) == safe
    assert redact(safe, *secrets) == safe


@STEADY
@given(st.text(), st.text("abc", min_size=1), st.text("abc", min_size=1), st.text())
def test_no_secret_survives_whatever_stands_around_it(before: str, one: str, other: str, after: str) -> None:
    safe = redact(f"{before}{one}{other}{after}", one, other)
    assert one not in safe.replace("kpt_…", "\n")
    assert other not in safe.replace("kpt_…", "\n")
