//! The stream with the whole scope model and the time: one question in three is about what somebody
//! has over a relation, for a time, or on sites.

use frontdesk_access::{Compiled, CompiledRequest, Directory, HolderHandle, Request};
use frontdesk_bench::access::RIGHTS;
use frontdesk_bench::access::whole::{
    self, WholeNumbers, WholeObjects, WholePerson, WholeRecord, WholeSets,
};
use frontdesk_bench::user_id;
use frontdesk_model::UserId;

use super::{HOT, QUESTIONS, ROUNDS, each_of, median, now};

const NAMES: [&str; 7] = [
    "bound, whole scopes and the id",
    "host sets",
    "plain form",
    "compiled, by handle",
    "x bound",
    "x host sets",
    "compiled, by uuid",
];

pub fn table(sizes: &[u64]) {
    println!("\nthe whole scope model and the time:\n");
    println!("| People | Asked about | {} |", NAMES.join(" | "));
    println!("|---|---|{}", "---|".repeat(NAMES.len()));
    for size in sizes {
        let world = World::new(*size);
        world.row("all", *size);
        if *size >= HOT {
            world.row("64 of them", HOT);
        }
    }
}

struct World {
    people: Vec<WholePerson>,
    records: Vec<WholeRecord>,
    sets: Vec<WholeSets>,
    plain: Directory,
    compiled: Compiled,
    objects: WholeObjects,
}

impl World {
    fn new(people: u64) -> Self {
        let seconds = now().timestamp();
        let all: Vec<WholePerson> = (0..people)
            .map(|number| WholePerson::new(number, seconds))
            .collect();
        let plain = whole::directory(people, seconds);
        Self {
            records: (0..)
                .zip(&all)
                .map(|(number, p)| p.record(number))
                .collect(),
            sets: all.iter().map(WholePerson::host_sets).collect(),
            compiled: Compiled::build(&plain),
            plain,
            objects: WholeObjects::new(now()),
            people: all,
        }
    }

    /// Puts the questions about the first `among` people to every engine.
    fn row(&self, what: &str, among: u64) {
        let (now, seconds) = (now(), now().timestamp());
        let people = &self.people[..among as usize];
        let (asked, resources) = self
            .objects
            .questions(QUESTIONS, people, &self.records, seconds);
        let (needs, catalogue) = (whole::needs(), self.plain.catalogue());
        let names: Vec<String> = RIGHTS.iter().map(|right| right.name().to_owned()).collect();
        let ids: Vec<UserId> = asked.iter().map(|q| user_id(q.user.into())).collect();
        let handle = |id: &UserId| self.compiled.handle(*id).expect("a record");
        let handles: Vec<HolderHandle> = ids.iter().map(handle).collect();
        let request = |q: &WholeNumbers| CompiledRequest {
            permission: RIGHTS[q.right as usize],
            resource: &resources[q.object as usize],
        };
        let requests: Vec<CompiledRequest<'_>> = asked.iter().map(request).collect();

        let bound = |at: usize, q: &WholeNumbers| {
            self.records[q.user as usize].allows(ids[at], needs[q.right as usize], q, seconds)
        };
        let host = |at: usize, q: &WholeNumbers| {
            let sets = &self.sets[q.user as usize];
            sets.allows(q.right as usize, &names, requests[at].resource, seconds)
        };
        let plain = |at: usize, _: &WholeNumbers| {
            let request = Request {
                holder: self.plain.holder(ids[at].into()).expect("a record"),
                permission: requests[at].permission,
                resource: *requests[at].resource,
            };
            catalogue.allows(&request, now)
        };
        let by_handle =
            |at: usize, _: &WholeNumbers| self.compiled.allows(handles[at], &requests[at], now);
        let by_uuid =
            |at: usize, _: &WholeNumbers| self.compiled.allows_id(ids[at], &requests[at], now);

        // All say the same, and every second time yes.
        for (at, q) in asked.iter().enumerate() {
            let expected = bound(at, q);
            assert_eq!(host(at, q), expected, "{q:?}");
            assert_eq!(plain(at, q), expected, "{q:?}");
            assert_eq!(by_handle(at, q), expected, "{q:?}");
            assert_eq!(by_uuid(at, q), expected, "{q:?}");
        }
        let mut times: [Vec<f64>; 5] = Default::default();
        for round in 0..ROUNDS {
            each_of(&mut times[0], &asked, bound);
            each_of(&mut times[1], &asked, host);
            if round < 3 {
                each_of(&mut times[2], &asked, plain);
            }
            each_of(&mut times[3], &asked, by_handle);
            each_of(&mut times[4], &asked, by_uuid);
        }
        let [bound, host, plain, handle, uuid] = times.each_ref().map(|t| median(t));
        println!(
            "| {} | {what} | {bound:.1} | {host:.0} | {plain:.0} | **{handle:.1}** | {:.1} | {:.2} | {uuid:.1} |",
            self.people.len(),
            handle / bound,
            handle / host,
        );
    }
}
