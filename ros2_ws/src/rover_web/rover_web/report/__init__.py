"""What a run was like: figures, tables and one page of them; plain functions for notebooks too."""
