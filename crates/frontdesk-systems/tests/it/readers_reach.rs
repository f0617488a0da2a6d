//! The rules of the Reach CSV, each with the case that holds and the case that does not.

use frontdesk_systems::{Import, ImportError, Place, Problem, Warning, WarningKind, reach};

use crate::readers::{at, clean, warned};

fn users(csv: &str) -> Import<Vec<reach::User>> {
    reach::read_users(csv.as_bytes())
}

#[test]
fn s118_each_mandatory_cell_that_is_missing_breaks_the_row() {
    let header = "first_name,last_name,email,roles,groups\n";
    let row = ["Ana", "Diaz", "ana@example.test", "Supervisor", ""];
    assert_eq!(clean(users(&format!("{header}{}", row.join(",")))).len(), 1);
    for (index, field) in ["first_name", "last_name", "email", "roles"]
        .into_iter()
        .enumerate()
    {
        let mut without = row;
        without[index] = " ";
        let (read, warnings) = users(&format!("{header}{}", without.join(","))).unwrap();
        assert!(read.is_empty());
        let problems = vec![Problem::Missing { field }];
        let at = Place::LineColumn { line: 2, column: 0 };
        let kind = WarningKind::BrokenRecord { problems };
        assert_eq!(warnings, [Warning { at, kind }]);
    }
    let (_, warnings) = users(&format!("{header},,,,")).unwrap();
    let WarningKind::BrokenRecord { problems } = &warnings[0].kind else {
        panic!()
    };
    assert_eq!(problems.len(), 4);
    assert_eq!(warnings[0].to_string().matches("is missing").count(), 4);
}

#[test]
fn columns_come_in_any_order_and_case_and_lines_are_counted() {
    let csv = "\u{feff}Roles, EMAIL ,shoe_size,First_Name,last_name\r\n\
               \r\n\
               Supervisor; Payment Reports ;;,a@example.test,41,\"Ana\n\"\"Ani\"\"\",\"Diaz, Jr.\"\r\n\
               Stakeholder,b@example.test,42,Bea\r\n\
               Stakeholder,A@EXAMPLE.test,42,Bea,Cruz\r\n\
               Stakeholder,c@example.test,42,Cid,Cruz,x,y\r\n";
    let import = users(csv);
    let read = &import.as_ref().unwrap().0;
    assert_eq!(read.len(), 2);
    assert_eq!(read[0].roles, ["Supervisor", "Payment Reports"]);
    assert_eq!(read[0].first_name.as_str(), "Ana\n\"Ani\"");
    assert_eq!(read[0].last_name.as_str(), "Diaz, Jr.");
    assert_eq!((read[0].line, read[1].line), (3, 7));
    assert_eq!(
        warned(import),
        [
            at("line 1, column 3", "unknown_field"),
            at("line 7, column 6", "extra_cells"),
            at("line 5", "broken_record"),
            at("line 6", "duplicate_id"),
        ]
    );
}

#[test]
fn missing_columns_and_open_quotes_are_errors() {
    assert_eq!(
        users("first_name,roles\nAna,x\n").unwrap_err(),
        ImportError::MissingColumns {
            columns: vec!["last_name", "email"]
        }
    );
    assert_eq!(
        users("first_name,last_name,email,roles\nA,B,\"c,d\nE,F,g,h\n").unwrap_err(),
        ImportError::CutShort { line: 2, column: 5 }
    );
    // Two quotes are one character and close nothing.
    let header = "first_name,last_name,email,roles\n";
    assert_eq!(
        users(&format!("{header}A,B,c,\"d\"\"\nE,F,g,h\n")).unwrap_err(),
        ImportError::CutShort { line: 2, column: 7 }
    );
    let closed = clean(users(&format!("{header}A,B,c,\"d\"\",e\"\n")));
    assert_eq!(closed[0].roles, ["d\",e"]);
    // A quote inside a cell is a character like any other.
    assert_eq!(
        clean(users("first_name,last_name,email,roles\nA\",B,c,d\n")).len(),
        1
    );
}
