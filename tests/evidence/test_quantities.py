"""Quantities: read as printed, each at its place; names that hold digits are none."""

import time
from dataclasses import replace

import pytest
from evaluation.quantities import load_cases, outcome_of
from hypothesis import given
from hypothesis import strategies as st

from curbside.evidence.quantities import Quantity, QuantityKind, read_quantities

WORDS = """5 12.5 1,459 17\u00a0942 0·47 .05 2010 2010-2014 one two twenty-four half thousand million % per cent mg mL
mmol/L x10^3/uL 10^9/L /uL mm cm m2 °C C years year-old months day hour - – − to and or v versus against of in ( ) [ ]
, ; . : = < ≤ <= ± + / x × about under over at least up more aged age HR OR 95% CI IQR range SD median mean pooled
five-year survival P n p-value kappa Ki-67 COVID-19 68Ga T4 type grade patients women trials studies every daily twice
three times a day once orally fold per 100 patient-years day weeks March May 2024-09-16 score Centor 😀 ½ ² ⁹ 5-HIAA"""
PIECES = (*WORDS.split(), "\n", "\ud800", "\u00a0", "\u2009")
ANY_TEXT = (
    st.text()
    | st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)
    | st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
)


def only(text: str) -> Quantity:
    (quantity,) = read_quantities(text)
    return quantity


def numbers(text: str) -> list[tuple[float | None, float | None, float | None, str | None]]:
    return [(q.value, q.low, q.high, q.unit) for q in read_quantities(text)]


# Any text.


@given(ANY_TEXT)
def test_any_text_can_be_read_and_every_quantity_stands_where_it_says(text):
    quantities = read_quantities(text)
    end = 0
    for quantity in quantities:
        assert end <= quantity.start < quantity.end <= len(text)
        assert text[quantity.start : quantity.end] == quantity.text
        end = quantity.end


@given(ANY_TEXT)
def test_limits_are_in_order_and_every_quantity_holds_a_number(text):
    for quantity in read_quantities(text):
        assert quantity.value is not None or quantity.low is not None
        if quantity.low is not None and quantity.high is not None:
            assert quantity.low <= quantity.high
            assert quantity.interval_kind in ("confidence", "range", "iqr", "sd")


@given(ANY_TEXT, ANY_TEXT)
def test_a_line_is_read_for_itself(one, other):
    """No quantity crosses a line end, and what is on one line has no say on another."""
    shift = len(one) + 1
    moved = (
        replace(quantity, start=quantity.start + shift, end=quantity.end + shift) for quantity in read_quantities(other)
    )
    assert read_quantities(f"{one}\n{other}") == (*read_quantities(one), *moved)


REPEATED = (
    "1 1, 1- 5% v a- .1 1234 HR OR 95%CI aged under minus -1 (1-2) x10 10^ [ ( one two-thirds every once grade P= n= of"
)


@pytest.mark.parametrize(
    "piece", [*REPEATED.split(), "1 234 ", "one thousand ", "1 of all the ", "grade 1, ", "per 100 "]
)
def test_reading_takes_time_in_proportion_to_length(piece):
    for text in (piece * (20_000 // len(piece)), f"{piece} " * (20_000 // (len(piece) + 1))):
        began = time.process_time()
        read_quantities(text)
        assert time.process_time() - began < 2  # a tenth of that here; what grows with the square takes minutes


def test_a_line_of_100_kb_is_read_in_well_under_a_second():
    sentences = [case.text for case in load_cases()]
    line = " ".join(sentences * 10)[:100_000]
    began = time.process_time()
    assert len(read_quantities(line)) > 2_000
    assert time.process_time() - began < 2  # 0.3 s here; room for a busy machine


# The labelled cases.


@pytest.mark.parametrize("half", ["dev", "frozen"])
def test_98_of_100_labelled_strings_are_read_exactly(half):
    outcomes = [outcome_of(case) for case in load_cases() if case.half == half]
    assert sum(outcome.right for outcome in outcomes) >= 0.98 * len(outcomes)


# Numbers.


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("1,459 patients", 1459),
        ("17\u202f942 patients", 17942),
        ("17\u00a0942 patients", 17942),
        ("17 942 patients", 17942),
        ("0·47 mg", 0.47),
        ("-1.9 days", -1.9),
        ("−4.6 mmHg", -4.6),
        ("6 million people", 6_000_000),
        ("twenty-four hours", 24),
        ("three hundred and twelve patients", 312),
        ("one thousand ninety-nine women", 1099),
        ("½ tablet", 0.5),
        ("1/2 tablet", 0.5),
        ("1 1/2 tablets", 1.5),
        ("2-1/2 tablets", 2.5),
        ("4 1/2 hours", 4.5),
        ("4½ hours", 4.5),
        ("1/2 hour", 0.5),
        ("12 3/4 years", 12.75),
    ],
)
def test_numbers_are_read_as_printed(printed, value):
    assert only(printed).value == value
    assert only(printed).text == printed


def test_a_plain_space_parts_thousands_only_before_something_counted():
    assert numbers("Give 2 500 mg tablets")[0][0] != 2500
    assert numbers("1 203 deaths") == [(1203, None, None, "deaths")]


@pytest.mark.parametrize(
    "text", ["two-thirds of patients", "one-third", "one study", "in one patient", "the second dose"]
)
def test_written_numbers_that_count_nothing_are_none(text):
    assert read_quantities(text) == ()


# Names.


@pytest.mark.parametrize(
    "name",
    """COVID-19|SARS-CoV-2|Ki-67|GLP-1|IL-6|5-HIAA|5-FU|68Ga-DOTATATE|177Lu|99mTc|G1-G2|T4|TSH|H1N1|CD20|CA 19-9|B12
    |type 2 diabetes|types 1, 2 and 3|grade 3-4|stage 4 patients|phase 2 and 3 trials|MEN 2, NEC 2|HPV 16 infections
    |Table 3|Figures 2 and 3|section 4.1|PMID 31609098|PMC6661313|doi: 10.1056/NEJMoa1607427|https://a.org/10.5/5mg
    |NG145|NCT01234567|version 1.0|v2.1.3|16p11.2 deletion|cited [12, 13] and [4-6]|in mice.6 If so|2:1|the 95th centile
    |12-lead ECG|five-point scale|25-hydroxyvitamin D|1,2-dichloroethane|call 999|visual acuity of 20/40|£20|BRCA1/2
    |5G|3D|call 18008608747|123456789012345678901234567890""".replace("\n    |", "|").split("|"),
)
def test_names_that_hold_digits_are_no_quantities(name):
    assert read_quantities(f"This is {name} as said.") == ()


@pytest.mark.parametrize(
    "text", ["Median survival was not reached.", "Several weeks.", "", "95 % CI", "(n = )", "P =", "a - b"]
)
def test_where_no_number_is_no_quantity_is(text):
    assert read_quantities(text) == ()


# Ranges, intervals, comparators.


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("14-27 months", 14, 27),
        ("14–27 months", 14, 27),
        ("14 to 27 months", 14, 27),
        ("from 14 to 27 months", 14, 27),
        ("between 14 and 27 months", 14, 27),
        ("a 14- to 27-month course", 14, 27),
        ("one to two years", 1, 2),
        ("46 % to 86 %", 46, 86),
        ("50 %-75 %", 50, 75),
        ("5.0 to 5.7 mmol/L", 5.0, 5.7),
        ("2 mm to 1 cm", 0.2, 1),
        ("aged 6 months to 7 years", 0.5, 7),
        ("between the ages of 15 and 34", 15, 34),
        ("1.09 to 6.98 per 100,000", 1.09, 6.98),
    ],
)
def test_a_range_has_limits_and_no_value(text, low, high):
    quantity = only(text)
    assert (quantity.value, quantity.low, quantity.high, quantity.interval_kind) == (None, low, high, "range")


def test_a_fall_is_two_quantities_not_a_range():
    assert numbers("It fell from 82 % to 29 %.") == [(82, None, None, "%"), (29, None, None, "%")]


def test_units_that_do_not_convert_exactly_make_no_range():
    assert numbers("12 weeks to 12 months") == [(12, None, None, "weeks"), (12, None, None, "months")]


@pytest.mark.parametrize(
    "text",
    [
        "18.4 % (95 % CI 15.4-21.5)",
        "18.4% (95% CI: 15.4% to 21.5%)",
        "18.4 %, 95 % confidence interval 15.4–21.5",
        "18.4 % [95 % confidence interval (95 % CI) 15.4-21.5]",
        "18.4 % [95 % CI 15.4, 21.5]",
        "18.4 % (CI 95 % 15.4-21.5)",
        "18.4 % of adults (95 % CI 15.4-21.5)",
    ],
)
def test_an_interval_belongs_to_its_value(text):
    quantity = only(text)
    assert (quantity.value, quantity.low, quantity.high) == (18.4, 15.4, 21.5)
    assert quantity.interval_kind == "confidence"
    assert quantity.text == text


def test_an_interval_apart_from_its_value_still_goes_to_it():
    rate, day = read_quantities("Success was 74 % at day 4 (95 % CI 70-80).")
    assert (rate.low, rate.high, rate.interval_kind) == (70, 80, "confidence")
    assert (day.kind, day.low) == (QuantityKind.DURATION, None)


def test_a_limit_that_was_not_reached_is_open():
    quantity = only("22.8 months (95% CI 19.4 to not estimable)")
    assert (quantity.low, quantity.high, quantity.interval_kind) == (19.4, None, "confidence")


def test_limits_in_brackets_are_what_earlier_ones_were():
    first, second = read_quantities("95 % (95 % CI 93-96) and 73 % (71-76)")
    assert second.interval_kind == first.interval_kind == "confidence"
    assert only("54 years (21-84)").interval_kind == "range"
    assert only("median (IQR) 5 (3-8) days").interval_kind == "iqr"


@pytest.mark.parametrize(
    "text", ["61.3 years (SD 10.2)", "61.3 ± 10.2 years", "61.3+/-10.2 years", "61.3 (SD 10.2) years"]
)
def test_a_standard_deviation_gives_the_limits_around_the_mean(text):
    quantity = only(text)
    assert (quantity.value, quantity.low, quantity.high) == (61.3, 51.1, 71.5)
    assert (quantity.interval_kind, quantity.unit) == ("sd", "years")


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("under 1 cm", "<"),
        ("< 1 cm", "<"),
        ("fewer than 10 infections", "<"),
        ("over 20 %", ">"),
        ("exceeds 3 mm", ">"),
        ("beyond 12 weeks", ">"),
        ("lasting over 12 weeks", ">"),
        ("up to 70 %", "<="),
        ("no more than 4 g", "<="),
        ("not larger than 2 mm", "<="),
        ("within 36 hours", "<="),
        ("≤5%", "<="),
        ("50 % or less", "<="),
        ("at least 10 years", ">="),
        ("no sooner than 6 weeks", ">="),
        ("6.0 mmol/L or more", ">="),
        ("10 or more years", ">="),
        ("GA >or = 32 weeks", ">="),
        ("about 60 %", "about"),
        ("~60%", "about"),
        ("up to about 60 %", "<="),
        ("below a creatinine clearance of 30 mL/min", "<"),
    ],
)
def test_comparators_are_kept(text, comparator):
    assert only(text).comparator == comparator


@pytest.mark.parametrize("text", ["given over 5 minutes", "pooled over 149 studies", "rose over 3 months"])
def test_over_a_time_or_a_set_of_studies_is_no_comparator(text):
    assert only(text).comparator is None


# Units and kinds.


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("82 %", "%"),
        ("82%", "%"),
        ("ten per cent", "%"),
        ("1.2 percentage points", "percentage points"),
        ("12 µg/L", "ug/L"),
        ("150 x10^3/uL", "10^3/uL"),
        ("412 × 10⁹/L", "10^9/L"),
        ("12 x 10(9)/L", "10^9/L"),
        ("100/mm3", "/mm3"),
        ("500 neutrophils/uL", "/uL"),
        ("52 mL/min/1.73 m²", "mL/min/1.73m2"),
        ("43 kg/m(2)", "kg/m2"),
        ("67 umol/24 h", "umol/24h"),
        ("72 beats per minute", "beats/min"),
        ("38.3 C", "°C"),
        ("37.5°C", "°C"),
        ("120 mm Hg", "mmHg"),
        ("20 pack-years", "pack-years"),
        ("0.1 mIU/L", "mIU/L"),
        ("30 min", "minutes"),
        ("5mg", "mg"),
        ("0.23 patients per 100 years of exposure", "/100 years"),
        ("2 mitoses per 2 mm2", "/2 mm2"),
        ("4.7 per 100 000 per year", "/100000/year"),
        ("277 times the human dose", "fold"),
    ],
)
def test_units_are_normalised(text, unit):
    assert only(text).unit == unit


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1,459 of 2,003", QuantityKind.COUNT),
        ("17/730", QuantityKind.COUNT),
        ("1 in 13", QuantityKind.COUNT),
        ("13 cohort studies", QuantityKind.COUNT),
        ("1,524 patients", QuantityKind.SAMPLE_SIZE),
        ("n = 95", QuantityKind.SAMPLE_SIZE),
        ("aged 65 or over", QuantityKind.AGE),
        ("women under 52", QuantityKind.AGE),
        ("a 65-year-old man", QuantityKind.AGE),
        ("older than 28 days", QuantityKind.AGE),
        ("on day 6 or later", QuantityKind.DURATION),
        ("two drops", QuantityKind.DOSE),
        ("10 mg daily", QuantityKind.DOSE),
        ("10 mg", QuantityKind.MEASUREMENT),
        ("a dose of 10 mg", QuantityKind.DOSE),
        ("500 mg/kg/day", QuantityKind.DOSE),
        ("three times a day", QuantityKind.FREQUENCY),
        ("every 3-6 months", QuantityKind.FREQUENCY),
        ("P<0.0001", QuantityKind.P_VALUE),
        ("p-value of .04", QuantityKind.P_VALUE),
        ("6.4-fold", QuantityKind.RATIO),
        ("kappa (0.80)", QuantityKind.SCORE),
        ("Ki-67 5 %", QuantityKind.SCORE),
        ("an Alvarado score of 7 or more", QuantityKind.SCORE),
        ("an INR of 2.5", QuantityKind.OTHER_NUMBER),
        ("in 2019", QuantityKind.DATE),
        ("2010-2014", QuantityKind.DATE),
        ("March 2025", QuantityKind.DATE),
        ("16 Sep 2024", QuantityKind.DATE),
        ("July 1, 1992", QuantityKind.DATE),
        ("2024-09-16", QuantityKind.DATE),
    ],
)
def test_a_quantity_knows_what_it_is(text, kind):
    assert only(text).kind is kind


def test_a_count_keeps_its_whole():
    assert [(q.value, q.whole) for q in read_quantities("22 of those 35 (62.9 %)")] == [(22, 35), (62.9, None)]
    assert only("about 1 in 13").whole == 13
    assert numbers("1 in 1,500 to 2,000") == [(1, 1500, 2000, None)]


def test_a_dose_says_how_often_and_its_course_is_a_duration():
    dose, course = read_quantities("one drop three times a day for 7 days")
    assert (dose.value, dose.unit, dose.frequency) == (1, "drops", "3/day")
    assert (course.value, course.unit) == (7, "days")
    assert only("120 mg every 28 days").frequency == "every 28 days"
    assert only("1 g intramuscularly once").frequency == "once"
    assert only("40 mg q8h").frequency == "every 8 hours"


@pytest.mark.parametrize(
    ("text", "statistic"),
    [
        ("HR 0.47 (95 % CI 0.30-0.73)", "hazard ratio"),
        ("hazard ratio for death, 0.84", "hazard ratio"),
        ("aOR 0.71 [95% CI 0.55-0.92]", "odds ratio"),
        ("RR 0.30, 0.15-0.58", "risk ratio"),
        ("relative risk 34, 95 % CI 11-105", "relative risk"),
        ("number needed to treat of 9", "number needed to treat"),
        ("LR+ 5.3", "positive likelihood ratio"),
        ("SUVmax 16.0", "SUVmax"),
        ("Ki-67 below 3 %", "Ki-67"),
    ],
)
def test_a_label_names_the_statistic(text, statistic):
    assert only(text).statistic == statistic
    assert only(text).text == text


def test_a_heart_rate_is_no_hazard_ratio():
    assert only("HR 72 bpm").unit == "bpm"
    assert read_quantities("HR 110 today") == ()


def test_a_time_before_an_outcome_names_a_statistic():
    assert [(q.value, q.statistic) for q in read_quantities("five-year survival was 83 % against 67 %")] == [
        (83, "5-year"),
        (67, "5-year"),
    ]
    assert only("1 year mortality was 2 %").statistic == "1-year"
    assert only("69-97.2 % five-year survival").statistic == "5-year"
    assert only("a three-month course").kind is QuantityKind.DURATION


def test_a_median_is_one_until_the_sentence_ends():
    first, second, third = read_quantities("Median survival was 11 v 19 months. It took 3 months.")
    assert (first.statistic, second.statistic, third.statistic) == ("median", "median", None)


# Ellipsis.


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("11.0 v 4.6 months", [11.0, 4.6]),
        ("22.7 months v 14.4 with placebo", [22.7, 14.4]),
        ("1, 5, 10 and 20 months", [1, 5, 10, 20]),
        ("38 months with liver, 9 with bone and 2 with brain metastases", [38, 9, 2]),
        ("44.0 months (95% CI 35.6-51.8) with it and 37.7 (29.1-45.8) without", [44.0, 37.7]),
        ("12.6 months after stopping and 13.3 after continuing", [12.6, 13.3]),
        ("5.54 months", [5.54]),
        ("over 30 months in one, over 10 in another", [30, 10]),
    ],
)
def test_a_bare_number_has_the_unit_of_its_neighbour(text, values):
    assert [(q.value, q.unit) for q in read_quantities(text)] == [(value, "months") for value in values]


def test_a_scale_is_read_with_one_unit():
    assert numbers("mild 5.5-5.9, moderate 6.0-6.4, severe 6.5 mmol/L or more") == [
        (None, 5.5, 5.9, "mmol/L"),
        (None, 6.0, 6.4, "mmol/L"),
        (6.5, None, None, "mmol/L"),
    ]


def test_a_comparator_holds_for_all_of_a_list():
    assert [q.comparator for q in read_quantities("below 110, 105 and 110 g/L")] == ["<", "<", "<"]


def test_numbers_in_brackets_share_the_unit_of_the_last():
    assert numbers("off (5.54), on one (5.50) and on both (5.42 mmol/L)") == [
        (5.54, None, None, "mmol/L"),
        (5.50, None, None, "mmol/L"),
        (5.42, None, None, "mmol/L"),
    ]


def test_two_rates_at_two_times_keep_their_times():
    assert numbers("80 % at 5 and 59 % at 10 years") == [
        (80, None, None, "%"),
        (5, None, None, "years"),
        (59, None, None, "%"),
        (10, None, None, "years"),
    ]


@pytest.mark.parametrize(
    "text", ["There were 12 in it.", "Of 40, 12 improved.", "About 7 remained; 5 left.", "12 (given as such)"]
)
def test_a_bare_number_that_nothing_explains_is_none(text):
    assert read_quantities(text) == ()
