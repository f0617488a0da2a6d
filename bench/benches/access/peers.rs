//! The same questions put to policy engines, each with what a person has in effect prepared by the
//! host: rights on every site, rights on the person's sites, the sites, and whether the panel is off.

use std::hint::black_box;
use std::str::FromStr;
use std::time::Instant;

use casbin::{CoreApi, DefaultModel, Enforcer, MemoryAdapter, MgmtApi};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid,
    PolicySet, Request, RestrictedExpression as Value,
};
use frontdesk_access::{Compiled, CompiledRequest};
use frontdesk_bench::access::{self, HostSets, Objects, PANEL, Person, RIGHTS, Record, questions};
use frontdesk_bench::user_id;
use gatehouse::{EvaluationSession, PermissionChecker, PolicyBuilder, PolicyDomain};

const PEOPLE: u64 = 1_000;

/// A question in the words of a host.
#[derive(Clone, Debug)]
struct Question {
    user: usize,
    right: String,
    of_panel: bool,
    site: frontdesk_model::SiteId,
    expected: bool,
}

struct Desk;

impl PolicyDomain for Desk {
    type Subject = HostSets;
    type Action = ();
    type Resource = Question;
    type Context = ();
}

/// Prints one line for each engine: fewer questions for the slow ones.
pub fn peers() {
    println!("\npolicy engines, {PEOPLE} people, the effective rights prepared by the host:");
    let records: Vec<Record> = (0..PEOPLE).map(|n| Person::new(n).record()).collect();
    let sets: Vec<HostSets> = (0..PEOPLE).map(|n| Person::new(n).host_sets()).collect();
    let numbers = questions(20_000, PEOPLE, &records);
    let asked: Vec<Question> = numbers
        .iter()
        .map(|q| Question {
            user: q.user as usize,
            right: RIGHTS[q.right as usize].name().to_owned(),
            of_panel: PANEL >> q.right & 1 == 1,
            site: access::site(q.site.into()),
            expected: records[q.user as usize].allows(q.right, q.site),
        })
        .collect();

    let host = timed(&asked, |q| {
        sets[q.user].allows(&q.right, q.site, q.of_panel)
    });
    println!("  host's sets of names: {host:.0} ns");

    let plain = access::directory(PEOPLE);
    let compiled = Compiled::build(&plain);
    let objects = Objects::new(super::now());
    let resources = objects.resources();
    let mut at = 0;
    let ours = timed(&asked, |_| {
        let q = &numbers[at % numbers.len()];
        at += 1;
        let request = CompiledRequest {
            permission: RIGHTS[q.right as usize],
            resource: access::object_of(q, &resources),
        };
        compiled.allows_id(user_id(q.user.into()), &request, super::now())
    });
    let line = |name: &str, time: f64| {
        println!(
            "  {name}: {time:.0} ns; {:.1} x sets; {:.0} x ours by uuid",
            time / host,
            time / ours
        );
    };
    line("compiled, by uuid", ours);
    line("gatehouse 0.6", gatehouse(&asked, &sets));
    line("cedar-policy 4.14", cedar(&asked[..10_000], &sets));
    line("casbin 2.20", casbin(&asked[..4_000], &sets));
}

/// The median time of a question in chunks of 200, all of them asked once before.
fn timed(asked: &[Question], mut answer: impl FnMut(&Question) -> bool) -> f64 {
    for q in asked {
        assert_eq!(answer(q), q.expected, "{q:?}");
    }
    let mut times: Vec<f64> = Vec::new();
    for _ in 0..3 {
        for chunk in asked.chunks(200) {
            let start = Instant::now();
            for q in chunk {
                black_box(answer(black_box(q)));
            }
            times.push(start.elapsed().as_nanos() as f64 / chunk.len() as f64);
        }
    }
    super::median(&times)
}

fn gatehouse(asked: &[Question], sets: &[HostSets]) -> f64 {
    let mut checker = PermissionChecker::<Desk>::named("desk");
    checker.add_policy(
        PolicyBuilder::<Desk>::new("anywhere")
            .when(|sets, (), q, ()| sets.parts().0.contains(&q.right))
            .build(),
    );
    checker.add_policy(
        PolicyBuilder::<Desk>::new("on sites")
            .when(|sets, (), q, ()| {
                let (_, on_sites, sites) = sets.parts();
                on_sites.contains(&q.right) && sites.contains(&q.site)
            })
            .build(),
    );
    checker.add_veto(
        PolicyBuilder::<Desk>::new("panel off")
            .when(|sets, (), q, ()| q.of_panel && sets.panel_off())
            .build_veto(),
    );
    let session = EvaluationSession::empty();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    // One entry into the runtime for each chunk: what is measured is the engine.
    runtime.block_on(async {
        let mut times: Vec<f64> = Vec::new();
        for round in 0..3 {
            for chunk in asked.chunks(200) {
                let start = Instant::now();
                for q in chunk {
                    let bound = checker.bind(&session, &sets[q.user], &(), &());
                    let answer = bound.check(black_box(q)).await.is_granted();
                    assert_eq!(answer, q.expected, "{q:?}");
                }
                if round > 0 {
                    times.push(start.elapsed().as_nanos() as f64 / chunk.len() as f64);
                }
            }
        }
        super::median(&times)
    })
}

fn uid(kind: &str, name: &str) -> EntityUid {
    let kind = EntityTypeName::from_str(kind).expect("a type");
    EntityUid::from_type_name_and_id(kind, EntityId::new(name))
}

fn cedar(asked: &[Question], sets: &[HostSets]) -> f64 {
    let policies = PolicySet::from_str(
        "permit(principal, action, resource) when { principal.anywhere.contains(context.right) };
         permit(principal, action, resource) when {
             principal.on_sites.contains(context.right) && principal.sites.contains(context.site)
         };
         forbid(principal, action, resource) when { principal.panel_off && context.of_panel };",
    )
    .expect("policies");
    let strings =
        |all: &mut dyn Iterator<Item = String>| Value::new_set(all.map(Value::new_string));
    let entities: Vec<Entities> = sets
        .iter()
        .enumerate()
        .map(|(number, sets)| {
            let (anywhere, on_sites, sites) = sets.parts();
            let attributes = [
                ("anywhere", strings(&mut anywhere.iter().cloned())),
                ("on_sites", strings(&mut on_sites.iter().cloned())),
                ("sites", strings(&mut sites.iter().map(ToString::to_string))),
                ("panel_off", Value::new_bool(sets_off(sets))),
            ];
            let attributes = attributes
                .map(|(name, value)| (name.to_owned(), value))
                .into();
            let user = uid("User", &number.to_string());
            let user = Entity::new(user, attributes, [].into()).expect("attributes");
            Entities::from_entities([user], None).expect("one entity")
        })
        .collect();
    let users: Vec<EntityUid> = (0..sets.len())
        .map(|number| uid("User", &number.to_string()))
        .collect();
    let (action, object) = (uid("Action", "ask"), uid("Desk", "desk"));
    let authorizer = Authorizer::new();
    timed(asked, |q| {
        let context = Context::from_pairs([
            ("right".to_owned(), Value::new_string(q.right.clone())),
            ("site".to_owned(), Value::new_string(q.site.to_string())),
            ("of_panel".to_owned(), Value::new_bool(q.of_panel)),
        ]);
        let request = Request::new(
            users[q.user].clone(),
            action.clone(),
            object.clone(),
            context.expect("a context"),
            None,
        );
        let request = request.expect("a request");
        let response = authorizer.is_authorized(&request, &policies, &entities[q.user]);
        response.decision() == Decision::Allow
    })
}

const fn sets_off(sets: &HostSets) -> bool {
    sets.panel_off()
}

/// An enforcer for each of the people, with a line for each right that is in effect; the host says
/// whether the site is one of the person's.
fn casbin(asked: &[Question], sets: &[HostSets]) -> f64 {
    const MODEL: &str = "
[request_definition]
r = act, place
[policy_definition]
p = act, place
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.act == p.act && (p.place == \"any\" || p.place == r.place)
";
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let of_panel = |name: &str| {
        let at = RIGHTS.iter().position(|right| right.name() == name);
        at.is_some_and(|at| PANEL >> at & 1 == 1)
    };
    let enforcer = |sets: &HostSets| {
        let (anywhere, on_sites, _) = sets.parts();
        let lines = |names: &std::collections::HashSet<String>, place: &str| {
            let kept = names
                .iter()
                .filter(|name| !(sets.panel_off() && of_panel(name)));
            kept.map(|name| vec![name.clone(), place.to_owned()])
                .collect::<Vec<_>>()
        };
        let mut all = lines(anywhere, "any");
        all.extend(lines(on_sites, "mine"));
        runtime.block_on(async {
            let model = DefaultModel::from_str(MODEL).await.expect("a model");
            let mut enforcer = Enforcer::new(model, MemoryAdapter::default())
                .await
                .expect("an enforcer");
            if !all.is_empty() {
                enforcer.add_policies(all).await.expect("policies");
            }
            enforcer
        })
    };
    let enforcers: Vec<Enforcer> = sets.iter().map(enforcer).collect();
    timed(asked, |q| {
        let (_, _, sites) = sets[q.user].parts();
        let place = match sites.contains(&q.site) {
            true => "mine",
            false => "other",
        };
        let enforcer = &enforcers[q.user];
        enforcer.enforce((&q.right, place)).expect("an answer")
    })
}
