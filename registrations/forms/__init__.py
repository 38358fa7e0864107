"""The forms that participants and contact persons fill in."""
