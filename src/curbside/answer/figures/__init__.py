"""The figures of an answer: every number with what it measures, in whom and when, in the source's own words.

A figure's measure, population and time are phrases copied from the statement that holds it, else from its table's
caption, else from its headings, else they are "not stated". Nothing is guessed and nothing is taken from another
statement. Words left out within a phrase are marked by an ellipsis; phrases are parted by semicolons.

Each module imports from those above it only; the words that decide are in figures.toml beside this folder.

    words        the word lists, and what is asked of a word
    times        when: the horizons, moments and periods that a text names
    statement    a statement taken apart: brackets, verbs, frames, clauses
    mentions     which of its numbers are figures
    copying      phrases copied from a text
    population   in whom, by what stands before the subject and by headings
    figure       Figure, made of the phrases that say of what, in whom and when
    sides        the numbers of a clause side by side, with what stands around each
    attribution  what each of them measures, in whom and when
    limits       the same of a number that decides something
    reading      a statement to its figures
    rows         a table row to its figures
    pieces       an answer in pieces, each with its figures
    listing      the figures of an answer, each once, with all that cite it
"""
