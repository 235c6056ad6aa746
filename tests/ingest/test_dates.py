"""Dates are as precise as they are written, and never more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside.evidence.reference import Reference
from curbside.ingest.dates import iso_date


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2016", "2016"),
        ("2016/03", "2016-03"),
        ("2016/03/15/Spring", "2016-03-15"),
        ("2016///", "2016"),
        ("2016-3-5", "2016-03-05"),
        ("2016-03-15T10:00:00Z", "2016-03-15"),
        ("15 Mar 2016", "2016-03-15"),
        ("15th March, 2016", "2016-03-15"),
        ("March 15, 2016", "2016-03-15"),
        ("March 2016", "2016-03"),
        ("2016 Mar 15", "2016-03-15"),
        ("2016 Mar-Apr", "2016-03"),
        ("1998 Dec-1999 Jan", "1998-12"),
        ("2000 Spring", "2000"),
        ("c2016", "2016"),
        ("2016-13-40", "2016"),
        ("2016-02-31", "2016-02-31"),
        ("0000", None),
        ("in press", None),
        ("20166", None),
        ("", None),
        (None, None),
    ],
)
def test_a_date_is_read_as_it_is_written(written, date):
    assert iso_date(written) == date


@given(st.text(alphabet="0123456789-/ MarchSping,T", max_size=30))
def test_whatever_is_read_is_a_date_that_a_record_takes(written):
    date = iso_date(written)
    assert date is None or Reference(title="T", date=date).date == date
