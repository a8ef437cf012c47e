"""Tables: rows are found and cells cut (`cut_table`), seen by the engine (`see_table`), and read (`read_table`)."""
