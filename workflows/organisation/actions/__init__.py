"""Doing: one function per verb, each through the doors of `permissions` and into the ledger."""
