"""No line ends within a figure."""

from __future__ import annotations

import pytest
from webpage import Webpage

from curbside.web.unbroken import unbroken


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("In 18.4 % (95 % CI 15.4-21.5) of them", ["18.4 %", "(95 % CI 15.4-21.5)"]),
        ("82 % of 691 patients, 3–45 % of others", ["82 %", "3–45 %"]),
        ("HR 0.61 (95% CI: 0.44 to 0.85)", ["(95% CI: 0.44 to 0.85)"]),
        ("1,459 of 2,003 (72.84 %)", ["72.84 %"]),
        ("by 95 % CI, and 7.48-fold", ["95 % CI"]),
        ("grade 2, 18%", []),
    ],
)
def test_a_number_keeps_its_sign_and_an_interval_its_bounds(text: str, together: list[str]) -> None:
    shown = Webpage(f"<p>{unbroken(text)}</p>")
    assert [one.text for one in shown.all("span", class_="whole")] == together
    assert "".join(shown.one("p").parts) == text


def test_the_rest_is_escaped_and_its_spaces_stay_ordinary() -> None:
    assert unbroken("<b>5 %</b> & 6") == '&lt;b&gt;<span class="whole">5 %</span>&lt;/b&gt; &amp; 6'
