//! The front door: the five questions behind one Desk that is built from a desk file and imported people.
