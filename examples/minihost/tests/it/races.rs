//! Two replicas on one database, asked at the same moment.

use frontdesk::access::{Grant, Permission, Scope};
use frontdesk::model::Standing;
use minihost::db::sql;
use minihost::rows;
use serde_json::json;

use crate::client::Client;
use crate::customers::enter;
use crate::world::{self, COMPANY, PASSWORD, address, places, replica, ticket, user};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_last_administrator_stays() {
    for place in places().await {
        let (here, host) = replica(&place, || world::world(8, 8)).await;
        let (there, _other) = replica(&place, || unreachable!()).await;
        for round in 0..8 {
            let mut one = Client::signed_in(&here, "user1", PASSWORD).await;
            let mut two = Client::signed_in(&there, "user2", PASSWORD).await;
            let suspend = json!({ "command": "suspend" });
            let (at_one, at_two) = (
                format!("/people/{}", user(1)),
                format!("/people/{}", user(2)),
            );
            let (by_one, by_two) =
                tokio::join!(one.post(&at_two, &suspend), two.post(&at_one, &suspend));
            let done = [&by_one, &by_two]
                .into_iter()
                .filter(|answer| answer.status == 204)
                .count();
            assert_eq!(done, 1, "round {round}: {by_one:?} {by_two:?}");
            let desk = host.desk().await.unwrap();
            let active =
                |number| desk.person(user(number)).unwrap().user.standing() == Standing::Active;
            assert!(active(1) != active(2));
            let (mut left, gone) = if by_one.status == 204 {
                (one, at_two)
            } else {
                (two, at_one)
            };
            assert_eq!(
                left.post(&gone, &json!({ "command": "restore" }))
                    .await
                    .status,
                204
            );
        }
    }
}

/// Each takes from the other what gives rights: whoever lost it gives and takes nothing any more.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_last_who_gives_rights_stays() {
    for place in places().await {
        let (here, host) = replica(&place, || world::world(8, 8)).await;
        let (there, _other) = replica(&place, || unreachable!()).await;
        let right = Grant::new(Permission::ROLE_ASSIGN, Scope::any());
        let mut one = Client::signed_in(&here, "user1", PASSWORD).await;
        let mut two = Client::signed_in(&there, "user2", PASSWORD).await;
        for round in 0..8 {
            let change = |action: &str, number: i64| json!({ "action": action, "user": { "user": user(number) }, "grant": right });
            let (from_two, from_one) = (change("revoke", 2), change("revoke", 1));
            let (by_one, by_two) = tokio::join!(
                one.post("/rights", &from_two),
                two.post("/rights", &from_one)
            );
            let done = [&by_one, &by_two].map(|answer| answer.status == 204);
            assert!(done[0] != done[1], "round {round}: {by_one:?} {by_two:?}");
            let desk = host.desk().await.unwrap();
            let holds = |number| {
                desk.person(user(number))
                    .unwrap()
                    .rights
                    .grants
                    .contains(&right)
            };
            assert_eq!([holds(1), holds(2)], done);
            let given = match done[0] {
                true => one.post("/rights", &change("grant", 2)).await,
                false => two.post("/rights", &change("grant", 1)).await,
            };
            assert_eq!(given.status, 204, "{}", given.body);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_login_goes_to_one_account() {
    for place in places().await {
        let (here, host) = replica(&place, || world::world(8, 8)).await;
        let (there, other) = replica(&place, || unreachable!()).await;
        let mut one = Client::signed_in(&here, "user1", PASSWORD).await;
        let mut two = Client::signed_in(&there, "user2", PASSWORD).await;
        for round in 0..8 {
            let form = |address: &str| json!({ "addresses": [address] });
            let (form_one, form_two) = (
                form(&format!("new{round}@example.test")),
                form(&format!("NEW{round}@Example.test")),
            );
            let (by_one, by_two) = tokio::join!(
                one.post("/invitations", &form_one),
                two.post("/invitations", &form_two)
            );
            let mut statuses = [by_one.status, by_two.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409], "{by_one:?} {by_two:?}");
        }
        let people = |desk: &frontdesk::Desk| desk.people().count();
        let (here, there) = (host.desk().await.unwrap(), other.desk().await.unwrap());
        assert_eq!(
            (people(&here), people(&there)),
            (2 + 8 + 8 + 8, 2 + 8 + 8 + 8)
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_ticket_goes_to_one_operator() {
    for place in places().await {
        let (here, host) = replica(&place, || world::world(16, 400)).await;
        let (there, _other) = replica(&place, || unreachable!()).await;
        let desk = host.desk().await.unwrap();
        // Of one group are 101 and 109.
        let mut one = Client::signed_in(&here, "user101", PASSWORD).await;
        let mut two = Client::signed_in(&there, "user109", PASSWORD).await;
        let waiting: Vec<_> = rows::all(&mut &host.db, desk.tenant()).await.unwrap();
        let group = frontdesk::model::GroupId::from_number(1);
        let waiting = waiting.iter().map(|ticket| &ticket.facts);
        let waiting =
            waiting.filter(|facts| facts.group == Some(group) && facts.assignee.is_none());
        let mut raced = 0;
        for facts in waiting {
            let path = format!("/tickets/{}", facts.id);
            let take = json!({ "command": "take" });
            let (by_one, by_two) = tokio::join!(one.post(&path, &take), two.post(&path, &take));
            let mut statuses = [by_one.status, by_two.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409], "{by_one:?} {by_two:?}");
            let refused = if by_one.status == 409 {
                &by_one
            } else {
                &by_two
            };
            assert_eq!(refused.codes(), ["already_assigned"]);
            raced += 1;
        }
        assert!(raced > 5);
        // And a transfer takes it from one to the other, whose loads say so.
        let all = rows::all(&mut &host.db, desk.tenant()).await.unwrap();
        for number in [101, 109] {
            let held = all
                .iter()
                .filter(|one| frontdesk::assignment::holder(&one.facts) == Some(user(number)));
            let read = sql(
                "SELECT open FROM loads WHERE owner = $1",
                vec![frontdesk_sql::Param::Uuid(user(number).uuid())],
            );
            // Who was never first has no row.
            let rows = host.db.all(&read).await.unwrap();
            let open = rows.first().map_or(0, |row| row.number(0).unwrap());
            assert_eq!(i64::try_from(held.count()).unwrap(), open);
        }
        // Either of the two may have been first every time: from who has one to the other, and back.
        let has = |number: i64| {
            let mut all = all.iter();
            all.find(|one| frontdesk::assignment::holder(&one.facts) == Some(user(number)))
        };
        let mine = has(101).or_else(|| has(109)).unwrap();
        let path = format!("/tickets/{}", mine.facts.id);
        let mut sides = [(&mut one, 101), (&mut two, 109)];
        if has(101).is_none() {
            sides.reverse();
        }
        for _ in 0..2 {
            let [(from, _), (to, number)] = &mut sides;
            let transfer = json!({ "command": "transfer", "to": user(*number) });
            assert_eq!(from.post(&path, &transfer).await.status, 200);
            assert_eq!(from.get(&path).await.status, 404);
            assert_eq!(to.get(&path).await.status, 200);
            let absent = format!("/tickets/{}", ticket(1_000_000));
            assert_eq!(from.post(&absent, &transfer).await.status, 404);
            sides.reverse();
        }
    }
}

/// Of two who know the old password one sets the new one: to the other it was the old one no more, although it
/// was when he was asked for it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_password_takes_the_place_of_the_old_one() {
    let new = [
        "four hedgehogs under a bench",
        "a bench under four hedgehogs",
    ];
    let typed = new.map(|new| json!({ "old": PASSWORD, "new": new }));
    let won = |answers: [u16; 2]| match answers {
        [204, 401] => 0,
        [401, 204] => 1,
        other => panic!("{other:?}"),
    };
    for place in places().await {
        let (here, _host) = replica(&place, || world::world(8, 8)).await;
        let (there, _other) = replica(&place, || unreachable!()).await;
        for number in 101..105 {
            let login = format!("user{number}");
            let mut one = Client::signed_in(&here, &login, PASSWORD).await;
            let mut two = Client::signed_in(&there, &login, PASSWORD).await;
            let (by_one, by_two) = tokio::join!(
                one.post("/password", &typed[0]),
                two.post("/password", &typed[1])
            );
            let won = won([by_one.status, by_two.status]);
            let mut back = Client::signed_in(&there, &login, new[won]).await;
            assert_eq!(back.get("/tickets").await.status, 200);
            let lost = json!({ "login": login, "password": new[1 - won] });
            let lost = Client::at(&here).await.post("/sign-in", &lost).await;
            assert_eq!(lost.status, 401);
        }
        for customer in COMPANY.take(4) {
            let known = address(customer);
            let (mut one, _) = enter(&here, &known, PASSWORD).await;
            let (mut two, _) = enter(&there, &known, PASSWORD).await;
            let (by_one, by_two) = tokio::join!(
                one.post("/portal/password", &typed[0]),
                two.post("/portal/password", &typed[1])
            );
            let won = won([by_one.status, by_two.status]);
            assert_eq!(enter(&there, &known, new[won]).await.1.status, 200);
            assert_eq!(enter(&here, &known, new[1 - won]).await.1.status, 401);
        }
    }
}
