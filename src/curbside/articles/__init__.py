"""Answers published as articles, reviewed by people, and kept true to their evidence.

A folder of editorial verbs, one module each (`publish`, `assign`, `comment`, `edit`, `decide`, `retire`, `refresh`),
on one database (`schema`, `database`). Which verb leads from which state to which, and who may use it, is a table
(`transitions.toml`, read by `states`), and so is who sees an article in which state. Every change and its entry in
the audit trail (`audit`) are one transaction. Nothing here knows of pages.
"""
