"""The figures, by subject: importing this declares them all."""

from . import lines
