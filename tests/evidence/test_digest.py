"""Digests: equal data has equal digests, whatever order it came in."""

import hashlib
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside.evidence.digest import canonical_json, digest, evidence_version

ROW = st.tuples(*[st.text("abc|0-9é", max_size=6)] * 4)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=8,
)


def test_canonical_json_sorts_keys_and_spends_no_space():
    assert canonical_json({"b": [1, 2], "a": "é"}) == '{"a":"é","b":[1,2]}'


def test_a_digest_is_the_sha256_of_the_canonical_json():
    assert digest({"a": "é"}) == hashlib.sha256('{"a":"é"}'.encode()).hexdigest()


def test_the_order_of_keys_does_not_change_a_digest():
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest([1, 2]) != digest([2, 1])


def test_a_number_that_json_cannot_write_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        digest({"value": float("nan")})


@given(PLAIN)
def test_canonical_json_reads_back_as_the_same_data(data):
    assert json.loads(canonical_json(data)) == data


@given(st.lists(ROW, max_size=6), st.randoms())
def test_the_evidence_version_does_not_depend_on_the_order_of_documents(rows: list, shuffler: random.Random):
    shuffled = rows[:]
    shuffler.shuffle(shuffled)
    assert evidence_version(shuffled) == evidence_version(rows)


@pytest.mark.parametrize("part", range(4))
def test_the_evidence_version_changes_with_id_revision_record_and_standing(part):
    row = ["d1", "rev", "rec", "current"]
    other = [*row[:part], "other", *row[part + 1 :]]
    assert evidence_version([tuple(row)]) != evidence_version([tuple(other)])


def test_the_evidence_version_keeps_neighbouring_values_apart():
    assert evidence_version([("ab", "c", "r", "s")]) != evidence_version([("a", "bc", "r", "s")])
    assert evidence_version([]) != evidence_version([("", "", "", "")])
