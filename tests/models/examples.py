"""The documented example payloads, and JSON of any shape."""

import json
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st

DATA = Path(__file__).parents[1] / "data"

STEADY = settings(derandomize=True, deadline=None, max_examples=250)
"""The same examples on every run."""

Json = dict[str, object]


def example(name: str) -> Json:
    """Give a documented payload."""
    payload: Json = json.loads((DATA / name).read_text(encoding="utf-8"))
    return payload


def rows(name: str) -> list[Json]:
    """Give the rows of a documented list."""
    data = example(name)["data"]
    assert isinstance(data, list)
    return data


texts = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=8),
    st.sampled_from(("", "2026-01-05T04:42:59.028Z", "not a time", "\x1b[31m", "\ud800", "cf_x", "true", "7")),
)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), texts, st.sampled_from((10**400, -(2**63), 1e308, 5e-324))
)
KEYS = (
    *("id", "name", "tags", "data", "cxLogs", "total", "page", "pageSize", "lastPage", "requestId", "deletedAt"),
    *("customFields", "custom_fields", "attribute", "attributeId", "systemName", "system_name", "textValue", "value"),
    *("uploads", "options", "contact", "assignee", "phone", "email", "isPrimary", "childCategoryList", "ticketNumber"),
    *(
        "createdAt",
        "contact_groups",
        "contactLabel",
        "previousPresenceStatus",
        "position",
        "is_archived",
        "handledTime",
    ),
)
keys = st.one_of(st.sampled_from(KEYS), texts)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=6)),
    max_leaves=12,
)
"""JSON of any shape, with the API's keys in it, and floats that JSON can't hold."""
