//! Are these two accounts one person, and what happens if we join them? A plan that can be read, applied, replayed and undone.
