CREATE INDEX IF NOT EXISTS "desk_by_id" ON "tickets" ("tenant", "id", "assignee", "deleted", "requester", "site", "spam_since");
CREATE INDEX IF NOT EXISTS "desk_by_creation" ON "tickets" ("tenant", "made" DESC, "id", "assignee", "deleted", "requester", "site", "spam_since");
CREATE INDEX IF NOT EXISTS "desk_by_activity" ON "tickets" ("tenant", "active" DESC, "id", "assignee", "deleted", "requester", "site", "spam_since");
CREATE INDEX IF NOT EXISTS "desk_by_public_activity" ON "tickets" ("tenant", "active_public" DESC, "id", "assignee", "deleted", "requester", "site", "spam_since");
CREATE INDEX IF NOT EXISTS "desk_of_assignee" ON "tickets" ("tenant", "assignee", "made" DESC, "id", "deleted", "requester", "site", "spam_since");
CREATE INDEX IF NOT EXISTS "desk_of_requester" ON "tickets" ("tenant", "requester", "made" DESC, "id", "assignee", "deleted", "site", "spam_since");
CREATE INDEX IF NOT EXISTS "desk_copied_of" ON "copied" ("tenant", "ticket", "member");
CREATE INDEX IF NOT EXISTS "desk_copied_for" ON "copied" ("tenant", "member", "ticket");
CREATE INDEX IF NOT EXISTS "desk_messages_of" ON "messages" ("tenant", "ticket", "at", "note_since", "author_user", "id");
CREATE INDEX IF NOT EXISTS "desk_files_of" ON "files" ("tenant", "message");
CREATE INDEX IF NOT EXISTS "desk_reads_of" ON "reads" ("tenant", "ticket", "staff", "customer", "until");

CREATE INDEX IF NOT EXISTS "desk_by_id" ON "tickets" ("tenant", "id" COLLATE "C") INCLUDE ("assignee", "deleted", "requester", "site", "spam_since");
CREATE INDEX IF NOT EXISTS "desk_by_creation" ON "tickets" ("tenant", "made" DESC, "id" COLLATE "C") INCLUDE ("assignee", "deleted", "requester", "site", "spam_since");
CREATE INDEX IF NOT EXISTS "desk_by_activity" ON "tickets" ("tenant", "active" DESC, "id" COLLATE "C") INCLUDE ("assignee", "deleted", "requester", "site", "spam_since");
CREATE INDEX IF NOT EXISTS "desk_by_public_activity" ON "tickets" ("tenant", "active_public" DESC, "id" COLLATE "C") INCLUDE ("assignee", "deleted", "requester", "site", "spam_since");
CREATE INDEX IF NOT EXISTS "desk_of_assignee" ON "tickets" ("tenant", "assignee", "made" DESC, "id" COLLATE "C") INCLUDE ("deleted", "requester", "site", "spam_since");
CREATE INDEX IF NOT EXISTS "desk_of_requester" ON "tickets" ("tenant", "requester", "made" DESC, "id" COLLATE "C") INCLUDE ("assignee", "deleted", "site", "spam_since");
CREATE INDEX IF NOT EXISTS "desk_copied_of" ON "copied" ("tenant", "ticket", "member");
CREATE INDEX IF NOT EXISTS "desk_copied_for" ON "copied" ("tenant", "member", "ticket");
CREATE INDEX IF NOT EXISTS "desk_messages_of" ON "messages" ("tenant", "ticket", "at") INCLUDE ("is_note", "author", "file_count");
CREATE INDEX IF NOT EXISTS "desk_reads_of" ON "reads" ("tenant", "ticket") INCLUDE ("staff", "customer", "until");

