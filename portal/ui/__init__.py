"""How the portal looks: components, menu, slots, texts of numbers and dates, and the public pages of its own."""
