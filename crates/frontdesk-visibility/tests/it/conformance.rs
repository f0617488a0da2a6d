//! Other products' decision tables, answered by this engine. Each product's rule is written down twice:
//! as grants over scopes, which the engine lowers, and as the product's own prose, a plain function or a
//! table. What the model cannot say of a product stands in DESIGN.md, and no row here pretends that it can.

mod glpi;
mod libredesk;
mod redmine;
mod rt;

use frontdesk_model::ConversationFacts;
use frontdesk_visibility::Filter;

/// Check, list, count and explanation of one filter say the same of these; how many are seen.
fn agrees(filter: &Filter, tickets: &[(ConversationFacts, bool)], what: &str) -> usize {
    struct Row<'a>(&'a ConversationFacts);
    impl AsRef<ConversationFacts> for Row<'_> {
        fn as_ref(&self) -> &ConversationFacts {
            self.0
        }
    }
    for (facts, seen) in tickets {
        assert_eq!(filter.matches(facts), *seen, "{what}: {facts:?}");
        assert_eq!(filter.explain(facts).hat.is_some(), *seen, "{what}");
    }
    let rows: Vec<Row<'_>> = tickets.iter().map(|(facts, _)| Row(facts)).collect();
    let listed: Vec<_> = filter.list(&rows).map(|row| row.0).collect();
    let seen: Vec<_> = tickets
        .iter()
        .filter(|row| row.1)
        .map(|row| &row.0)
        .collect();
    assert_eq!(listed, seen, "{what}");
    assert_eq!(filter.count(&rows), seen.len(), "{what}");
    seen.len()
}
