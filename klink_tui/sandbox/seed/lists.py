"""The small lists of the desk: agents, tags, categories, channels, groups, companies. All invented."""

from typing import Final

AGENTS: Final = (
    ("Nattaya Suwan", "Nattaya", "Suwan"),
    ("Ben Achterberg", "Ben", "Achterberg"),
    ("ธิดารัตน์ (แพร)", None, None),
    ("Kyaw Thu Win", "Kyaw Thu", "Win"),
    ("Imani Odhiambo", "Imani", "Odhiambo"),
    ("أمل الزهراني", "أمل", "الزهراني"),
    ("Rafael Quintão", "Rafael", "Quintão"),
    ("山本 遥", "遥", "山本"),
    ("Phawinee T. 🎧", None, None),
    ("Lukas Brandt", "Lukas", "Brandt"),
    ("Su Myat Noe", "Su Myat", "Noe"),
    ("Night desk", None, None),
)
"""Name, first name, last name; sandboxes with more agents number them on."""

TAGS: Final = (
    *("refund", "late delivery", "damaged", "wrong item", "address change", "cod", "customs", "vip", "label printer"),
    *("returns portal", "billing", "login", "api", "webhook", "driver app", "lost parcel", "กำลังติดตาม", "ด่วน"),
    *("urgent ⚡", "follow-up", "duplicate?", "waiting for carrier", "feature request", "ပြန်အမ်း"),
)

CATEGORIES: Final[tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]] = (
    (
        "Delivery",
        (
            ("Late", ("Held at hub", "Weather", "Driver no-show", "Wrong sort")),
            ("Lost or damaged", ("Lost in transit", "Crushed", "Wet", "Opened")),
            ("Address", ("Change before dispatch", "Change in transit", "Not found")),
            ("Customs", ("Missing papers", "Duty dispute")),
        ),
    ),
    (
        "Payments",
        (
            ("Invoices", ("Wrong amount", "Missing tax ID", "Copy wanted")),
            ("Cash on delivery", ("Not remitted", "Wrong sum")),
            ("Refunds", ("Partial", "Full", "Chargeback")),
        ),
    ),
    (
        "Software",
        (
            ("Shop Connect", ("Sync stopped", "Wrong stock", "Install")),
            ("Returns Portal", ("Label", "Login", "")),
            ("API and webhooks", ("Signature", "Rate limits", "Schema")),
            ("Driver app", ("Crash", "Map", "Scanner")),
        ),
    ),
    (
        "Hardware",
        (("Label printer", ("Paper jam", "Faint print", "Not found")), ("Handheld", ("Battery", "Broken screen"))),
    ),
    ("ทั่วไป", (("คำชม", ()), ("ข้อเสนอแนะ", ()), ("สอบถามราคา", ()))),
)
"""Three levels; one name is empty, as on a real desk (contract §2, Category)."""

CHANNELS: Final = (
    ("email", "support@parcelgarden.example"),
    ("line", "ParcelGarden Official"),
    ("facebook", "ParcelGarden TH"),
    ("whatsapp", "+66 2 555 0110"),
    ("webchat", "Shop Connect web chat"),
    ("phone", "Call centre Bang Na"),
)

GROUPS: Final = (
    *("Shop owners", "Enterprise accounts", "Carriers and partners", "Beta testers", "ลูกค้าเก่า", "Payment on hold"),
    "Market stall holders 🧺",
)

COMPANIES: Final = (
    *("Lotus Leaf Trading", "Baan Rim Nam Ceramics", "Golden Teak Furniture Co., Ltd.", "Mandalay Silk House"),
    *("Nordlicht Outdoor GmbH", "Atelier Saint-Clair", "Kuroshio Tea 株式会社", "Al Noor Perfumes LLC", "Hanok Living"),
    *("Siam Cold Chain", "Pixel & Pine Studio", "Two Rivers Coffee Roasters", "ร้านป้าจู ของฝาก", "Blue Dhow Logistics"),
    *("Chatuchak Vintage Collective", "Sunrise Pharmacy Group", "Monsoon Bikes", "Fern & Daughters", "昇陽文具"),
    "Kopi Tiam Supplies Pte. Ltd.",
)

QUEUES: Final = ("First line", "Billing", "Technical", "ภาษาไทย", "Partners")
"""Queues as cases name them; the API lists none."""

DISPOSITIONS: Final = (
    *("Solved", "Solved", "Solved", "Call back", "No answer", "Passed to second line", "Wrong number", "Duplicate"),
)
