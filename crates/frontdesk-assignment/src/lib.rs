//! Who takes this conversation? A policy and the floor to an assignment, an offer or a wait, with a verdict for every operator.
