//! A scope of access as a term: the one place where the two meet.

use frontdesk_access::{Groups, Scope};
use frontdesk_model::{ConversationState, Relation};

use crate::term::Term;

/// One scope as a term: its relation and each dimension that is set. The scope is taken apart
/// field by field, so that a new dimension cannot be forgotten here.
pub(crate) fn lower(scope: &Scope) -> Term {
    let Scope {
        relation,
        groups,
        people,
        assignee_groups,
        sites,
        questionnaires,
        channels,
        states,
        modules,
        origin,
        privacy,
    } = scope;
    let mut all = vec![lower_relation(*relation)];
    all.extend(groups.clone().map(Term::GroupIn));
    all.extend(people.clone().map(Term::AssigneeIn));
    all.extend(assignee_groups.clone().map(Term::AssigneeGroupIn));
    all.extend(sites.clone().map(Term::SiteIn));
    all.extend(questionnaires.clone().map(Term::QuestionnaireIn));
    all.extend(channels.clone().map(Term::ChannelIn));
    all.extend(states.as_ref().map(|states| Term::StateIn(states.into())));
    all.extend(privacy.map(Term::PrivacyIs));
    // A conversation has neither a module nor an order's origin: a missing fact satisfies nothing.
    all.extend(modules.as_ref().map(|_| Term::never()));
    all.extend(origin.as_ref().map(|_| Term::never()));
    Term::All(all)
}

/// Each relation by its definition in catalogue.md section 2.
fn lower_relation(relation: Relation) -> Term {
    use ConversationState::{InWork, New, Offered, Waiting};
    let in_state = |states: &[ConversationState]| Term::StateIn(states.iter().copied().collect());
    let unassigned = || Term::All(vec![Term::Unassigned, in_state(&[New, Waiting])]);
    match relation {
        Relation::Any => Term::always(),
        Relation::Own => Term::AssigneeIsMe,
        Relation::Participating => Term::IParticipate,
        Relation::Created => Term::CreatorIsMe,
        Relation::Mentioned => Term::IAmMentioned,
        Relation::Substitute => Term::All(vec![Term::AssigneeIsColleague, Term::ISubstitute]),
        Relation::Unassigned => Term::All(vec![unassigned(), Term::IAmStaff]),
        Relation::OfferedToMe => Term::All(vec![
            Term::Unassigned,
            in_state(&[Offered]),
            Term::OfferedToMe,
        ]),
        Relation::MyGroupQueue => Term::All(vec![
            unassigned(),
            Term::IAmStaff,
            Term::GroupIn(Groups {
                mine: true,
                ..Groups::default()
            }),
        ]),
        Relation::ColleagueInWork => {
            Term::All(vec![in_state(&[InWork]), Term::AssigneeIsColleague])
        }
        Relation::Requester => Term::RequesterIsMe,
        Relation::RequesterOrganization => Term::RequesterOrganizationIsMine,
        Relation::Copied => Term::IAmCopied,
        // A conversation is nobody's record.
        Relation::Myself => Term::never(),
    }
}
