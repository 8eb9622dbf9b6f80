"""Studies run again: unchanged, with one change, from a line on; and people asked when a study is over."""
