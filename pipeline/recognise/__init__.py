"""What stands in the text: quantities, periods, names."""
