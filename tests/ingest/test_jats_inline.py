"""Running text in JATS: citations, raised and lowered characters, formulas."""

from __future__ import annotations

import pytest
from tests.ingest.jats_snippets import REFERENCES, body_lines, cite, line


@pytest.mark.parametrize(
    ("tagged", "read_as"),
    [
        ("Mice died [{1}].", "Mice died."),
        ("Mice died [{1}-{9}], men [{10},{11}] too.", "Mice died, men too."),
        ("Mice died ({1}, {2}).", "Mice died."),
        ("Mice died ({1}–4, {7}) soon.", "Mice died soon."),
        ("Mice died<sup>{1}</sup> soon.", "Mice died soon."),
        ("Mice died.<sup>{1},{2}–{3}</sup> Men too.", "Mice died. Men too."),
        ("Mice died.<sup>[{1}]</sup> Men too.", "Mice died. Men too."),
        ("Mice died<sup>{1}</sup><sup>,</sup><sup>{2}</sup>.", "Mice died."),
        ('Mice died<xref ref-type="bibr" rid="r1"><sup>1</sup></xref><sup>–</sup>'
         '<xref ref-type="bibr" rid="r2"><sup>2</sup></xref>.', "Mice died."),
        ('Mice died <xref ref-type="bibr" rid="r1">[1]</xref>, <xref ref-type="bibr" rid="r2">[2]</xref>–'
         '<xref ref-type="bibr" rid="r4">[4]</xref>.', "Mice died."),
        ('Mice died <xref ref-type="bibr" rid="r1 r2 r3">[1–3]</xref>.', "Mice died."),
        ('Mice died [{1}<xref ref-type="bibr" rid="r2"/>–{3}].', "Mice died."),
        ("Mice died [{1}] [{2}] and [{3}].", "Mice died."),
        ("(as they do; [{1},{2}])", "(as they do)"),
        ("Found by Nobody et al. [{1}].", "Found by Nobody et al."),
        ("Nobody et al. [{1}] found it.", "Nobody et al. found it."),
        ("As shown in [{1}], mice died.", "As shown in [1], mice died."),
        ("See ref. {1} and mice.", "See ref. 1 and mice."),
        ("As in reference<sup>{1}</sup> mice died.", "As in reference 1 mice died."),
        ("[{1}] showed that mice died.", "[1] showed that mice died."),
        ("Men [[{1}], figure 5] died.", "Men [[1], figure 5] died."),
        ("Men (reviewed in {1}) died.", "Men (reviewed in 1) died."),
        ("Some word[{1}]glued.", "Some word glued."),
        ("Levels of 5, 6 [{1}] and 7 mg.", "Levels of 5, 6 and 7 mg."),
        ('Mice died ({3}<xref rid="r4" ref-type="bibr"/><xref rid="r5" ref-type="bibr"/>–{6}).', "Mice died."),
        ('Mice died <xref ref-type="bibr" rid="r1">\n<sup>1</sup>\n</xref>.', "Mice died."),
        ("Mice died<sup>{1}–3</sup> soon.", "Mice died soon."),
        ("Mice died.<sup>{1}(p12),{2}</sup> Men too.", "Mice died. Men too."),
        ("Mice died.<sup>{1}(p12)</sup> Men too.", "Mice died. Men too."),
    ],
)  # fmt: skip
def test_numbers_that_point_to_references_are_taken_out(tagged: str, read_as: str) -> None:
    assert line(cite(tagged)) == read_as


@pytest.mark.parametrize(
    "said",
    [
        ('Found by <xref ref-type="bibr" rid="r1">Nobody et al. (2005)</xref> in mice.'),
        ('Nobody et al. (<xref ref-type="bibr" rid="r1">2005</xref>) found it.'),
        ('Known (<xref ref-type="bibr" rid="r1">Nobody, 2005</xref>; <xref ref-type="bibr" rid="r2">2006</xref>).'),
    ],
)
def test_names_and_years_are_words_of_the_sentence(said: str) -> None:
    plain = said.replace('<xref ref-type="bibr" rid="r1">', "").replace('<xref ref-type="bibr" rid="r2">', "")
    assert line(said) == plain.replace("</xref>", "")


def test_a_pointer_without_a_type_is_known_by_what_it_points_to() -> None:
    assert line('Mice died [<xref rid="r1">1</xref>].', back=REFERENCES) == "Mice died."
    assert line('As in <xref rid="t1">1</xref>.', back=REFERENCES) == "As in 1."


@pytest.mark.parametrize(
    ("tagged", "read_as"),
    [
        ("10<sup>9</sup> cells/L", "10^9 cells/L"),
        ("10<sup>−3</sup>", "10^−3"),
        ("CO<sub>2</sub> and H<sub>2</sub>O", "CO2 and H2O"),
        ("Na<sup>+</sup>, Ca<sup>2+</sup>", "Na+, Ca^2+"),
        ("the 1<sup>st</sup> and 2<sup>nd</sup>", "the 1st and 2nd"),
        ("x<sup>n</sup><sup>−1</sup>", "x^n−1"),
        ("<italic>R</italic><sup>2 </sup>= 0.3", "R^2 = 0.3"),
        ("Drug<sup>®</sup>", "Drug®"),
        ("one<break/>two", "one two"),
        ("a<bold>b</bold>c", "abc"),
        ("<bold>Background</bold>Obesity is rare.", "Background Obesity is rare."),
        ('Table <xref ref-type="table" rid="t1">1</xref>, Figure <xref ref-type="fig" rid="f1">2A</xref>',
         "Table 1, Figure 2A"),
        ('mice<xref ref-type="fn" rid="f1"><sup>a</sup></xref> died', "mice died"),
        ("<named-content content-type='gene'>TP53</named-content> <styled-content>is</styled-content>", "TP53 is"),
        ("<abbrev>WHO<def><p>World Health Organization</p></def></abbrev> said", "WHO said"),
        ("soft\u00adhyphen and thin\u2009space", "softhyphen and thin space"),
        ("see <ext-link xlink:href='http://a.example'>here</ext-link>", "see here"),
        ("a <inline-graphic xlink:href='x'/> b", "a [image] b"),
    ],
)  # fmt: skip
def test_running_text_reads_as_printed(tagged: str, read_as: str) -> None:
    assert line(tagged) == read_as


MATH = "<inline-formula><mml:math>{}</mml:math></inline-formula>"


@pytest.mark.parametrize(
    ("tagged", "read_as"),
    [
        (MATH.format("<mml:mrow><mml:mi>x</mml:mi><mml:mo>=</mml:mo><mml:mfrac><mml:mi>a</mml:mi><mml:mrow><mml:mi>b"
                     "</mml:mi><mml:mo>+</mml:mo><mml:mn>1</mml:mn></mml:mrow></mml:mfrac></mml:mrow>"),
         "x = a/(b + 1)"),
        (MATH.format("<mml:msup><mml:mn>10</mml:mn><mml:mrow><mml:mo>−</mml:mo><mml:mn>3</mml:mn></mml:mrow></mml:msup>"),
         "10^−3"),
        (MATH.format("<mml:msub><mml:mi>PM</mml:mi><mml:mn>2.5</mml:mn></mml:msub>"), "PM2.5"),
        (MATH.format("<mml:msub><mml:mi>x</mml:mi><mml:mi>i</mml:mi></mml:msub>"), "x_i"),
        (MATH.format("<mml:msqrt><mml:mi>n</mml:mi></mml:msqrt>"), "√n"),
        ("<inline-formula><alternatives><inline-graphic xlink:href='e1'/><tex-math>\\documentclass[12pt]{minimal}"
         "\\usepackage{amsmath}\\begin{document}$$p \\le 0.05$$\\end{document}</tex-math><mml:math><mml:mi>p</mml:mi>"
         "<mml:mo>≤</mml:mo><mml:mn>0.05</mml:mn></mml:math></alternatives></inline-formula>", "p ≤ 0.05"),
        ("<inline-formula><tex-math>\\documentclass[12pt]{minimal}\\usepackage{amsmath}\\begin{document}"
         "$$\\mathrm{BMI} = \\frac{\\text{weight}}{h^{2}} \\times \\alpha_{1}$$\\end{document}</tex-math>"
         "</inline-formula>", "BMI = weight/(h^2) × α1"),
        ("<inline-formula><italic>n</italic> = 5</inline-formula>", "n = 5"),
        ("<inline-formula><inline-graphic xlink:href='e1'/></inline-formula>", "[formula]"),
    ],
)  # fmt: skip
def test_a_formula_is_a_line_of_text(tagged: str, read_as: str) -> None:
    assert line(f"Here {tagged} stands.") == f"Here {read_as} stands."


def test_a_displayed_formula_stays_in_its_sentence() -> None:
    formula = (
        "<disp-formula id='e1'><label>(1)</label><mml:math><mml:mi>F</mml:mi><mml:mo>=</mml:mo><mml:mi>m</mml:mi>"
        "<mml:mo>⁢</mml:mo><mml:mi>a</mml:mi></mml:math></disp-formula>"
    )
    assert line(f"Force is{formula}where m is mass.") == "Force is F = ma (1) where m is mass."
    assert body_lines("<p><disp-formula><graphic xlink:href='e'/></disp-formula></p><p>A.</p>") == ["A."]
