"""Tables: rows found, cells cut and read, rows told from what is none. `cut_table` and `read_tables` are the doors."""
