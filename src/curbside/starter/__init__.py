"""The starter pack: Markdown sources that a clinician can read and correct. No code lives here."""
