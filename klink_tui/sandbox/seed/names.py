"""Names of people by script, with how they are spelt in an address. All invented."""

from typing import Final, NamedTuple


class Tongue(NamedTuple):
    """A language of the desk's customers."""

    code: str
    """Option value of the field ``cf_preferred_language``."""
    share: int
    """Weight among the contacts."""
    country: str
    """Option value of the field ``cf_country``."""
    dial: str
    """Country code of phone numbers."""
    given: tuple[str, ...]
    family: tuple[str, ...]
    joiner: str
    """What stands between the two names."""
    family_first: bool
    latin: tuple[str, ...]
    """The given names as their owners spell them in an email address, in the same order."""
    places: tuple[tuple[str, str], ...]
    """Streets, each with its city."""


TONGUES: Final = (
    Tongue(
        "en",
        30,
        "SG",
        "+65",
        (
            *("Amelia", "Daniel", "Priya", "Marcus", "Olivia", "Tobias", "Hannah", "Rashid", "Siobhán", "Kwame"),
            *("Ingrid", "Mateo", "Zoë", "Anders", "Beatriz", "Noah", "Farah", "Gwen", "Hugo", "Lucía", "Jo", "Søren"),
        ),
        (
            *("Tan", "Fernandes", "O'Connor", "Lindqvist", "Nair", "Whitfield", "Okafor", "Müller", "García-Ruiz"),
            *("de Vries", "Kowalczyk", "Reyes", "Blackwood", "Ng", "St. Clair", "Haddad", "Łukasik", "Brown", "Lim"),
        ),
        " ",
        False,
        (
            *("amelia", "daniel", "priya", "marcus", "olivia", "tobias", "hannah", "rashid", "siobhan", "kwame"),
            *("ingrid", "mateo", "zoe", "anders", "beatriz", "noah", "farah", "gwen", "hugo", "lucia", "jo"),
            *("soren",),
        ),
        (
            ("Harbour Lane", "Singapore"),
            ("Market Street", "Manchester"),
            ("Old Mill Yard", "Manchester"),
            ("Soi Sukhumvit 71", "Bangkok"),
            ("Rue des Tanneurs", "Lyon"),
            ("Speicherstraße", "Hamburg"),
            ("Thalang Road", "Phuket"),
        ),
    ),
    Tongue(
        "th",
        34,
        "TH",
        "+66",
        (
            *("สมชาย", "กนกวรรณ", "ธนพล", "พิมพ์ชนก", "อรทัย", "วีระ", "ณัฐวุฒิ", "ชลธิชา", "ปิยะ", "สุดารัตน์"),
            *("ภาณุวัฒน์", "มาลี", "จิราพร", "อนันต์", "ศิริพร", "กิตติ", "รัตนา", "ธีรเดช"),
        ),
        (
            *("ใจดี", "ศรีสุข", "วงศ์สวัสดิ์", "บุญมา", "แก้วมณี", "ทองคำ", "พงษ์ไพบูลย์", "รุ่งเรือง", "สุขสันต์"),
            *("จันทร์เพ็ญ", "มั่นคง", "อินทรวงศ์", "ชัยมงคล"),
        ),
        " ",
        False,
        (
            *("somchai", "kanokwan", "thanapol", "pimchanok", "orathai", "weera", "nattawut", "chonthicha"),
            *("piya", "sudarat", "phanuwat", "malee", "jiraporn", "anan", "siriporn", "kitti", "rattana", "theeradet"),
        ),
        (
            ("ถนนพระราม 4", "กรุงเทพมหานคร"),
            ("ซอยลาดพร้าว 101", "กรุงเทพมหานคร"),
            ("Charoen Krung Road", "Bangkok"),
            ("ถนนนิมมานเหมินท์ ซอย 9", "เชียงใหม่"),
            ("ถนนมิตรภาพ", "ขอนแก่น"),
            ("ถนนนิพัทธ์อุทิศ 3", "หาดใหญ่"),
            ("ถนนถลาง", "ภูเก็ต"),
        ),
    ),
    Tongue(
        "my",
        14,
        "MM",
        "+95",
        (
            *("အောင်", "မောင်မောင်", "ခင်ခင်", "သီရိ", "ကျော်ဇင်", "နွေးနွေး", "ဇော်မင်း", "ဖြူဖြူ", "ထက်ထက်"),
            *("စုစု", "မြတ်နိုး", "ရဲရင့်"),
        ),
        ("ထွန်း", "ဝင်း", "မြင့်", "အောင်", "လှိုင်", "ကျော်", "ဦး", "စိုး", "နိုင်"),
        "",
        False,
        (
            *("aung", "maungmaung", "khinkhin", "thiri", "kyawzin", "nwenwe", "zawmin", "phyuphyu", "htethtet"),
            *("susu", "myatnoe", "yeyint"),
        ),
        (
            ("ပန်းဆိုးတန်းလမ်း", "ရန်ကုန်"),
            ("ဗိုလ်ချုပ်အောင်ဆန်းလမ်း", "ရန်ကုန်"),
            ("Strand Road", "Yangon"),
            ("၇၈ လမ်း", "မန္တလေး"),
            ("ကမ်းနားလမ်း", "ပုသိမ်"),
        ),
    ),
    Tongue(
        "ar",
        8,
        "AE",
        "+971",
        ("فاطمة", "أحمد", "ليلى", "يوسف", "نورة", "خالد", "مريم", "عمر", "سلمى", "طارق"),
        ("الحسن", "المنصوري", "العلي", "بن سعيد", "الخوري", "النجار", "البلوشي", "حداد"),
        " ",
        False,
        ("fatima", "ahmed", "layla", "yousef", "noura", "khalid", "maryam", "omar", "salma", "tariq"),
        (
            ("شارع الميناء", "دبي"),
            ("Al Wasl Road", "دبي"),
            ("شارع النخيل", "مسقط"),
            ("شارع الأزهر", "القاهرة"),
        ),
    ),
    Tongue(
        "ja",
        7,
        "JP",
        "+81",
        ("陽子", "健太", "さくら", "大輔", "みさき", "翔", "ゆき", "直樹", "めぐみ"),
        ("佐藤", "鈴木", "高橋", "田中", "渡辺", "小川", "長谷川", "五十嵐"),
        " ",
        True,
        ("yoko", "kenta", "sakura", "daisuke", "misaki", "sho", "yuki", "naoki", "megumi"),
        (
            ("中央通り", "東京都港区"),
            ("御堂筋", "大阪市"),
            ("大濠公園前", "福岡市"),
            ("大通西", "札幌市"),
        ),
    ),
    Tongue(
        "ko",
        4,
        "KR",
        "+82",
        ("민준", "서연", "지훈", "수빈", "하은", "도윤"),
        ("김", "이", "박", "최", "정", "강"),
        "",
        True,
        ("minjun", "seoyeon", "jihoon", "subin", "haeun", "doyun"),
        (
            ("종로", "서울"),
            ("Teheran-ro", "서울"),
            ("해운대로", "부산"),
        ),
    ),
    Tongue(
        "zh",
        3,
        "TW",
        "+886",
        ("雅婷", "志明", "淑芬", "家豪", "怡君", "俊傑"),
        ("陳", "林", "王", "張", "黃", "歐陽"),
        "",
        True,
        ("yating", "zhiming", "shufen", "jiahao", "yijun", "junjie"),
        (
            ("忠孝東路", "台北市"),
            ("中山路", "台中市"),
            ("三多二路", "高雄市"),
        ),
    ),
)

FLOURISHES: Final = ("🌸", "✨", "👩‍🍳", "🐘", "🛒", "☕️", "(ร้านใหม่)", "🇲🇲", "⭐️⭐️", "👍🏽")
"""What some customers put behind their name."""
