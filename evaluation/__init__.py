"""Benchmarks: speed, memory, retrieval. They print what they ran on; none is an assertion."""
