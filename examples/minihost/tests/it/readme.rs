//! What README.md says of this folder.

use std::path::Path;

const README: &str = include_str!("../../README.md");

/// `cat src/*.rs | wc -l` is the number that stands there.
#[test]
fn the_readme_counts_the_lines() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut lines = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(
            path.extension().unwrap(),
            "rs",
            "the command counts every file"
        );
        lines += std::fs::read_to_string(path).unwrap().lines().count();
    }
    let said = format!("cat src/*.rs | wc -l\n{lines}\n");
    assert!(README.contains(&said), "README.md should say {lines}");
}

/// Every path that is answered stands in the table.
#[test]
fn the_readme_names_every_path() {
    let routes = include_str!("../../src/lib.rs").lines();
    for route in routes.filter_map(|line| line.trim().strip_prefix(".route(\"")) {
        let path = route.split('"').next().unwrap();
        assert!(README.contains(&format!("`{path}`")), "{path}");
    }
}
