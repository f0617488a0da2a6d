//! What may this viewer see of this ticket? One rule that checks, lists and explains, and views that cannot hold what is hidden.
