use super::*;

fn row(number: i64, text: &str) -> NewRow {
    let mut row = NewRow::new(UserId::from_number(number));
    let address = false;
    let login = LoginText {
        address,
        text: text.as_bytes(),
    };
    row.set_login(LoginSpace::Operator, login);
    row.set_email(LoginSpace::Operator, &format!("{text}@example.test"));
    row.add_external(format!("uis/employee/{text}"));
    row
}

impl Rows {
    /// Whether this text lies anywhere in the bytes.
    pub(in crate::sign_in_index) fn holds(&self, text: &str) -> bool {
        self.bytes
            .windows(text.len())
            .any(|bytes| bytes == text.as_bytes())
    }
}

/// What a dead row said is nowhere in the bytes, and the rows around it are found over it.
#[test]
fn a_dead_row_says_nothing() {
    let mut rows = Rows::new();
    let places = [(1, "zhukov"), (2, "orlova"), (3, "belova")]
        .map(|(number, text)| rows.push(&row(number, text)));
    let whole = rows.bytes.len();
    let [_, orlova, belova] = places;
    rows.kill(orlova);
    assert!(!rows.holds("orlova") && rows.holds("zhukov") && rows.holds("belova"));
    let id = UserId::from_number(2);
    assert!(
        !rows
            .bytes
            .windows(16)
            .any(|bytes| bytes == id.uuid().as_bytes())
    );
    assert_eq!(rows.after(0).map(|(at, _)| at), Some(orlova));
    assert_eq!(rows.after(orlova), Some((belova, UserId::from_number(3))));
    assert_eq!(rows.after(belova), None);
    let dead = (belova - orlova) as usize;
    assert_eq!(rows.dead, dead);
    assert!(
        rows.bytes[orlova as usize + 5..belova as usize]
            .iter()
            .all(|byte| *byte == 0)
    );

    // The last row moves, and what lay behind is gone from the room that stays allocated.
    let mut moved = rows.clone();
    let living = moved.close_gaps();
    assert_eq!((living, moved.bytes.len()), (whole - dead, whole));
    assert!(moved.bytes[living..].iter().all(|byte| *byte == 0));
    assert!(rows.compact());
    assert_eq!(rows.bytes.len(), living);
    assert_eq!(rows.after(0), Some((orlova, UserId::from_number(3))));
    let moved = rows.row(orlova).unwrap();
    assert!(moved.has(&row(3, "belova")));
}
