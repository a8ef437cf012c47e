"""Files that are to replace lists: handed in, loaded by a process of its own, looked at, put in force or dropped."""
