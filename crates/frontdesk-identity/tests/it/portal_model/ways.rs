//! Addresses, passwords, social accounts and single sign-on: how somebody comes in, and how it changes.

use std::collections::BTreeSet;

use super::{Done, Moment, Person, Portal, Token, Who, key, no};

type No = Result<(), BTreeSet<String>>;

/// One that takes the place of the one before.
fn new_token(
    before: Option<Token>,
    opens: i64,
    moment: &Moment,
) -> Result<Token, BTreeSet<String>> {
    // The same bytes would open for longer than was promised.
    if before.is_some_and(|before| before.number == moment.token) {
        return no("token.reused");
    }
    Ok(Token {
        number: moment.token,
        issued: moment.now,
        end: moment.now + opens,
    })
}

/// The token that is out, before its end: at the end it is too old.
fn brought(out: Option<Token>, moment: &Moment) -> No {
    match out {
        Some(out) if out.number == moment.token => {
            if moment.now < out.end {
                Ok(())
            } else {
                no(&format!("token.expired {}", out.end))
            }
        }
        _ => no("token.unknown"),
    }
}

/// Who signs in by single sign-on has no password here (S181): with or without a social account
/// beside it, for that may go.
fn only_by_sso(account: &Portal, moment: &Moment) -> bool {
    moment.system.sso && account.sso.is_some() && !account.has_password
}

/// The first proof of an address. Who gives it and shows no way in of the account takes it over: what
/// was prepared before is gone.
fn first_proof(done: &mut Done, keeps: bool, moment: &Moment) {
    if !keeps {
        clear(done, moment);
    }
    done.account.proven = true;
    done.account.proof = None;
    done.then("address_proven", &[]);
}

/// Takes away every way in and every token, and what whoever came in by them said.
fn clear(done: &mut Done, moment: &Moment) {
    let account = &mut done.account;
    let something = account.has_password
        || !account.social.is_empty()
        || account.sso.is_some()
        || account.change.is_some();
    if !something {
        return;
    }
    let avatar = account.person.avatar;
    account.has_password = false;
    account.social.clear();
    account.sso = None;
    account.sso_sure = false;
    account.void_tokens();
    account.void_links(moment.now);
    account.person = Person::default();
    let email = account.email;
    let drop = format!("drop_verifier up to {}", account.password_version);
    done.then(
        "sign_in_cleared",
        &["cut_sessions", "void_tokens", "void_links", &drop],
    );
    if avatar {
        done.duties.push("drop_avatar".to_owned());
    }
    done.letter("sign_in_changed", email);
}

pub(crate) fn issue_proof(done: &mut Done, moment: &Moment) -> No {
    let account = &mut done.account;
    let Some(email) = account.email else {
        return no("portal.proof_no_email");
    };
    // There is nothing to prove.
    if account.proven {
        return Ok(());
    }
    account.proof = Some(new_token(
        account.proof,
        moment.system.proof_opens(),
        moment,
    )?);
    done.then("address_proof_issued", &[]);
    done.letter("address_proof", Some(email));
    Ok(())
}

pub(crate) fn prove(done: &mut Done, with_password: bool, moment: &Moment) -> No {
    brought(done.account.proof, moment)?;
    // "With the password" says nothing where there is none.
    let keeps = moment.session == "full" || with_password && done.account.has_password;
    first_proof(done, keeps, moment);
    Ok(())
}

pub(crate) fn answered(done: &mut Done, from: &str, moment: &Moment) -> No {
    if done.account.email.map(key) != Some(key(from)) {
        return no("portal.address_other");
    }
    if !done.account.proven {
        first_proof(done, false, moment);
    }
    Ok(())
}

pub(crate) fn issue_reset(done: &mut Done, moment: &Moment) -> No {
    let account = &mut done.account;
    let Some(email) = account.email else {
        return no("reset.no_email");
    };
    // Who reads the mailbox may, unless the link is sure to be the customer's.
    if account.proven && account.sso_sure && only_by_sso(account, moment) {
        return no("portal.password_by_sso");
    }
    account.reset = Some(new_token(
        account.reset,
        moment.system.reset_opens(),
        moment,
    )?);
    done.then("reset_issued", &[]);
    done.letter("reset_asked", Some(email));
    Ok(())
}

pub(crate) fn reset(done: &mut Done, moment: &Moment) -> No {
    brought(done.account.reset, moment)?;
    let account = &mut done.account;
    if account.proven && account.sso_sure && only_by_sso(account, moment) {
        return no("portal.password_by_sso");
    }
    if !account.proven {
        // Only the password of before could have shown that both are one person, and it is forgotten.
        first_proof(done, false, moment);
    } else if account.sso.is_some() && !account.sso_sure {
        // Who reads the mailbox sets a new password, and a link that stands on a claim goes.
        unlinked(done);
    }
    new_password(done, moment);
    Ok(())
}

pub(crate) fn set_password(done: &mut Done, moment: &Moment) -> No {
    if only_by_sso(&done.account, moment) {
        return no("portal.password_by_sso");
    }
    new_password(done, moment);
    Ok(())
}

/// Sessions, tokens and links of before are void.
fn new_password(done: &mut Done, moment: &Moment) {
    let account = &mut done.account;
    account.has_password = true;
    account.password_version += 1;
    account.void_tokens();
    account.void_links(moment.now);
    let email = account.email;
    done.then(
        "password_set",
        &["cut_sessions", "void_tokens", "void_links"],
    );
    done.letter("password_changed", email);
}

pub(crate) fn request_change(done: &mut Done, to: &'static str, moment: &Moment) -> No {
    let account = &mut done.account;
    // That is no other address, however it is spelled.
    if account.email.map(key) == Some(key(to)) {
        return Ok(());
    }
    let before = account.change.map(|(_, token)| token);
    let token = new_token(before, moment.system.proof_opens(), moment)?;
    account.change = Some((to, token));
    let present = account.email;
    done.then("address_change_asked", &[]);
    done.letter("confirm_address", Some(to));
    // So that a takeover is noticed.
    done.letter("address_change_asked", present);
    Ok(())
}

pub(crate) fn confirm(done: &mut Done, moment: &Moment) -> No {
    brought(done.account.change.map(|(_, token)| token), moment)?;
    let account = &mut done.account;
    let before = account.email;
    account.email = account.change.map(|(to, _)| to);
    account.proven = true;
    account.void_tokens();
    account.void_links(moment.now);
    // Whoever came in by a link to the old mailbox is out.
    done.then(
        "address_changed",
        &["cut_sessions", "void_tokens", "void_links"],
    );
    done.letter("address_changed", before);
    Ok(())
}

pub(crate) fn attach(done: &mut Done, who: Who) -> No {
    if !done.account.social.insert(who) {
        return no("portal.social_twice");
    }
    let email = done.account.email;
    done.then("social_attached", &[]);
    done.letter("sign_in_changed", email);
    Ok(())
}

/// Without it nobody could come in, not even by a reset.
fn nobody_comes_in(account: &Portal, moment: &Moment) -> bool {
    let by_sso = moment.system.sso && account.sso.is_some();
    !account.proven && !account.has_password && account.social.is_empty() && !by_sso
}

pub(crate) fn detach(done: &mut Done, who: Who, moment: &Moment) -> No {
    let account = &mut done.account;
    if !account.social.remove(&who) {
        return no("portal.social_unknown");
    }
    if nobody_comes_in(account, moment) {
        return no("portal.last_way_in");
    }
    account.void_tokens();
    let email = account.email;
    done.then("social_detached", &["cut_sessions", "void_tokens"]);
    done.letter("sign_in_changed", email);
    Ok(())
}

pub(crate) fn link(done: &mut Done, who: Who, known: &str, moment: &Moment) -> No {
    if !moment.system.sso {
        return no("portal.sso_off");
    }
    let account = &done.account;
    let there = account.sso;
    let from_host = moment.session == "host";
    // Where there is no address, the service had none proven.
    let verified = known == "verified" && account.email.is_some();
    let sure = !from_host && there.is_none() || from_host && (verified || known == "by_account_id");
    let proves = verified && !account.proven;
    let already = there == Some(who) && (account.sso_sure || !sure);
    // A service that compared an address which nobody proved to it says nothing of a proven account.
    let claims = from_host && !sure && account.proven;
    if claims && !already {
        return no("portal.sso_claimed");
    }
    if there.is_some_and(|there| there != who) && !(from_host && sure && !account.proven) {
        return no("portal.sso_twice");
    }
    // What somebody prepared is no obstacle to whom the service knows, and no way in beside it.
    if from_host && !account.proven && there != Some(who) {
        clear(done, moment);
    }
    if !already {
        let email = done.account.email;
        done.account.sso = Some(who);
        done.account.sso_sure = sure;
        done.account.void_tokens();
        done.then("sso_linked", &["void_tokens"]);
        done.letter("sign_in_changed", email);
    }
    if proves {
        first_proof(done, true, moment);
    }
    Ok(())
}

pub(crate) fn unlink(done: &mut Done, moment: &Moment) -> No {
    if done.account.sso.is_none() {
        return no("portal.sso_unknown");
    }
    unlinked(done);
    if nobody_comes_in(&done.account, moment) {
        return no("portal.last_way_in");
    }
    Ok(())
}

fn unlinked(done: &mut Done) {
    let account = &mut done.account;
    account.sso = None;
    account.sso_sure = false;
    account.void_tokens();
    let email = account.email;
    done.then("sso_unlinked", &["cut_sessions", "void_tokens"]);
    done.letter("sign_in_changed", email);
}
