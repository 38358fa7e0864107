"""What participants and contact persons see: sign-up, and the pages that their links open."""
