"""The lowest layer: people, units, dated appointments, and the only door to what they may see and do."""
