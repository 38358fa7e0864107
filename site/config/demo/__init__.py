"""The demo: the organisation's own activities with invented people, its dates moved with today."""
