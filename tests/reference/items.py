"""Which orders a request of 55-Tech is about, and what its answer says of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tests.reference.request import Request

_ENDED = {"cancelled", "filled"}


def note_items(one: Request, line: Mapping[str, Any]) -> None:
    """Set what a request says of orders: pairs of what is said and of which."""
    if one.vendor != "55tech" or one.is_frame or not one.path:
        return
    body = line.get("response_body")
    in_path = re.findall(r"/orders/(\w*\d\w*)(?:/cancel)?$", one.path)
    if re.search(r"/orders(/\w+)?/cancel$", one.path) and one.method == "POST":
        asked = in_path or [str(id) for id in line.get("request_body") or ()]
        one.said = [("asked", id) for id in asked] + _answered(body, asked)
    elif one.method == "GET" and in_path:
        one.said = [("looked_up", in_path[0])]
        if one.status == 200 and isinstance(body, dict) and "id" in body:
            one.said.append(_stated(body))
    elif one.method == "GET" and one.path.endswith("/v1/orders") and one.status == 200:
        one.said = _listed(one, line)


def _answered(body: object, asked: list[str]) -> list[tuple[str, str]]:
    detail = body.get("detail") if isinstance(body, dict) else None
    if isinstance(detail, dict):
        told = [("failed", str(id)) for id in detail.get("failed", ())]
        told += [("done", str(id)) for id in detail.get("cancelled", ())]
        return [(said, id) for said, id in told if not asked or id in asked]
    return []


def _listed(one: Request, line: Mapping[str, Any]) -> list[tuple[str, str]]:
    is_whole = one.query in (None, "status=open")
    if "response_body" not in line:
        return [("listed_unseen", "")] if is_whole else []
    body = line["response_body"]
    if not isinstance(body, list):
        return []
    # What asks for some says what it says of those, and nothing of what it does not list.
    return [*([("listed", "")] if is_whole else []), *map(_stated, body)]


def _stated(order: Mapping[str, Any]) -> tuple[str, str]:
    return "ended" if order.get("status") in _ENDED else "there", str(order["id"])
