//! A customer at the door of the portal, with a password.

use std::collections::BTreeSet;

use frontdesk::model::{ConversationFacts, ConversationId, CustomerId};
use minihost::db::sql;
use minihost::{duties, rows};
use serde_json::json;

use crate::attacks::listed;
use crate::client::{Answer, Client};
use crate::world::{self, COMPANY, PASSWORD, SHARING, address, places, replica};

pub(crate) async fn enter(at: &str, address: &str, password: &str) -> (Client, Answer) {
    let mut client = Client::at(at).await;
    let typed = json!({ "address": address, "password": password });
    let answer = client.post("/portal/sign-in", &typed).await;
    let token = answer.json()["token"].as_str().map(str::to_owned);
    client.token = token.unwrap_or_default();
    (client, answer)
}

#[tokio::test]
async fn a_customer_sees_the_own_tickets_and_what_the_company_shares() {
    for place in places().await {
        let (at, host) = replica(&place, || world::world(8, 400)).await;
        let tenant = host.desk().await.unwrap().tenant();
        let all = rows::all(&mut &host.db, tenant).await.unwrap();
        let of = |asked: &dyn Fn(i64) -> bool| -> BTreeSet<ConversationId> {
            let by =
                |facts: &ConversationFacts| facts.requester.as_ref().and_then(CustomerId::number);
            let facts = all.iter().map(|ticket| &ticket.facts);
            let found = facts.filter(|facts| by(facts).is_some_and(asked));
            found.map(|facts| facts.id).collect()
        };
        let (sharing, alone) = (*SHARING.start(), *COMPANY.end());
        for (number, expected) in [
            (sharing, of(&|by| COMPANY.contains(&by))),
            (alone, of(&|by| by == alone)),
        ] {
            let (mut client, answer) = enter(&at, &address(number), PASSWORD).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            let seen = listed(&mut client, "/portal/tickets", 3).await;
            assert_eq!(seen.len(), expected.len(), "no row comes twice");
            assert_eq!(seen.iter().copied().collect::<BTreeSet<_>>(), expected);
            let own = of(&|by| by == number);
            for ticket in &seen {
                let one = client.get(&format!("/portal/tickets/{ticket}")).await;
                let hat = if own.contains(ticket) {
                    "customer"
                } else {
                    "colleague"
                };
                assert_eq!(one.json()["as"], hat, "{}", one.body);
                assert!(!one.body.contains("NOTE"));
            }
            let list = client.get("/portal/tickets").await;
            assert!(!list.body.contains("NOTE"));
            // Whatever else there is looks like what is not there.
            let hidden = all
                .iter()
                .map(|one| one.facts.id)
                .find(|id| !seen.contains(id));
            let hidden = client
                .get(&format!("/portal/tickets/{}", hidden.unwrap()))
                .await;
            let absent = ConversationId::from_uuid(frontdesk::model::uuid::Uuid::from_u128(77));
            assert_eq!(hidden.status, 404);
            assert_eq!(
                hidden,
                client.get(&format!("/portal/tickets/{absent}")).await
            );
            // And of the staff's rooms no door opens, to read or to write.
            let nobody = Client::at(&at).await.get("/people").await;
            for path in ["/people", "/roles", "/tickets", "/tickets/count"] {
                assert_eq!(client.get(path).await, nobody, "{path}");
            }
            let one = format!("/tickets/{}", seen[0]);
            assert_eq!(client.get(&one).await.status, 401);
            let close = json!({ "command": "close" });
            assert_eq!(client.post(&one, &close).await.status, 401);
        }
    }
}

#[tokio::test]
async fn who_is_no_customer_is_told_the_same_and_a_new_password_ends_every_session() {
    for place in places().await {
        let (at, host) = replica(&place, || world::world(8, 40)).await;
        let known = address(*COMPANY.start());
        let (_, wrong) = enter(&at, &known, "not the password").await;
        assert_eq!(wrong.status, 401);
        for (who, password) in [
            ("nobody@example.test", PASSWORD),
            // The staff has logins, and no address of the portal.
            ("user101", PASSWORD),
            ("", ""),
            (known.as_str(), ""),
        ] {
            assert_eq!(enter(&at, who, password).await.1, wrong, "{who}");
        }
        // At the door of the staff an address of a customer is nobody's.
        let typed = json!({ "login": known, "password": PASSWORD });
        assert_eq!(
            Client::at(&at).await.post("/sign-in", &typed).await.status,
            401
        );
        // The domain in another case is the same address.
        let (mut one, _) = enter(&at, &known.replace("example", "Example"), PASSWORD).await;
        let (mut other, _) = enter(&at, &known, PASSWORD).await;
        let again = "four hedgehogs under a bench";
        let mut set = async |old: &str, new: &str| {
            let typed = json!({ "old": old, "new": new });
            one.post("/portal/password", &typed).await.status
        };
        assert_eq!(set("not it", again).await, 401);
        assert_eq!(set(PASSWORD, &known).await, 422);
        assert_eq!(set(PASSWORD, again).await, 204);
        assert_eq!(other.get("/portal/tickets").await.status, 401);
        assert_eq!(enter(&at, &known, PASSWORD).await.1, wrong);
        let (mut back, answer) = enter(&at, &known, again).await;
        assert_eq!(answer.status, 200);
        // The customer is told of it, once.
        duties::all(&host).await.unwrap();
        let letters = sql("SELECT entry FROM letters", vec![]);
        let letters = host.db.all(&letters).await.unwrap();
        assert_eq!(letters.len(), 1);
        assert!(letters[0].text(0).unwrap().contains("password_changed"));
        assert_eq!(back.post("/sign-out", &json!({})).await.status, 200);
        assert_eq!(back.get("/portal/tickets").await.status, 401);
        // A member of the staff has no password of the portal to change.
        let mut anna = Client::signed_in(&at, "user101", PASSWORD).await;
        let typed = json!({ "old": PASSWORD, "new": again });
        assert_eq!(anna.post("/portal/password", &typed).await.status, 404);
    }
}
