"""Tests of curbside.ingest."""
