"""What a spreadsheet carries in and out of nomination."""
