"""The plan builder: small, pure edits of a plan document, and the forms that ask for them."""
