"""Tests of curbside.evidence."""
