//! What has to be filled before a ticket is closed.

use crate::field::{Field, Shown, Use};
use crate::query::Value;
use crate::view::Granted;

impl Granted<'_> {
    /// The required fields of this ticket that this viewer has to fill before he closes it, standard
    /// ones first, then the added ones by their ids. A field that he does not see, or may not change
    /// here, is never among them, so that nothing hidden blocks him or is named to him (attacks 31, 35).
    #[must_use]
    pub fn to_fill(&self) -> Vec<Field> {
        let standard = Field::STANDARD.into_iter().filter(|field| {
            // A value that may be hidden from him is not asked for: whether he is asked would tell
            // whether there is one.
            let asked = self.use_of(field) == Use::Require && !self.masks(field);
            asked && is_empty(self.cell(field))
        });
        let added =
            self.viewing.policy.added().filter(|id| {
                self.use_of_added(id) == Use::Require && is_empty(self.cell_of_added(id))
            });
        standard.chain(added.cloned().map(Field::Added)).collect()
    }
}

fn is_empty(cell: Option<Shown<Value<'_>>>) -> bool {
    cell.as_ref()
        .and_then(Shown::value)
        .is_none_or(Value::is_empty)
}
