//! The index in memory over the same worlds: what it lists, counts and pages is what the filter says, of which
//! the databases say the same.

use std::collections::BTreeSet;

use frontdesk_laws::World;
use frontdesk_model::ConversationId;
use frontdesk_visibility::{
    Activity, Column, Direction, Field, FieldPolicy, Index, ListRequest, RightsHeld, SitesSeen,
    Sort, Ticket, Viewing,
};

use crate::agree;

fn index(world: &World) -> Index {
    let own = world.tickets.iter();
    let own = own.filter(|facts| facts.tenant == world.filter.tenant());
    let own = own.map(|facts| (facts.clone(), Activity::default()));
    let mut index = Index::new(world.filter.tenant());
    for (facts, activity) in own {
        index.put_facts(&facts, activity).unwrap();
    }
    index
}

#[test]
fn the_index_says_what_the_filter_says() {
    let policy = FieldPolicy::default();
    let (mut rows, mut pages) = (0, 0);
    for world in agree::all() {
        let at = format!("world {} ({:?})", world.number, world.hats);
        let index = index(world);
        let reading = index.reading(&world.filter, world.now).unwrap();
        let seen: BTreeSet<ConversationId> = world
            .filter
            .list(&world.tickets)
            .map(|facts| facts.id)
            .collect();
        assert_eq!(BTreeSet::from_iter(reading.ids()), seen, "{at}");
        assert_eq!(reading.count(), seen.len(), "{at}");
        rows += seen.len();
        let viewing = Viewing {
            filter: world.filter.clone(),
            policy: &policy,
            sites: SitesSeen::none(),
            rights: RightsHeld::of(&[], world.now),
        };
        let tickets: Vec<Ticket> = world.tickets.iter().cloned().map(Ticket::new).collect();
        for by in [Column::Field(Field::CreatedAt), Column::UpdatedAt] {
            let mut request = ListRequest {
                sort: Some(Sort {
                    by,
                    direction: Direction::Descending,
                }),
                page_size: 7,
                ..ListRequest::default()
            };
            loop {
                let query = viewing.query(&request).unwrap();
                let plain = query.page(&tickets);
                let page = query.indexed(&index, world.now).unwrap();
                let ids: Vec<ConversationId> = plain.rows.iter().map(|row| row.id()).collect();
                assert_eq!(page.ids, ids, "{at}");
                assert_eq!(page.next, plain.next, "{at}");
                pages += 1;
                let Some(next) = plain.next else { break };
                request.cursor = Some(next);
            }
        }
    }
    // The law is not empty.
    assert!(rows > 1_000 && pages > 400, "{rows} {pages}");
}
