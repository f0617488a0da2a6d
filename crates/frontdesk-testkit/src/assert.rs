//! Assertions that print the reasons.

use chrono::{DateTime, Utc};
use frontdesk_access::{Catalogue, Decision, Holder, Permission, Request, Resource};

/// Asserts that the answer is yes; prints the reasons of a no.
///
/// Arguments: the catalogue, the holder, the permission, the resource, the moment.
#[macro_export]
macro_rules! assert_allows {
    ($roles:expr, $holder:expr, $permission:expr, $resource:expr, $now:expr $(,)?) => {{
        let decision = $crate::judge(&$roles, &$holder, $permission, $resource, $now);
        assert!(
            decision.is_allow(),
            "{}",
            $crate::story($permission, &decision)
        );
    }};
}

/// Asserts that the answer is no and, with a sixth argument, that its first reason has this code;
/// prints the reasons of the answer otherwise.
///
/// Arguments: the catalogue, the holder, the permission, the resource, the moment, the code.
#[macro_export]
macro_rules! assert_denies {
    ($roles:expr, $holder:expr, $permission:expr, $resource:expr, $now:expr $(,)?) => {{
        let decision = $crate::judge(&$roles, &$holder, $permission, $resource, $now);
        assert!(
            !decision.is_allow(),
            "{}",
            $crate::story($permission, &decision)
        );
    }};
    ($roles:expr, $holder:expr, $permission:expr, $resource:expr, $now:expr, $code:expr $(,)?) => {{
        let decision = $crate::judge(&$roles, &$holder, $permission, $resource, $now);
        assert!(
            !decision.is_allow(),
            "{}",
            $crate::story($permission, &decision)
        );
        let code = decision.reasons.first().map(|reason| reason.code());
        assert_eq!(
            code,
            Some($code),
            "{}",
            $crate::story($permission, &decision)
        );
    }};
}

/// Asks the engine; what the macros do before they compare.
#[must_use]
pub fn judge(
    roles: &Catalogue,
    holder: &Holder,
    permission: Permission,
    resource: Resource<'_>,
    now: DateTime<Utc>,
) -> Decision {
    let request = Request {
        holder,
        permission,
        resource,
    };
    roles.decide(&request, now)
}

/// The answer in words, one reason a line.
#[must_use]
pub fn story(permission: Permission, decision: &Decision) -> String {
    let mut text = format!("{permission}: {:?}", decision.outcome);
    for reason in &decision.reasons {
        text.push_str(&format!("\n  {}: {reason}", reason.code()));
    }
    text
}
