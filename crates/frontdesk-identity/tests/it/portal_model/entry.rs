//! Whether a customer comes in.

use super::{Moment, Portal, Who};

/// What the host found of somebody who wants in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Way {
    Password,
    WrongPassword,
    Social(Who),
    Sso(Who),
    Link { recipient: i64, issued: i64 },
}

/// "full", "restricted", or why not.
pub(crate) fn enter(account: Option<&Portal>, way: &Way, moment: &Moment) -> &'static str {
    // Exactly while the help center is in use (S155).
    if !moment.system.help_center {
        return "help_center_off";
    }
    let Some(account) = account else {
        return "no_account";
    };
    if account.tenant != moment.tenant {
        return "other_tenant";
    }
    if account.erased {
        return "erased";
    }
    match way {
        // By e-mail and password (S159), where the address is known to be the customer's.
        // Wrong, or there is none: the host cannot tell.
        Way::WrongPassword => "wrong_password",
        Way::Password if !account.has_password => "no_password",
        Way::Password if !account.proven => "address_unproven",
        Way::Password => "full",
        // By a social network (S159) that was attached.
        Way::Social(who) if account.social.contains(who) => "full",
        Way::Social(_) => "not_attached",
        // By the own service (S162).
        Way::Sso(_) if !moment.system.sso => "sso_off",
        Way::Sso(who) if account.sso == Some(*who) => "full",
        Way::Sso(_) => "not_attached",
        // As the letter's recipient (S160), and never more than a restricted session.
        Way::Link { recipient, issued } => {
            if *recipient != account.customer {
                "not_the_recipient"
            } else if account
                .links_void_until
                .is_some_and(|until| *issued <= until)
            {
                "link_void"
            } else if *issued > moment.now {
                "link_not_yet"
            } else if moment.now >= *issued + moment.system.link_opens() {
                "link_expired"
            } else {
                "restricted"
            }
        }
    }
}
