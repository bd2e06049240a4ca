"""The product: what every process shares lies in `engine`; each process is one package beside it."""
