"""Which targets turned behind, overdue or silent, and how people are told; judges nothing."""
