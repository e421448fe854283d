"""`.attiary/state.db`: what we know of the files, and of the runs."""
