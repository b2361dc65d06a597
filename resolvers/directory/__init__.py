"""The user directory: conditions, orders, pages and the statements that they become."""
