"""The pages in a real browser: a package, so that its browser lives no longer than its tests."""
