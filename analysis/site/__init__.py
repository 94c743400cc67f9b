"""The data's side of the wall: sees rows, knows no people, imports no Django."""
