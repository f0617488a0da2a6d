//! What may they do? Roles, grants, scopes and restrictions to allow or deny, why, and what would be enough.
