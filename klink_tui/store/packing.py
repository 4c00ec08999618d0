"""Records as they are kept: JSON, deflated against the keys that every record of the API repeats."""

import json
import zlib
from collections.abc import Mapping
from typing import Final

_DICTIONARY: Final = (
    b'"uploads":[],"companyId":null,"contactProfile":"","socialProfileUrl":null,"contactNumber":"notes":"","address":null,'
    b'"notificationCount":null,"provider":null,"providerId":null,"firstName":"","lastName":"","position":,"isDefault":false,'
    b'"isArchived":false,"isRequired":false,"isUnique":false,"groupId":"","entityId":"","attributeId":"","attribute":{"id":"'
    b'"displayName":"","type":"text","systemName":"cf_","textValue":"","booleanValue":null,"numberValue":null,"dateValue":null,'
    b'"reasonToAssign":"","ticketNumber":,"assignee":{"creator":{"contact":{"categories":[{"value":"","tags":[{"name":"",'
    b'"customFields":[{"email":"","phone":"","title":"","description":"","channel":"email","priority":"medium","status":"open",'
    b'"contactId":"","creatorId":"","assigneeId":"","id":"","createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-'
    b'"deletedAt":null,'
)


def pack(record: Mapping[str, object]) -> bytes:
    """Give a record as bytes; equal records give equal bytes."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    deflate = zlib.compressobj(6, zdict=_DICTIONARY)
    return deflate.compress(text.encode("utf-8", "surrogatepass")) + deflate.flush()


def unpack(packed: bytes) -> object:
    """Give the record of some bytes.

    Raises:
        zlib.error: they are no packed record.
        ValueError: what was packed is no JSON.
    """
    inflate = zlib.decompressobj(zdict=_DICTIONARY)
    return json.loads((inflate.decompress(packed) + inflate.flush()).decode("utf-8", "surrogatepass"))
