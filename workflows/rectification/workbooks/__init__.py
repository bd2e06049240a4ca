"""What a spreadsheet carries in and out of 问题整改."""
