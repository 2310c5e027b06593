"""The figures, by subject: importing this declares them all, in their order."""

from . import lines, hard_lines, pages, sheets, crons, writers, freshness, books  # noqa: I001
