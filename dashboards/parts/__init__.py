"""What the dashboard's pages share: reading, filters, charts, tables and wording."""
