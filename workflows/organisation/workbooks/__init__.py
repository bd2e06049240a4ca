"""What a workbook carries."""
