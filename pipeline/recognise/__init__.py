"""What stands in a passage: numerals, quantities, periods and names, each as rules with examples."""
