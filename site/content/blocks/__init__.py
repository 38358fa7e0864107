"""The StreamField blocks that pages of every app share, one module per family."""
