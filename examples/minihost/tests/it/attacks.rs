//! What somebody tries who has an account and wants more.

use std::collections::BTreeSet;

use frontdesk::model::ConversationId;
use frontdesk::model::uuid::Uuid;
use minihost::host::now;
use minihost::rows;
use serde_json::json;

use crate::client::Client;
use crate::world::{self, PASSWORD, Place, places, replica, requester, ticket, user};

const OPERATORS: i64 = 24;
const TICKETS: i64 = 400;

async fn open(place: &Place) -> (String, std::sync::Arc<minihost::host::Host>) {
    replica(place, || world::world(OPERATORS, TICKETS)).await
}

/// Every id that a person sees, page by page.
pub(crate) async fn listed(client: &mut Client, path: &str, limit: usize) -> Vec<ConversationId> {
    let (mut ids, mut after) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("{path}?limit={limit}{after}")).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let page = page.json();
        let rows = page["tickets"].as_array().unwrap();
        ids.extend(
            rows.iter()
                .map(|row| serde_json::from_value::<ConversationId>(row["id"].clone()).unwrap()),
        );
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return ids,
        }
    }
}

#[tokio::test]
async fn nobody_enters_without_a_session() {
    for place in places().await {
        let (at, _host) = open(&place).await;
        let mut client = Client::at(&at).await;
        for path in [
            "/people",
            "/roles",
            "/tickets",
            "/tickets/count",
            "/portal/tickets",
        ] {
            assert_eq!(client.get(path).await.status, 401, "{path}");
        }
        // A wrong password, a login of nobody and an empty one are the same answer.
        let mut door = async |login: &str, password: &str| {
            client
                .post("/sign-in", &json!({ "login": login, "password": password }))
                .await
        };
        let wrong = door("user101", "not the password").await;
        assert_eq!(wrong.status, 401);
        assert_eq!(door("user999", "not the password").await, wrong);
        assert_eq!(door("", "").await, wrong);
        client.token = "0".repeat(64);
        assert_eq!(client.get("/people").await.status, 401);
    }
}

#[tokio::test]
async fn hidden_and_absent_are_the_same_bytes() {
    for place in places().await {
        let (at, host) = open(&place).await;
        let mut anna = Client::signed_in(&at, "user102", PASSWORD).await;
        let seen: BTreeSet<_> = listed(&mut anna, "/tickets", 50)
            .await
            .into_iter()
            .collect();
        let tenant = host.desk().await.unwrap().tenant();
        let all = rows::all(&mut &host.db, tenant).await.unwrap();
        let hidden = all
            .iter()
            .map(|ticket| ticket.facts.id)
            .find(|id| !seen.contains(id))
            .unwrap();
        let absent = ConversationId::from_uuid(Uuid::from_u128(77));
        for path in [
            "/tickets/ID",
            "/tickets/ID/why?user=ID",
            "/portal/tickets/ID",
            "/people/ID",
        ] {
            let mut of = async |id: ConversationId| {
                anna.get(
                    &path
                        .replace("/ID", &format!("/{id}"))
                        .replace("=ID", &format!("={}", user(103))),
                )
                .await
            };
            let (one, other) = (of(hidden).await, of(absent).await);
            // Who is no customer has no portal, whatever he asks for.
            let expected = if path.starts_with("/portal") {
                403
            } else {
                404
            };
            assert_eq!(one.status, expected, "{path}: {}", one.body);
            assert_eq!(one, other, "{path}");
        }
        let transfer = json!({ "command": "transfer", "to": user(103) });
        for command in [
            transfer,
            json!({ "command": "close" }),
            json!({ "command": "take_over" }),
        ] {
            let one = anna.post(&format!("/tickets/{hidden}"), &command).await;
            assert_eq!(one.status, 404, "{}", one.body);
            assert_eq!(
                one,
                anna.post(&format!("/tickets/{absent}"), &command).await
            );
        }
        // Commands to people: a colleague whom she may not see, and nobody.
        for command in [
            json!({ "command": "suspend" }),
            json!({ "command": "send_reset" }),
        ] {
            let one = anna.post(&format!("/people/{}", user(103)), &command).await;
            assert_eq!(one.status, 404, "{}", one.body);
            assert_eq!(one, anna.post(&format!("/people/{absent}"), &command).await);
        }
        // Ids that are none.
        let one = anna.get(&format!("/tickets/{absent}")).await;
        for guess in [
            "1",
            "x",
            "..",
            "00000000-0000-0000-0000-000000000000",
            "%27%20OR%201=1",
        ] {
            assert_eq!(anna.get(&format!("/tickets/{guess}")).await, one, "{guess}");
        }
    }
}

#[tokio::test]
async fn lists_counts_pages_and_the_filter_in_memory_agree() {
    for place in places().await {
        let (at, host) = open(&place).await;
        let desk = host.desk().await.unwrap();
        let all = rows::all(&mut &host.db, desk.tenant()).await.unwrap();
        for number in [1, 11, 14, 101, 102, 117] {
            let mut client = Client::signed_in(&at, &format!("user{number}"), PASSWORD).await;
            let viewing = desk
                .viewing(host.wearer(user(number).into()), now())
                .unwrap();
            let complete =
                |ticket: &frontdesk::visibility::Ticket| desk.complete(ticket.facts.clone());
            let expected: BTreeSet<_> = all
                .iter()
                .map(complete)
                .filter(|facts| viewing.filter.matches(facts))
                .map(|facts| facts.id)
                .collect();
            assert!(number == 1 || expected.len() < all.len());
            let pages = listed(&mut client, "/tickets", 7).await;
            assert_eq!(pages.len(), expected.len(), "no row comes twice");
            assert_eq!(pages.iter().copied().collect::<BTreeSet<_>>(), expected);
            let whole = listed(&mut client, "/tickets", 500).await;
            assert_eq!(pages, whole, "the pages together are the list");
            let count = client.get("/tickets/count").await.json();
            assert_eq!(count["count"], expected.len());
            for facts in all.iter().take(60).map(|ticket| &ticket.facts) {
                let one = client.get(&format!("/tickets/{}", facts.id)).await;
                assert_eq!(one.status == 200, expected.contains(&facts.id));
            }
        }
    }
}

#[tokio::test]
async fn cursors_are_good_for_one_viewer_and_one_list() {
    for place in places().await {
        let (at, _host) = open(&place).await;
        let mut lead = Client::signed_in(&at, "user11", PASSWORD).await;
        let mut other = Client::signed_in(&at, "user12", PASSWORD).await;
        let next = lead.get("/tickets?limit=5").await.json()["next"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(
            lead.get(&format!("/tickets?limit=5&after={next}"))
                .await
                .status,
            200
        );
        let foreign = other.get(&format!("/tickets?limit=5&after={next}")).await;
        assert_eq!(
            (foreign.status, foreign.codes()),
            (422, vec!["cursor_of_other_viewer".to_owned()])
        );
        let last = if next.ends_with('0') { "1" } else { "0" };
        let flipped = format!("{}{last}", &next[..next.len() - 1]);
        let forged = lead.get(&format!("/tickets?limit=5&after={flipped}")).await;
        assert_eq!(
            (forged.status, forged.codes()),
            (422, vec!["cursor_forged".to_owned()])
        );
        let none = lead.get("/tickets?limit=5&after=abc").await;
        assert_eq!(
            (none.status, none.codes()),
            (422, vec!["cursor_malformed".to_owned()])
        );
        assert_eq!(lead.get("/tickets?limit=0").await.codes(), ["page_size"]);
        // Other rights since: the list is another.
        let mut admin = Client::signed_in(&at, "user1", PASSWORD).await;
        let taken = json!({
            "action": "unassign_role",
            "user": { "user": user(11) },
            "assignment": { "role": "test.lead" },
        });
        let done = admin.post("/rights", &taken).await;
        assert_eq!(done.status, 204, "{}", done.body);
        let stale = lead.get(&format!("/tickets?limit=5&after={next}")).await;
        assert!(stale.status == 412 || stale.status == 422, "{}", stale.body);
        assert_eq!(lead.get("/tickets/count").await.json()["count"], 0);
    }
}

#[tokio::test]
async fn sessions_end_with_the_password_and_with_the_account() {
    for place in places().await {
        let (at, _host) = open(&place).await;
        let (there, _other) = open(&place).await;
        let mut anna = Client::signed_in(&at, "user102", PASSWORD).await;
        let mut phone = Client::signed_in(&there, "user102", PASSWORD).await;
        let wrong = json!({ "old": "not it", "new": "drei Elefanten am Strand" });
        assert_eq!(anna.post("/password", &wrong).await.status, 401);
        let weak = json!({ "old": PASSWORD, "new": "user102" });
        assert_eq!(anna.post("/password", &weak).await.status, 422);
        let new = json!({ "old": PASSWORD, "new": "drei Elefanten am Strand" });
        assert_eq!(anna.post("/password", &new).await.status, 204);
        assert_eq!(anna.get("/tickets/count").await.status, 401);
        assert_eq!(phone.get("/tickets/count").await.status, 401);
        let old = json!({ "login": "user102", "password": PASSWORD });
        assert_eq!(phone.post("/sign-in", &old).await.status, 401);
        let mut anna = Client::signed_in(&at, "user102", "drei Elefanten am Strand").await;
        // Suspended at one replica: out at the other, and not in again when restored.
        let mut admin = Client::signed_in(&there, "user1", PASSWORD).await;
        let path = format!("/people/{}", user(102));
        assert_eq!(
            admin
                .post(&path, &json!({ "command": "suspend" }))
                .await
                .status,
            204
        );
        assert_eq!(anna.get("/tickets/count").await.status, 401);
        let again = json!({ "login": "user102", "password": "drei Elefanten am Strand" });
        assert_eq!(anna.post("/sign-in", &again).await.status, 401);
        assert_eq!(
            admin
                .post(&path, &json!({ "command": "restore" }))
                .await
                .status,
            204
        );
        assert_eq!(anna.get("/tickets/count").await.status, 401);
        assert_eq!(anna.post("/sign-in", &again).await.status, 200);
    }
}

#[tokio::test]
async fn one_human_under_two_hats_sees_no_note_in_the_portal() {
    for place in places().await {
        let (at, host) = open(&place).await;
        // 101 is customer 7 besides.
        let mut anna = Client::signed_in(&at, "user101", PASSWORD).await;
        let own: BTreeSet<_> = listed(&mut anna, "/portal/tickets", 50)
            .await
            .into_iter()
            .collect();
        let tenant = host.desk().await.unwrap().tenant();
        let all = rows::all(&mut &host.db, tenant).await.unwrap();
        let asked = all
            .iter()
            .filter(|one| one.facts.requester == Some(requester(6)));
        assert_eq!(own, asked.map(|one| one.facts.id).collect());
        let one = anna.get(&format!("/portal/tickets/{}", ticket(6))).await;
        assert_eq!(
            (one.status, one.json()["as"].as_str()),
            (200, Some("customer"))
        );
        assert!(!one.body.contains("NOTE"));
        // Of the staff's tickets the portal knows nothing.
        let staff: Vec<_> = listed(&mut anna, "/tickets", 50).await;
        let work = staff.iter().find(|id| !own.contains(id)).unwrap();
        assert!(
            anna.get(&format!("/tickets/{work}"))
                .await
                .body
                .contains("NOTE")
        );
        let hidden = anna.get(&format!("/portal/tickets/{work}")).await;
        let absent = ConversationId::from_uuid(Uuid::from_u128(77));
        assert_eq!(hidden.status, 404);
        assert_eq!(hidden, anna.get(&format!("/portal/tickets/{absent}")).await);
        // Whoever is no customer has no portal.
        let mut other = Client::signed_in(&at, "user102", PASSWORD).await;
        assert_ne!(other.get("/portal/tickets").await.status, 200);
    }
}

#[tokio::test]
async fn nobody_gives_himself_what_he_lacks() {
    for place in places().await {
        let (at, _host) = open(&place).await;
        let mut anna = Client::signed_in(&at, "user102", PASSWORD).await;
        let give = json!({
            "action": "assign_role",
            "user": { "user": user(102) },
            "assignment": { "role": "test.lead" },
        });
        assert_eq!(anna.post("/rights", &give).await.status, 403);
        let form = json!({ "addresses": ["new@example.test"], "roles": ["test.lead"] });
        let refused = anna.post("/invitations", &form).await;
        assert!(
            refused.status == 403 || refused.status == 404,
            "{}",
            refused.body
        );
        assert_eq!(anna.get("/roles").await.status, 403);
        assert_eq!(
            anna.get("/people").await.json().as_array().map(Vec::len),
            Some(0)
        );
    }
}

#[tokio::test]
async fn a_link_that_opens_nothing_tells_nothing_of_the_account() {
    for place in places().await {
        let (at, _host) = open(&place).await;
        let mut stranger = Client::at(&at).await;
        for path in ["/activate", "/reset"] {
            let mut bodies = BTreeSet::new();
            for person in [user(102).to_string(), user(999_999).to_string()] {
                // A good password, one that is too short, and the login itself.
                for password in [PASSWORD, "x", "user102"] {
                    let typed =
                        json!({ "user": person, "token": "ab".repeat(32), "password": password });
                    let answer = stranger.post(path, &typed).await;
                    assert_eq!(answer.status, 404, "{}", answer.body);
                    bodies.insert(answer.body);
                }
            }
            assert_eq!(bodies.len(), 1, "{bodies:?}");
        }
    }
}

#[tokio::test]
async fn authzen_answers_services_alone_and_as_the_lists_do() {
    for place in places().await {
        let db = minihost::db::Db::open(&place.url, 2).await.unwrap();
        minihost::host::prepare(&db).await.unwrap();
        let loaded = minihost::seed::load(&db, world::world(OPERATORS, TICKETS), PASSWORD)
            .await
            .unwrap();
        let (at, _host) = open(&place).await;
        let mut anna = Client::signed_in(&at, "user102", PASSWORD).await;
        let seen = listed(&mut anna, "/tickets", 50).await;
        let subject = json!({ "type": "user", "id": "102" });
        let action = json!({ "name": "conversation.view" });
        let search = json!({ "subject": subject, "action": action,
            "resource": { "type": "ticket" }, "page": { "limit": 7 } });
        // Her session is not a service's.
        assert_eq!(
            anna.post("/access/v1/search/resource", &search)
                .await
                .status,
            401
        );
        let mut service = Client::at(&at).await;
        // Neither does one learn how busy the desk is.
        assert_eq!(service.get("/times").await.status, 401);
        assert_eq!(anna.get("/times").await.status, 401);
        service.token.clone_from(&loaded.service_key);
        assert_eq!(service.get("/times").await.status, 200);
        let (mut found, mut search) = (BTreeSet::new(), search);
        loop {
            let page = service.post("/access/v1/search/resource", &search).await;
            assert_eq!(page.status, 200, "{}", page.body);
            let page = page.json();
            found.extend(
                page["results"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|one| one["id"].to_string()),
            );
            match page["page"]["next_token"].as_str() {
                Some(token) if !token.is_empty() => search["page"]["token"] = json!(token),
                _ => break,
            }
        }
        assert_eq!(found.len(), seen.len());
        // The longest page there is, and longer ones.
        for limit in [499, 500, 10_000] {
            let mut search = search.clone();
            search["page"] = json!({ "limit": limit });
            let page = service.post("/access/v1/search/resource", &search).await;
            assert_eq!(page.status, 200, "{limit}: {}", page.body);
            let results = page.json()["results"].as_array().unwrap().len();
            assert_eq!(results, seen.len().min(limit).min(499));
        }
        for number in 1..=40 {
            let id = ticket(number);
            // What the asker says of the ticket is not read.
            let one = json!({ "subject": subject, "action": action, "resource": {
                "type": "ticket", "id": id.to_string(), "properties": { "assignee": { "person": user(102) } } } });
            let answer = service.post("/access/v1/evaluation", &one).await;
            assert_eq!(answer.status, 200);
            assert_eq!(
                answer.json()["decision"],
                seen.contains(&id),
                "{}",
                answer.body
            );
        }
        let several = json!({ "subject": subject, "action": action, "evaluations": [
            { "resource": { "type": "ticket", "id": seen[0].to_string() } },
            { "resource": { "type": "ticket", "id": "nothing" } } ] });
        let answers = service
            .post("/access/v1/evaluations", &several)
            .await
            .json();
        assert_eq!(answers["evaluations"][0]["decision"], true);
        assert_eq!(answers["evaluations"][1]["decision"], false);
        let who = json!({ "subject": { "type": "user" }, "action": action,
            "resource": { "type": "ticket", "id": seen[0].to_string() } });
        let who = service.post("/access/v1/search/subject", &who).await.json();
        let found: Vec<_> = who["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["id"].clone())
            .collect();
        assert!(
            found.contains(&json!("102")) || found.contains(&json!(user(102))),
            "{who}"
        );
    }
}
