//! The cluster of the tests is a guest: it leaves nothing behind.

use frontdesk_laws::{Cluster, Database, run, shared};
use frontdesk_sql::Statement;

#[test]
fn a_cluster_is_gone_when_it_is_dropped() {
    if shared().is_none() {
        return;
    }
    let cluster = Cluster::start(&["work_mem = '5MB'"]).unwrap();
    let folder = cluster.folder().to_owned();
    assert!(folder.join("data").exists());
    run(async {
        let mut database = Database::postgres(&cluster, "one").await.unwrap();
        let setting = Statement {
            text: "SHOW work_mem".to_owned(),
            params: Vec::new(),
        };
        assert_eq!(database.texts(&setting).await.unwrap(), ["5MB"]);
        // A connection that stays open does not hold it.
    });
    drop(cluster);
    assert!(!folder.exists());
}

/// What the server says is handed on.
#[test]
fn a_cluster_that_cannot_start_says_why() {
    if shared().is_none() {
        return;
    }
    let error = Cluster::start(&["no_such_setting = 1"]).unwrap_err();
    assert!(error.to_string().contains("no_such_setting"), "{error}");
}
