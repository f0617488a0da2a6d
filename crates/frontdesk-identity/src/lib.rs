//! Who is this? People, accounts, logins and invitations as commands, events and duties.
