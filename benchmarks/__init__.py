"""Speed and cost, measured against what the libraries do by themselves; run with `python -m benchmarks [row …]`."""
