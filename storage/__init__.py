"""How rows are kept: transactions, column types, walls between tenants, a server of our own."""
