//! Wrong engines: slips that a person writing this evaluator could make.

/// Declares the wrong engines with the names by which they are run: wrong in outcomes; wrong in
/// reasons alone.
macro_rules! wrong {
    (
        outcomes { $($variant:ident $name:literal $doc:literal;)* }
        reasons { $($told:ident $told_name:literal $told_doc:literal;)* }
    ) => {
        /// A wrong engine, played on Cedar's side: the export is bent by this one slip, and the
        /// comparison must notice.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Wrong {
            $(#[doc = $doc] $variant,)*
            $(#[doc = $told_doc] $told,)*
        }

        impl Wrong {
            /// Those that allow or deny what they should not.
            pub const OUTCOMES: &[Self] = &[$(Self::$variant),*];

            /// Those that give wrong reasons for right outcomes.
            pub const REASONS: &[Self] = &[$(Self::$told),*];

            /// Its name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                    $(Self::$told => $told_name,)*
                }
            }
        }
    };
}

wrong! {
    outcomes {
        StandingIgnored "standing-ignored" "Rights in store act whatever the standing.";
        HalfDeletedActs "half-deleted-acts" "A half-deleted account still acts.";
        TenantIgnored "tenant-ignored" "An object of another tenant is like any other.";
        UndeclaredGranted "undeclared-granted" "Every right includes those of the host that nobody declares.";
        ObjectIgnored "object-ignored" "A right answers for any kind of object.";
        KindIgnored "kind-ignored" "What a kind of account can never do is not looked at.";
        RestrictionIgnored "restriction-ignored" "No restriction takes anything.";
        RestrictionEverywhere "restriction-everywhere" "A restriction takes its rights wherever.";
        RestrictionForEver "restriction-for-ever" "A restriction has neither start nor end.";
        SectionsIgnored "sections-ignored" "A restriction takes the rights that it names, no sections.";
        UnreadTakesNothing "unread-takes-nothing" "A restriction that cannot be read takes nothing.";
        UnreadableTakesNothing "unreadable-takes-nothing" "Nor does one whose scope cannot be read either.";
        EndIgnored "end-ignored" "A grant never expires.";
        EndIncluded "end-included" "A grant still holds at its end.";
        StartIgnored "start-ignored" "A grant holds before its start.";
        StartExcluded "start-excluded" "A grant does not yet hold at its start.";
        AssignmentForEver "assignment-for-ever" "A role is held whatever the span of its assignment.";
        AddOnOfAnyRole "add-on-of-any-role" "An add-on counts on every role, as any role means it.";
        PersonIgnored "person-ignored" "Rights given to the person alone do not count.";
        EveryImpersonates "every-impersonates" "Every right includes `impersonate`.";
        EveryOfCatalogue "every-of-catalogue" "Every right is every one of the catalogue, none of the host's.";
        PrerequisitesSkipped "prerequisites-skipped" "A right needs no other.";
        PrerequisitesOneDeep "prerequisites-one-deep" "What a needed right needs itself is not asked.";
        RelationIgnored "relation-ignored" "A scope is its dimensions alone.";
        AnyDimension "any-dimension" "One dimension that matches is enough.";
        OwnInWork "own-in-work" "A closed conversation is nobody's own.";
        OfferedIsUnassigned "offered-is-unassigned" "An offered conversation counts as unassigned.";
        BotIsNobody "bot-is-nobody" "A bot's conversation counts as unassigned.";
        OfferToAnybody "offer-to-anybody" "An offer is everybody's.";
        QueueOfAll "queue-of-all" "My groups' queue is every group's.";
        ColleagueIsMe "colleague-is-me" "One's own work counts as a colleague's.";
        ColleagueIsBot "colleague-is-bot" "A bot's work counts as a colleague's.";
        ColleagueAnyState "colleague-any-state" "A colleague's closed conversation counts as in work.";
        SubstituteOfMyself "substitute-of-myself" "One stands in for oneself.";
        SubstituteOfBot "substitute-of-bot" "One stands in for a bot.";
        PrivateIsOpen "private-is-open" "A private conversation is an open one too.";
        StaffAndCustomers "staff-and-customers" "Relations of staff hold for customers and the reverse.";
        UnknownIsEqual "unknown-is-equal" "Two unknown companies are one.";
        DeletedShown "deleted-shown" "A deleted conversation is not hidden from customers.";
        SpamShown "spam-shown" "Spam is not hidden from customers.";
        NoneIsAny "none-is-any" "`groups = none` matches every conversation.";
        NoneOfEverything "none-of-everything" "`groups = none` matches whatever has no group, no conversation too.";
        MineIgnored "mine-ignored" "`groups = mine` matches nothing.";
        EmptyIsAll "empty-is-all" "An empty set is no condition.";
        MissingMatches "missing-matches" "A missing fact satisfies a dimension.";
        ListsSwapped "lists-swapped" "$cabinet_sections reads the list of modules.";
        StatedIgnored "stated-ignored" "What a host states of its objects is not looked at.";
        QueueForAssignee "queue-for-assignee" "`assignee_groups` looks at the conversation's own group.";
        GroupsOfBots "groups-of-bots" "`assignee_groups` does not ask whether a person has it.";
    }
    reasons {
        AddOnAsRole "add-on-as-role" "A grant of an add-on is told as the role's own.";
        FirstGrantOnly "first-grant-only" "Of several grants one is told.";
        FirstRestrictionOnly "first-restriction-only" "Of several restrictions one is told.";
        KindAsNotGranted "kind-as-not-granted" "What the kind of account denies is told as not granted.";
    }
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
