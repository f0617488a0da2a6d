//! Deputies as they are stored.

use frontdesk_model::{ActorId, TenantId, Validity};
use serde::de::value::Error;
use serde::{Deserialize, Serialize};

use super::Deputy;
use crate::grant::Grant;
use crate::unread::{Fields, Table, Value, keep_fields};

/// A deputy as this release knows it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Readable {
    tenant: TenantId,
    owner: ActorId,
    declared: Vec<Grant>,
    #[serde(default, skip_serializing_if = "Validity::is_always")]
    validity: Validity,
}

/// As this release knows it, else as it came.
#[derive(Clone, Serialize)]
#[serde(untagged)]
pub(super) enum Written {
    Read(Readable),
    Unread(Table),
}

impl TryFrom<Fields> for Deputy {
    type Error = Error;

    fn try_from(Fields(table): Fields) -> Result<Self, Error> {
        let listed = matches!(table.get("validity"), Some(Value::List(_)));
        match Value::Table(table.clone()).read::<Readable>() {
            Ok(readable) if !listed => {
                let Readable {
                    tenant,
                    owner,
                    declared,
                    validity,
                } = readable;
                Ok(Self {
                    tenant,
                    owner,
                    declared,
                    validity,
                })
            }
            // What cannot be read might be a condition: of such a deputy nothing is declared.
            _ => Ok(Self::new(
                field(&table, "tenant")?.read()?,
                field(&table, "owner")?.read::<ActorId>()?,
                vec![Grant::unread(keep_fields(table))],
            )),
        }
    }
}

fn field<'a>(table: &'a Table, name: &'static str) -> Result<&'a Value, Error> {
    let missing = || serde::de::Error::missing_field(name);
    table.get(name).ok_or_else(missing)
}

impl From<Deputy> for Written {
    fn from(deputy: Deputy) -> Self {
        if let [grant] = deputy.declared.as_slice()
            && let Some(table) = grant.unread_fields()
            && Deputy::try_from(Fields(table.clone())).is_ok_and(|again| again == deputy)
        {
            return Self::Unread(table.clone());
        }
        let Deputy {
            tenant,
            owner,
            declared,
            validity,
        } = deputy;
        Self::Read(Readable {
            tenant,
            owner,
            declared,
            validity,
        })
    }
}
