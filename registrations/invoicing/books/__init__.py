"""The books: vouchers read off the rows of money, and files of them for a bookkeeping program."""
