ALTER TABLE "tickets" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "tickets" FORCE ROW LEVEL SECURITY;

CREATE POLICY "desk_operator" ON "tickets" FOR SELECT USING ("tickets"."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND 'operator' = ANY(COALESCE((SELECT NULLIF(current_setting('desk.staff_rules', true), ''))::text[], '{}'::text[])) AND (("tickets"."assignee" = (SELECT NULLIF(current_setting('desk.staff_user_number', true), ''))::bigint) OR (("tickets"."state" = ANY(ARRAY['open']::text[])) AND ("tickets"."assignee" <> (SELECT NULLIF(current_setting('desk.staff_user_number', true), ''))::bigint) AND (("tickets"."group" = ANY(ARRAY[4]::bigint[])) OR ("tickets"."group" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.staff_groups_number', true), ''))::bigint[], '{}'::bigint[]))) OR ("tickets"."group" IS NULL)) AND ("tickets"."site" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.staff_sites_number', true), ''))::bigint[], '{}'::bigint[])))) OR (EXISTS (SELECT 1 FROM "participants" AS m WHERE m."ticket" = "tickets"."id" AND m."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND m."member" = (SELECT NULLIF(current_setting('desk.staff_user_number', true), ''))::bigint)) OR (("tickets"."assignee" IS NOT NULL) AND (EXISTS (SELECT 1 FROM "assignee_groups" AS m WHERE m."ticket" = "tickets"."id" AND m."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND m."member" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.staff_overseen_groups_number', true), ''))::bigint[], '{}'::bigint[]))))) OR ("tickets"."channel" = ANY(ARRAY[E'o''h\\']::text[])) OR FALSE) AND ((("tickets"."state" = ANY(ARRAY['done']::text[])) IS NOT TRUE)));

CREATE POLICY "desk_customer" ON "tickets" FOR SELECT USING ("tickets"."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND 'customer' = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer_rules', true), ''))::text[], '{}'::text[])) AND (("tickets"."requester" = (SELECT NULLIF(current_setting('desk.customer_customer_number', true), ''))::bigint) OR ("tickets"."organization" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer_organizations_number', true), ''))::bigint[], '{}'::bigint[]))) OR (EXISTS (SELECT 1 FROM "copied" AS m WHERE m."ticket" = "tickets"."id" AND m."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND m."member" = (SELECT NULLIF(current_setting('desk.customer_customer_number', true), ''))::bigint))) AND ((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL)));

CREATE POLICY "desk_link" ON "tickets" FOR SELECT USING ("tickets"."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND 'link' = ANY(COALESCE((SELECT NULLIF(current_setting('desk.guest_rules', true), ''))::text[], '{}'::text[])) AND ((("tickets"."id" = (SELECT NULLIF(current_setting('desk.link_ticket_number', true), ''))::bigint) AND ("tickets"."requester" = (SELECT NULLIF(current_setting('desk.link_customer_number', true), ''))::bigint) AND ("tickets"."guest_epoch" = (SELECT NULLIF(current_setting('desk.link_epoch_number', true), ''))::bigint))) AND ((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL)));

CREATE POLICY "desk_all until" ON "tickets" FOR SELECT USING ("tickets"."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND 'all until' = ANY(COALESCE((SELECT NULLIF(current_setting('desk.staff_rules', true), ''))::text[], '{}'::text[])) AND statement_timestamp() < '2026-11-22T12:00:00+00:00'::timestamptz AND (TRUE) AND TRUE);

CREATE POLICY "desk_nothing" ON "tickets" FOR SELECT USING ("tickets"."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND 'nothing' = ANY(COALESCE((SELECT NULLIF(current_setting('desk.staff_rules', true), ''))::text[], '{}'::text[])) AND FALSE AND TRUE);

CREATE POLICY "desk insert" ON "tickets" FOR INSERT WITH CHECK ("tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint);

CREATE POLICY "desk update" ON "tickets" FOR UPDATE USING ("tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint) WITH CHECK ("tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint);

CREATE POLICY "desk delete" ON "tickets" FOR DELETE USING ("tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint);

ALTER TABLE "assignee_groups" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "assignee_groups" FORCE ROW LEVEL SECURITY;

CREATE POLICY "desk tenant" ON "assignee_groups" FOR ALL USING ("tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint);

ALTER TABLE "participants" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "participants" FORCE ROW LEVEL SECURITY;

CREATE POLICY "desk tenant" ON "participants" FOR ALL USING ("tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint);

ALTER TABLE "mentioned" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "mentioned" FORCE ROW LEVEL SECURITY;

CREATE POLICY "desk tenant" ON "mentioned" FOR ALL USING ("tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint);

ALTER TABLE "substitutes" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "substitutes" FORCE ROW LEVEL SECURITY;

CREATE POLICY "desk tenant" ON "substitutes" FOR ALL USING ("tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint);

ALTER TABLE "copied" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "copied" FORCE ROW LEVEL SECURITY;

CREATE POLICY "desk tenant" ON "copied" FOR ALL USING ("tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint);

ALTER TABLE "messages" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "messages" FORCE ROW LEVEL SECURITY;

CREATE POLICY "desk tenant" ON "messages" FOR ALL USING ("tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint);

ALTER TABLE "files" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "files" FORCE ROW LEVEL SECURITY;

CREATE POLICY "desk tenant" ON "files" FOR ALL USING ("tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint);

ALTER TABLE "reads" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "reads" FORCE ROW LEVEL SECURITY;

CREATE POLICY "desk tenant" ON "reads" FOR ALL USING ("tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint);

SELECT set_config('desk.tenant', $1, true),
  set_config('desk.tenant_number', $2, true),
  set_config('desk.staff_rules', $3, true),
  set_config('desk.staff_user', $4, true),
  set_config('desk.staff_user_number', $5, true),
  set_config('desk.staff_groups', $6, true),
  set_config('desk.staff_groups_number', $7, true),
  set_config('desk.staff_overseen_groups', $8, true),
  set_config('desk.staff_overseen_groups_number', $9, true),
  set_config('desk.staff_overseen_people', $10, true),
  set_config('desk.staff_overseen_people_number', $11, true),
  set_config('desk.staff_organizations', $12, true),
  set_config('desk.staff_organizations_number', $13, true),
  set_config('desk.staff_sites', $14, true),
  set_config('desk.staff_sites_number', $15, true),
  set_config('desk.staff_questionnaires', $16, true),
  set_config('desk.staff_questionnaires_number', $17, true),
  set_config('desk.staff_channels', $18, true),
  set_config('desk.customer_rules', $19, true),
  set_config('desk.customer_customer', $20, true),
  set_config('desk.customer_customer_number', $21, true),
  set_config('desk.customer_groups', $22, true),
  set_config('desk.customer_groups_number', $23, true),
  set_config('desk.customer_overseen_groups', $24, true),
  set_config('desk.customer_overseen_groups_number', $25, true),
  set_config('desk.customer_overseen_people', $26, true),
  set_config('desk.customer_overseen_people_number', $27, true),
  set_config('desk.customer_organizations', $28, true),
  set_config('desk.customer_organizations_number', $29, true),
  set_config('desk.customer_sites', $30, true),
  set_config('desk.customer_sites_number', $31, true),
  set_config('desk.customer_questionnaires', $32, true),
  set_config('desk.customer_questionnaires_number', $33, true),
  set_config('desk.customer_channels', $34, true),
  set_config('desk.guest_rules', $35, true),
  set_config('desk.link_ticket', $36, true),
  set_config('desk.link_ticket_number', $37, true),
  set_config('desk.link_customer', $38, true),
  set_config('desk.link_customer_number', $39, true),
  set_config('desk.link_epoch_number', $40, true)
-- Text("00000000-0000-8001-8000-4266726f6e74")
-- Text("1")
-- Text("{\"operator\",\"all until\"}")
-- Text("00000000-0000-8002-8001-c266726f6e74")
-- Text("7")
-- Text("{00000000-0000-8007-8000-4266726f6e74,00000000-0000-8007-8000-8266726f6e74}")
-- Text("{1,2}")
-- Text("{}")
-- Text("{}")
-- Text("{}")
-- Text("{}")
-- Text("{00000000-0000-8006-8000-c266726f6e74}")
-- Text("{3}")
-- Text("{00000000-0000-8008-8000-4266726f6e74}")
-- Text("{1}")
-- Text("{}")
-- Text("{}")
-- Text("{\"email\",\"mail\"}")
-- Text("{}")
-- Text("")
-- Text("")
-- Text("{}")
-- Text("{}")
-- Text("{}")
-- Text("{}")
-- Text("{}")
-- Text("{}")
-- Text("{}")
-- Text("{}")
-- Text("{}")
-- Text("{}")
-- Text("{}")
-- Text("{}")
-- Text("{}")
-- Text("{\"link\"}")
-- Text("00000000-0000-800a-8002-4266726f6e74")
-- Text("9")
-- Text("00000000-0000-8005-8001-4266726f6e74")
-- Text("5")
-- Text("2")
