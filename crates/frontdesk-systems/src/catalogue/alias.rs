//! Names that say where a right holds as well.

use frontdesk_access::{Origin, Permission, Scope};
use frontdesk_model::Relation;

use crate::{noci, uis};

/// A name that products use for a right together with where it holds: no permission, but one or
/// more of the catalogue at a scope (catalogue.md 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The name: `conversation.view_own`.
    pub name: &'static str,
    /// The system that means this by it; `None`: all of them.
    pub system: Option<&'static str>,
    /// The rights that it stands for.
    pub permissions: &'static [Permission],
    /// Where they hold.
    pub scope: Scope,
}

impl Alias {
    fn new(name: &'static str, permissions: &'static [Permission], scope: Scope) -> Self {
        Self {
            name,
            system: None,
            permissions,
            scope,
        }
    }

    fn of(self, system: &'static str) -> Self {
        Self {
            system: Some(system),
            ..self
        }
    }
}

/// Every alias, by name.
///
/// ```
/// use frontdesk_systems::catalogue;
///
/// let aliases = catalogue::aliases();
/// let own = aliases.iter().find(|alias| alias.name == "conversation.view_own");
/// assert_eq!(own.map(|own| own.scope.to_string()).as_deref(), Some("own"));
/// ```
#[must_use]
pub fn aliases() -> Vec<Alias> {
    use Permission as P;
    let origin = |origin| Scope {
        origin: Some([origin].into()),
        ..Scope::any()
    };
    vec![
        Alias::new(
            "conversation.self_assign",
            &[P::CONVERSATION_TAKE],
            Scope::of(Relation::Unassigned),
        ),
        // To oneself and to a colleague (S59, D5).
        Alias::new(
            "conversation.transfer_others",
            &[P::CONVERSATION_TAKE_OVER, P::CONVERSATION_TRANSFER],
            Scope::of(Relation::ColleagueInWork),
        )
        .of(uis::roles::SYSTEM),
        // A moderator any conversation (D22).
        Alias::new(
            "conversation.transfer_others",
            &[P::CONVERSATION_TRANSFER],
            Scope::any(),
        )
        .of(noci::roles::SYSTEM),
        Alias::new(
            "conversation.transfer_own",
            &[P::CONVERSATION_TRANSFER],
            Scope::of(Relation::Own),
        ),
        Alias::new(
            "conversation.view_all",
            &[P::CONVERSATION_VIEW],
            Scope::any(),
        ),
        Alias::new(
            "conversation.view_others_active",
            &[P::CONVERSATION_VIEW],
            Scope::of(Relation::ColleagueInWork),
        ),
        Alias::new(
            "conversation.view_own",
            &[P::CONVERSATION_VIEW],
            Scope::of(Relation::Own),
        ),
        Alias::new(
            "conversation.view_unassigned",
            &[P::CONVERSATION_VIEW],
            Scope::of(Relation::Unassigned),
        ),
        Alias::new(
            "order.create_in_conversation",
            &[P::ORDER_CREATE],
            origin(Origin::Conversation),
        ),
        Alias::new(
            "order.create_independent",
            &[P::ORDER_CREATE],
            origin(Origin::Independent),
        ),
        Alias::new(
            "status.change_own",
            &[P::STATUS_CHANGE],
            Scope::of(Relation::Myself),
        ),
        Alias::new(
            "status.view_own",
            &[P::STATUS_VIEW],
            Scope::of(Relation::Myself),
        ),
    ]
}
