//! From the words of a desk file to typed values, each with its place when it is wrong.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_access::analysis::SeparationRule;
use frontdesk_access::{
    AddOn, AddOnId, Among, Catalogue, Gives, Grant, Groups, HostPermission, MadeBy, Meant, Modules,
    ObjectKind, Permission, PermissionSet, Restriction, RestrictionId, Role, RoleAssignment,
    RoleId, Scope, Takes,
};
use frontdesk_assignment::{Languages, Policy};
use frontdesk_model::{
    Channel, ExternalId, GroupId, Id, Kind, Labels, Language, Module, TenantId, Validity,
};
use frontdesk_visibility::{Field, FieldId, FieldPolicy, FieldPolicyError, FieldRights, Hat, Use};
use toml::Spanned;

use super::error::nearest;
use super::{
    AddOnTable, AssignmentTable, Automatic, DeskFile, DeskFileError, FieldLine, GrantTable,
    ObjectWord, PermissionTable, PortalField, PortalTable, RoleTable, SeparationTable, TakenTable,
    TemporaryTable,
};

/// The word for every right, also what comes later.
const EVERY: &str = "*";

/// The word for the list on the person's own record.
const MINE: &str = "mine";

impl DeskFile {
    /// The tenant that the file is about: importers need it to make ids.
    ///
    /// # Errors
    /// When it is neither a uuid nor a number.
    pub fn tenant(&self) -> Result<TenantId, DeskFileError> {
        self.own_id(&self.tenant)
            .ok_or_else(|| DeskFileError::BadTenant {
                place: self.place(&self.tenant),
            })
    }

    /// Who sees and changes which field. The catalogue knows the rights that fields ask for.
    ///
    /// # Errors
    /// When a field cannot be used as the file says, or asks for a right that there is not, or that is not
    /// about conversations.
    pub fn field_policy(&self, catalogue: &Catalogue) -> Result<FieldPolicy, DeskFileError> {
        let PortalTable {
            help_center: _,
            interactive_channels,
            organizations: _,
            copied,
            group,
            assignee,
            priority,
            fields,
        } = &self.portal;
        let bad_field = |place, why| DeskFileError::BadField { place, why };
        let mut policy = FieldPolicy::default();
        policy.interactive_channels = interactive_channels
            .iter()
            .map(|name| Channel::from_name(name))
            .collect();
        policy.copied = *copied;
        policy.site = self.visibility.site;
        let standard = [
            (Field::Group, group),
            (Field::Assignee, assignee),
            (Field::Priority, priority),
        ];
        for (field, portal) in standard {
            let to = match portal.get_ref() {
                PortalField::Shown => Use::View,
                PortalField::Hidden => Use::Hidden,
            };
            let set = policy.set(Hat::Customer, field, to);
            set.map_err(|why| bad_field(self.place(portal), why))?;
        }
        let staff = self.visibility.fields.iter();
        let staff = staff.map(|(name, line)| (Hat::Operator, name, line));
        let lines = fields
            .iter()
            .map(|(name, line)| (Hat::Customer, name, line));
        for (hat, name, line) in lines.chain(staff) {
            let field = field_of(name);
            let FieldLine { to, see, change } = line.get_ref();
            if let Some(to) = to {
                let set = policy.set(hat, field.clone(), *to);
                set.map_err(|why| bad_field(self.place(line), why))?;
            }
            let right = |name: &Option<_>| {
                let name = name.as_ref();
                name.map(|name| self.right_over_tickets(catalogue, &field, name))
                    .transpose()
            };
            let rights = FieldRights {
                see: right(see)?,
                change: right(change)?,
            };
            let asked = policy.ask(hat, field, rights);
            asked.map_err(|why| bad_field(self.place(line), why))?;
        }
        Ok(policy)
    }

    /// Whether the portal's table says what the customer may do with this added field.
    pub(crate) fn portal_says(&self, id: &FieldId) -> bool {
        let says = |(name, line): (&String, &Spanned<FieldLine>)| {
            line.get_ref().to.is_some() && field_of(name) == Field::Added(id.clone())
        };
        self.portal.fields.iter().any(says)
    }

    /// A right that can be held over a ticket.
    fn right_over_tickets(
        &self,
        catalogue: &Catalogue,
        field: &Field,
        name: &Spanned<String>,
    ) -> Result<Permission, DeskFileError> {
        let permission = self.permission(catalogue, name)?;
        if catalogue.object_of(permission) == Some(ObjectKind::Conversation) {
            return Ok(permission);
        }
        let why = FieldPolicyError::NotOfConversations {
            permission,
            field: field.clone(),
        };
        Err(DeskFileError::BadField {
            place: self.place(name),
            why,
        })
    }

    fn permission(
        &self,
        catalogue: &Catalogue,
        name: &Spanned<String>,
    ) -> Result<Permission, DeskFileError> {
        let text = name.get_ref();
        catalogue.permission(text).map_err(|_| {
            let known = catalogue.permissions();
            let names: Vec<&str> = known.map(|p| catalogue.name_of(p)).collect();
            DeskFileError::UnknownPermission {
                place: self.place(name),
                name: text.clone(),
                suggestion: nearest(text, names),
            }
        })
    }

    /// How conversations are assigned.
    ///
    /// # Errors
    /// When a language is no BCP 47 tag.
    pub fn assignment_policy(&self) -> Result<Policy, DeskFileError> {
        let AssignmentTable {
            automatic,
            strategy,
            languages,
            default_languages,
            group_queue,
            limit,
        } = &self.assignment;
        let defaults = Languages::default();
        Ok(Policy {
            automatic: *automatic == Automatic::On,
            strategy: *strategy,
            languages: Languages {
                filter: *languages,
                default_accepted: match default_languages {
                    Some(tags) => self.languages(tags)?,
                    None => defaults.default_accepted,
                },
                when_unknown: defaults.when_unknown,
            },
            group_queue: *group_queue,
            site_limit: *limit,
            ..Policy::default()
        })
    }

    /// The languages behind the numbers of an Omnidesk export.
    ///
    /// # Errors
    /// When a language is no BCP 47 tag.
    pub fn omnidesk_languages(&self) -> Result<BTreeMap<String, Language>, DeskFileError> {
        let languages = self.omnidesk.languages.iter();
        languages
            .map(|(number, tag)| Ok((number.clone(), self.one_language(tag)?)))
            .collect()
    }

    /// The language of labels.
    pub(crate) fn label_language(&self) -> Result<Option<Language>, DeskFileError> {
        self.language
            .as_ref()
            .map(|tag| self.one_language(tag))
            .transpose()
    }

    pub(crate) fn languages(
        &self,
        tags: &[Spanned<String>],
    ) -> Result<BTreeSet<Language>, DeskFileError> {
        tags.iter().map(|tag| self.one_language(tag)).collect()
    }

    fn one_language(&self, tag: &Spanned<String>) -> Result<Language, DeskFileError> {
        Language::parse(tag.get_ref()).map_err(|_| DeskFileError::BadLanguage {
            place: self.place(tag),
        })
    }

    /// A thing named by uuid or by the host's own number.
    fn own_id<K: Kind>(&self, text: &Spanned<String>) -> Option<Id<K>> {
        let text = text.get_ref();
        let number = text.parse::<i64>().ok().map(Id::from_number);
        number.or_else(|| text.parse().ok())
    }

    /// A thing named by uuid, by the host's own number, or as `system/kind/id`.
    pub(crate) fn id<K: Kind>(
        &self,
        tenant: TenantId,
        text: &Spanned<String>,
    ) -> Result<Id<K>, DeskFileError> {
        let external = || ExternalId::parse(text.get_ref()).ok();
        self.own_id(text)
            .or_else(|| external().map(|id| Id::from_external(tenant, &id)))
            .ok_or_else(|| DeskFileError::BadReference {
                place: self.place(text),
            })
    }

    pub(crate) fn role_id(&self, text: &Spanned<String>) -> Result<RoleId, DeskFileError> {
        RoleId::new(text.get_ref()).map_err(|_| DeskFileError::BadId {
            place: self.place(text),
        })
    }

    pub(crate) fn add_on_id(&self, text: &Spanned<String>) -> Result<AddOnId, DeskFileError> {
        AddOnId::new(text.get_ref()).map_err(|_| DeskFileError::BadId {
            place: self.place(text),
        })
    }

    pub(crate) fn restriction(&self, text: &Spanned<String>) -> Result<Restriction, DeskFileError> {
        let known = [Restriction::deny_admin_panel(), Restriction::deny_cabinet()];
        let names: Vec<String> = known.iter().map(|r| r.id.to_string()).collect();
        known
            .into_iter()
            .find(|restriction| restriction.id.as_str() == text.get_ref())
            .ok_or_else(|| DeskFileError::UnknownRestriction {
                place: self.place(text),
                name: text.get_ref().clone(),
                suggestion: nearest(text.get_ref(), names.iter().map(String::as_str)),
            })
    }
}

/// A standard field by its name, any other by its id.
fn field_of(name: &str) -> Field {
    let added = || Field::Added(FieldId(name.to_owned()));
    Field::from_name(name).unwrap_or_else(added)
}

/// Everything that the names of a role's grants may mean.
pub(crate) struct Resolver<'a> {
    pub(crate) file: &'a DeskFile,
    pub(crate) tenant: TenantId,
    pub(crate) groups: &'a BTreeMap<GroupId, String>,
    pub(crate) catalogue: &'a Catalogue,
}

impl Resolver<'_> {
    pub(crate) fn role(&self, table: &RoleTable) -> Result<Role, DeskFileError> {
        let RoleTable {
            id,
            label,
            grants,
            add_ons,
            may_assign,
        } = table;
        let mut bundles = BTreeMap::new();
        for AddOnTable { id, label, grants } in add_ons {
            let add_on = AddOn {
                labels: Labels::new(label),
                grants: self.grants(grants)?,
            };
            let add_on_id = self.file.add_on_id(id)?;
            if bundles.insert(add_on_id.clone(), add_on).is_some() {
                return Err(DeskFileError::DuplicateAddOn {
                    place: self.file.place(id),
                    add_on: add_on_id,
                });
            }
        }
        Ok(Role {
            id: self.file.role_id(id)?,
            labels: Labels::new(label),
            made_by: MadeBy::Host,
            meant: Meant::Freely,
            grants: self.grants(grants)?,
            add_ons: bundles,
            may_assign: may_assign
                .iter()
                .map(|role| self.file.role_id(role))
                .collect::<Result<_, _>>()?,
        })
    }

    /// A group that somebody knows.
    pub(crate) fn group(&self, text: &Spanned<String>) -> Result<GroupId, DeskFileError> {
        let id = self.file.id(self.tenant, text)?;
        if self.groups.contains_key(&id) {
            return Ok(id);
        }
        let own = self.file.groups.iter().map(|group| group.id.get_ref());
        Err(DeskFileError::UnknownGroup {
            place: self.file.place(text),
            suggestion: nearest(text.get_ref(), own.map(String::as_str)),
        })
    }

    pub(crate) fn grants(&self, tables: &[GrantTable]) -> Result<Vec<Grant>, DeskFileError> {
        let mut grants = Vec::new();
        for table in tables {
            let scope = self.scope(table)?;
            for name in &table.permissions {
                let (gives, object) = match name.get_ref().as_str() {
                    EVERY => (Gives::Every, None),
                    _ => {
                        let permission = self.permission(name)?;
                        (permission.into(), self.catalogue.object_of(permission))
                    }
                };
                if table.relation.is_none() && object != Some(ObjectKind::Section) {
                    return Err(DeskFileError::MissingRelation {
                        place: self.file.place(name),
                    });
                }
                grants.push(Grant {
                    gives,
                    scope: scope.clone(),
                    validity: self.validity(name, table.from, table.until)?,
                });
            }
        }
        Ok(grants)
    }

    /// A role of the catalogue that the person has for a time.
    pub(crate) fn temporary(
        &self,
        table: &TemporaryTable,
    ) -> Result<RoleAssignment, DeskFileError> {
        let TemporaryTable {
            role,
            add_ons,
            from,
            until,
        } = table;
        let known = self.known_role(role)?;
        let mut assignment = RoleAssignment {
            validity: self.validity(role, *from, *until)?,
            ..RoleAssignment::new(known.id.clone())
        };
        for text in add_ons {
            let add_on = self.file.add_on_id(text)?;
            if !known.add_ons.contains_key(&add_on) {
                return Err(DeskFileError::UnlistedAddOn {
                    place: self.file.place(text),
                    add_on,
                });
            }
            assignment.add_ons.insert(add_on);
        }
        Ok(assignment)
    }

    /// A role that somebody knows.
    pub(crate) fn known_role(&self, text: &Spanned<String>) -> Result<&Role, DeskFileError> {
        let role = self.file.role_id(text)?;
        self.catalogue.role(&role).ok_or_else(|| {
            let known = self.catalogue.roles().map(|role| role.id.as_str());
            DeskFileError::UnknownRole {
                place: self.file.place(text),
                suggestion: nearest(role.as_str(), known),
                role: role.clone(),
            }
        })
    }

    /// A restriction that the file makes.
    pub(crate) fn taken(&self, table: &TakenTable) -> Result<Restriction, DeskFileError> {
        let TakenTable { id, sections, over } = table;
        let bad_id = |_| DeskFileError::BadId {
            place: self.file.place(id),
        };
        let place = self.file.place(id);
        // A restriction that lost a line would take less.
        if over.permissions.is_empty() && sections.is_empty() {
            return Err(DeskFileError::TakesNothing { place });
        }
        if over.relation.is_none() {
            return Err(DeskFileError::MissingRelation { place });
        }
        let permissions = over.permissions.iter().map(|name| self.permission(name));
        Ok(Restriction {
            id: RestrictionId::new(id.get_ref()).map_err(bad_id)?,
            takes: Takes::These {
                permissions: permissions.collect::<Result<_, _>>()?,
                sections: sections.iter().copied().collect(),
            },
            scope: self.scope(over)?,
            validity: self.validity(id, over.from, over.until)?,
        })
    }

    /// Rights that must not meet in one person.
    pub(crate) fn separation(
        &self,
        table: &SeparationTable,
    ) -> Result<SeparationRule, DeskFileError> {
        let SeparationTable { id, one, other } = table;
        let side = |names: &[Spanned<String>]| {
            let rights = names.iter().map(|name| self.permission(name));
            rights.collect::<Result<PermissionSet, _>>()
        };
        let (one, other) = (side(one)?, side(other)?);
        // A rule that lost a line would keep nothing apart, unnoticed.
        if !one.iter().any(|right| other.iter().any(|of| of != right)) {
            return Err(DeskFileError::KeepsNothingApart {
                place: self.file.place(id),
            });
        }
        Ok(SeparationRule {
            id: id.get_ref().clone(),
            one,
            other,
        })
    }

    /// A right of the host's own.
    pub(crate) fn host_permission(
        &self,
        table: &PermissionTable,
    ) -> Result<HostPermission, DeskFileError> {
        let PermissionTable {
            number,
            name,
            title,
            object,
            host_kind,
            needs,
        } = table;
        let needs = needs.iter().map(|name| self.permission(name));
        Ok(HostPermission {
            permission: Permission::host(*number.get_ref()).ok_or_else(|| {
                DeskFileError::BadPermission {
                    place: self.file.place(number),
                    why: None,
                }
            })?,
            name: name.get_ref().clone(),
            title: title.clone(),
            object: match object {
                ObjectWord::Section => ObjectKind::Section,
                ObjectWord::Conversation => ObjectKind::Conversation,
                ObjectWord::Request => ObjectKind::Request,
                ObjectWord::Order => ObjectKind::Order,
                ObjectWord::NewOrder => ObjectKind::NewOrder,
                ObjectWord::User => ObjectKind::User,
                ObjectWord::Site => ObjectKind::Site,
                ObjectWord::Module => ObjectKind::Module,
                ObjectWord::Host => ObjectKind::Host(*host_kind),
            },
            needs: needs.collect::<Result<_, _>>()?,
        })
    }

    fn validity<T>(
        &self,
        at: &Spanned<T>,
        from: Option<DateTime<Utc>>,
        until: Option<DateTime<Utc>>,
    ) -> Result<Validity, DeskFileError> {
        Validity::new(from, until).map_err(|_| DeskFileError::EmptyValidity {
            place: self.file.place(at),
        })
    }

    fn permission(&self, name: &Spanned<String>) -> Result<Permission, DeskFileError> {
        self.file.permission(self.catalogue, name)
    }

    /// A channel that some product knows: a misspelled one would grant nothing, unnoticed.
    fn channel(&self, text: &Spanned<String>) -> Result<Channel, DeskFileError> {
        match Channel::from_name(text.get_ref()) {
            Channel::Other(other) => {
                let word = other.name().to_owned();
                let listed: Vec<String> = Channel::LISTED.iter().map(Channel::to_string).collect();
                Err(DeskFileError::UnknownWord {
                    place: self.file.place(text),
                    suggestion: nearest(&word, listed.iter().map(String::as_str)),
                    word,
                })
            }
            known => Ok(known),
        }
    }

    fn scope(&self, table: &GrantTable) -> Result<Scope, DeskFileError> {
        let GrantTable {
            permissions: _,
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
            from: _,
            until: _,
        } = table;
        let by_id = |text: &Spanned<String>| self.file.id(self.tenant, text);
        let by_site = |text: &Spanned<String>| self.file.id(self.tenant, text);
        let by_form = |text: &Spanned<String>| self.file.id(self.tenant, text);
        let channel = |text: &Spanned<String>| self.channel(text);
        Ok(Scope {
            relation: relation.unwrap_or_default(),
            groups: groups
                .as_ref()
                .map(|names| self.group_set(names))
                .transpose()?,
            people: self.among(people.as_deref(), by_id)?,
            assignee_groups: self.among(assignee_groups.as_deref(), |text| self.group(text))?,
            sites: self.among(sites.as_deref(), by_site)?,
            questionnaires: self.among(questionnaires.as_deref(), by_form)?,
            channels: self.among(channels.as_deref(), channel)?,
            states: states
                .as_ref()
                .map(|states| states.iter().copied().collect()),
            modules: modules
                .as_ref()
                .map(|names| self.modules(names))
                .transpose()?,
            origin: origin
                .as_ref()
                .map(|origins| origins.iter().copied().collect()),
            privacy: *privacy,
        })
    }

    /// A list of names, or the one word "mine".
    fn among<T: Ord>(
        &self,
        names: Option<&[Spanned<String>]>,
        read: impl Fn(&Spanned<String>) -> Result<T, DeskFileError>,
    ) -> Result<Option<Among<T>>, DeskFileError> {
        let Some(names) = names else {
            return Ok(None);
        };
        if self.stands_for_list(names, MINE)? {
            return Ok(Some(Among::Mine));
        }
        let these = names.iter().map(read).collect::<Result<_, _>>()?;
        Ok(Some(Among::These(these)))
    }

    fn group_set(&self, names: &[Spanned<String>]) -> Result<Groups, DeskFileError> {
        let mut groups = Groups::default();
        for name in names {
            match name.get_ref().as_str() {
                MINE => groups.mine = true,
                "none" => groups.none = true,
                _ => {
                    groups.these.insert(self.group(name)?);
                }
            }
        }
        Ok(groups)
    }

    fn modules(&self, names: &[Spanned<String>]) -> Result<Modules, DeskFileError> {
        if self.stands_for_list(names, MINE)? {
            return Ok(Modules::Mine);
        }
        if self.stands_for_list(names, "cabinet_sections")? {
            return Ok(Modules::CabinetSections);
        }
        let module = |name: &Spanned<String>| {
            Module::new(name.get_ref()).map_err(|_| DeskFileError::BadId {
                place: self.file.place(name),
            })
        };
        Ok(Modules::These(
            names.iter().map(module).collect::<Result<_, _>>()?,
        ))
    }

    /// Whether the list is this one word. Beside others the word has no meaning.
    fn stands_for_list(
        &self,
        names: &[Spanned<String>],
        word: &str,
    ) -> Result<bool, DeskFileError> {
        match names.iter().find(|name| name.get_ref() == word) {
            None => Ok(false),
            Some(_) if names.len() == 1 => Ok(true),
            Some(name) => Err(DeskFileError::NotAlone {
                place: self.file.place(name),
                word: word.to_owned(),
            }),
        }
    }
}
