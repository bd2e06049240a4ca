"""Toolkit shared by the processes; knows no process and no engine."""
