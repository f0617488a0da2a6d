//! The table of relations of catalogue section 2 in Cedar. A missing fact is a missing attribute.

use frontdesk_model::Relation;

use super::Pen;
use super::names::string;
use crate::wrong::Wrong;

impl Pen {
    /// The condition of a relation; `None`: always true.
    pub(super) fn relation(self, relation: Relation) -> Option<String> {
        if self.slips(Wrong::RelationIgnored) {
            return None;
        }
        let condition = match relation {
            // always (same tenant): another tenant is forbidden to everybody
            Relation::Any => return None,
            Relation::Own => self.own(),
            // user is in participants, whoever is assigned
            Relation::Participating => {
                "resource has participants && resource.participants.contains(principal)".to_owned()
            }
            // user is named in a message of it, whoever is assigned
            Relation::Mentioned => {
                "resource has mentioned && resource.mentioned.contains(principal)".to_owned()
            }
            Relation::Substitute => self.substitute(),
            // creator is this user
            Relation::Created => "resource has creator && resource.creator == principal".to_owned(),
            Relation::Unassigned => self.unassigned(),
            Relation::OfferedToMe => self.offered_to_me(),
            Relation::MyGroupQueue => self.my_group_queue(),
            Relation::ColleagueInWork => self.colleague_in_work(),
            // the customer is the requester
            Relation::Requester => {
                "resource has requester && resource.requester == principal".to_owned()
            }
            Relation::RequesterOrganization => self.requester_organization(),
            // the customer is one of those in copy
            Relation::Copied => {
                "resource has copied && resource.copied.contains(principal)".to_owned()
            }
            // the object is the actor's own record; a customer is never a user with the same number
            Relation::Myself => "resource has owner && resource.owner == principal".to_owned(),
        };
        // A host says itself how whoever asks stands to an object of the host's own kind.
        if self.slips(Wrong::StatedIgnored) {
            return Some(format!("({condition})"));
        }
        let stated = format!(
            "resource has stated && resource.stated.contains({})",
            string(relation.name())
        );
        Some(format!("(({condition}) || ({stated}))"))
    }

    /// "The relations of staff are false for customers and the reverse": where the facts alone do
    /// not say so.
    fn only(self, kind: &str) -> String {
        if self.slips(Wrong::StaffAndCustomers) {
            return "true".to_owned();
        }
        format!("principal is {kind}")
    }

    /// assignee is this user, in any state, closed too
    fn own(self) -> String {
        let mut own = "resource has assignee && resource.assignee == principal".to_owned();
        if self.slips(Wrong::OwnInWork) {
            own.push_str(" && resource has state && resource.state == \"in_work\"");
        }
        own
    }

    /// assignee none and state new or waiting, with or without a group; a bot's, an offered, a
    /// closed one is not
    fn unassigned(self) -> String {
        let nobody = if self.slips(Wrong::BotIsNobody) {
            "(!(resource has assignee) || resource.assignee is Bot)"
        } else {
            "!(resource has assignee)"
        };
        let states = if self.slips(Wrong::OfferedIsUnassigned) {
            "[\"new\", \"waiting\", \"offered\"]"
        } else {
            "[\"new\", \"waiting\"]"
        };
        format!(
            "{} && {nobody} && resource has state && {states}.contains(resource.state)",
            self.only("User")
        )
    }

    /// state offered, assignee none, offered_to is this user
    fn offered_to_me(self) -> String {
        let mine = if self.slips(Wrong::OfferToAnybody) {
            "principal is User"
        } else {
            "resource has offered_to && resource.offered_to == principal"
        };
        format!(
            "resource has state && resource.state == \"offered\" && !(resource has assignee) && {mine}"
        )
    }

    /// unassigned, and group is one of the user's groups
    fn my_group_queue(self) -> String {
        let group = if self.slips(Wrong::QueueOfAll) {
            "resource has group"
        } else {
            "resource has group && principal.groups.contains(resource.group)"
        };
        format!("{} && {group}", self.unassigned())
    }

    /// state in_work and assignee is another person
    fn colleague_in_work(self) -> String {
        let mut conditions = vec![self.only("User"), "resource has assignee".to_owned()];
        if !self.slips(Wrong::ColleagueAnyState) {
            conditions.push("resource has state && resource.state == \"in_work\"".to_owned());
        }
        if !self.slips(Wrong::ColleagueIsBot) {
            conditions.push("resource.assignee is User".to_owned());
        }
        if !self.slips(Wrong::ColleagueIsMe) {
            conditions.push("resource.assignee != principal".to_owned());
        }
        conditions.join(" && ")
    }

    /// another person has it, in any state, and user stands in for that person now
    fn substitute(self) -> String {
        let mut conditions = vec![
            "resource has substitutes && resource.substitutes.contains(principal)".to_owned(),
            "resource has assignee".to_owned(),
        ];
        if !self.slips(Wrong::SubstituteOfBot) {
            conditions.push("resource.assignee is User".to_owned());
        }
        if !self.slips(Wrong::SubstituteOfMyself) {
            conditions.push("resource.assignee != principal".to_owned());
        }
        conditions.join(" && ")
    }

    /// requester's organization is known and equals the customer's; two unknown are not equal
    fn requester_organization(self) -> String {
        let known = "resource has organization";
        let equal = "principal.organizations.contains(resource.organization)";
        let customer = self.only("Customer");
        if self.slips(Wrong::UnknownIsEqual) {
            let unknown = format!("!({known}) && resource has requester");
            return format!(
                "{customer} && (({known} && {equal}) || ({unknown} && principal.organizations == []))"
            );
        }
        format!("{customer} && {known} && {equal}")
    }
}
