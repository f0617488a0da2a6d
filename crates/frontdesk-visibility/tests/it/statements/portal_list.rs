//! The customer's own list in the portal, asked for a row of the statements.

use frontdesk_model::Language;
use frontdesk_visibility::{Direction, ListRequest, PortalList};

use crate::world::*;

impl Scene {
    /// How many tickets the portal's own list has of the one, or why it refuses.
    pub(crate) fn listed(&self, request: ListRequest) -> String {
        let viewing = self.viewing();
        let admitted = PortalList::default().admit(&viewing, request);
        let count = admitted.and_then(|request| {
            let query = viewing.query(&request)?;
            Ok(query.page([&self.ticket]).total)
        });
        count.map_or_else(|error| format!("no: {}", error.code()), |n| n.to_string())
    }

    /// What that list calls this filter or order in this language.
    pub(crate) fn offered(&self, what: &str, language: &str) -> String {
        let language = Language::parse(language).unwrap();
        let offered = PortalList::default().offered(&self.viewing());
        let filters = offered.filters.into_iter();
        let filters = filters.map(|one| (one.by.to_string(), one.label));
        let sorts = offered.sorts.into_iter().map(|one| {
            let sign = match one.sort.direction {
                Direction::Ascending => '+',
                Direction::Descending => '-',
            };
            (format!("{sign}{}", one.sort.by), one.label)
        });
        let found = filters.chain(sorts).find(|(name, _)| name == what);
        let label = found.map(|(_, label)| label.in_language(&language).to_owned());
        label.unwrap_or_else(|| "not offered".to_owned())
    }
}
