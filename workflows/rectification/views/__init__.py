"""The pages of 问题整改."""
