ALTER TABLE "tickets" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "tickets" FORCE ROW LEVEL SECURITY;

CREATE POLICY "desk_staff" ON "tickets" FOR SELECT USING ("tickets"."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND (('staff' = ANY(COALESCE((SELECT NULLIF(current_setting('desk.staff_rules', true), ''))::text[], '{}'::text[])) AND statement_timestamp() < '2026-11-22T12:00:00+00:00'::timestamptz AND (("tickets"."assignee" = (SELECT NULLIF(current_setting('desk.staff_user_number', true), ''))::bigint)) AND ((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL))) OR ('staff' = ANY(COALESCE((SELECT NULLIF(current_setting('desk.staff2_rules', true), ''))::text[], '{}'::text[])) AND statement_timestamp() < '2026-11-22T12:00:00+00:00'::timestamptz AND (("tickets"."assignee" = (SELECT NULLIF(current_setting('desk.staff2_user_number', true), ''))::bigint)) AND ((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL)))));

CREATE POLICY "desk_stakeholder" ON "tickets" FOR SELECT USING ("tickets"."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND (('stakeholder' = ANY(COALESCE((SELECT NULLIF(current_setting('desk.staff_rules', true), ''))::text[], '{}'::text[])) AND ((EXISTS (SELECT 1 FROM "participants" AS m WHERE m."ticket" = "tickets"."id" AND m."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND m."member" = (SELECT NULLIF(current_setting('desk.staff_user_number', true), ''))::bigint))) AND TRUE) OR ('stakeholder' = ANY(COALESCE((SELECT NULLIF(current_setting('desk.staff2_rules', true), ''))::text[], '{}'::text[])) AND ((EXISTS (SELECT 1 FROM "participants" AS m WHERE m."ticket" = "tickets"."id" AND m."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND m."member" = (SELECT NULLIF(current_setting('desk.staff2_user_number', true), ''))::bigint))) AND TRUE)));

CREATE POLICY "desk_customer" ON "tickets" FOR SELECT USING ("tickets"."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND (('customer' = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer_rules', true), ''))::text[], '{}'::text[])) AND (("tickets"."requester" = (SELECT NULLIF(current_setting('desk.customer_customer_number', true), ''))::bigint)) AND TRUE) OR ('customer' = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer2_rules', true), ''))::text[], '{}'::text[])) AND (("tickets"."requester" = (SELECT NULLIF(current_setting('desk.customer2_customer_number', true), ''))::bigint)) AND TRUE)));

CREATE POLICY "desk_colleague" ON "tickets" FOR SELECT USING ("tickets"."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND (('colleague' = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer_rules', true), ''))::text[], '{}'::text[])) AND (("tickets"."organization" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer_organizations_number', true), ''))::bigint[], '{}'::bigint[])))) AND TRUE) OR ('colleague' = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer2_rules', true), ''))::text[], '{}'::text[])) AND (("tickets"."organization" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer2_organizations_number', true), ''))::bigint[], '{}'::bigint[])))) AND TRUE)));

CREATE POLICY "desk_copied" ON "tickets" FOR SELECT USING ("tickets"."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND (('copied' = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer_rules', true), ''))::text[], '{}'::text[])) AND ((EXISTS (SELECT 1 FROM "copied" AS m WHERE m."ticket" = "tickets"."id" AND m."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND m."member" = (SELECT NULLIF(current_setting('desk.customer_customer_number', true), ''))::bigint))) AND TRUE) OR ('copied' = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer2_rules', true), ''))::text[], '{}'::text[])) AND ((EXISTS (SELECT 1 FROM "copied" AS m WHERE m."ticket" = "tickets"."id" AND m."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND m."member" = (SELECT NULLIF(current_setting('desk.customer2_customer_number', true), ''))::bigint))) AND TRUE)));

CREATE POLICY "desk_link" ON "tickets" FOR SELECT USING ("tickets"."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND (('link' = ANY(COALESCE((SELECT NULLIF(current_setting('desk.guest_rules', true), ''))::text[], '{}'::text[])) AND ((("tickets"."id" = (SELECT NULLIF(current_setting('desk.link_ticket_number', true), ''))::bigint) AND ("tickets"."requester" = (SELECT NULLIF(current_setting('desk.link_customer_number', true), ''))::bigint) AND ("tickets"."guest_epoch" = (SELECT NULLIF(current_setting('desk.link_epoch_number', true), ''))::bigint))) AND ((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL))) OR ('link' = ANY(COALESCE((SELECT NULLIF(current_setting('desk.guest2_rules', true), ''))::text[], '{}'::text[])) AND ((("tickets"."id" = (SELECT NULLIF(current_setting('desk.link2_ticket_number', true), ''))::bigint) AND ("tickets"."requester" = (SELECT NULLIF(current_setting('desk.link2_customer_number', true), ''))::bigint) AND ("tickets"."guest_epoch" = (SELECT NULLIF(current_setting('desk.link2_epoch_number', true), ''))::bigint))) AND ((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL)))));

ALTER TABLE "assignee_groups" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "assignee_groups" FORCE ROW LEVEL SECURITY;

CREATE POLICY "desk tenant" ON "assignee_groups" FOR SELECT USING ("tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint);

ALTER TABLE "participants" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "participants" FORCE ROW LEVEL SECURITY;

CREATE POLICY "desk tenant" ON "participants" FOR SELECT USING ("tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint);

ALTER TABLE "mentioned" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "mentioned" FORCE ROW LEVEL SECURITY;

CREATE POLICY "desk tenant" ON "mentioned" FOR SELECT USING ("tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint);

ALTER TABLE "substitutes" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "substitutes" FORCE ROW LEVEL SECURITY;

CREATE POLICY "desk tenant" ON "substitutes" FOR SELECT USING ("tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint);

ALTER TABLE "copied" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "copied" FORCE ROW LEVEL SECURITY;

CREATE POLICY "desk tenant" ON "copied" FOR SELECT USING ("tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint);

ALTER TABLE "messages" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "messages" FORCE ROW LEVEL SECURITY;

CREATE POLICY "desk tenant" ON "messages" FOR SELECT USING ("tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint);

ALTER TABLE "files" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "files" FORCE ROW LEVEL SECURITY;

CREATE POLICY "desk tenant" ON "files" FOR SELECT USING ("tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint);

ALTER TABLE "reads" ENABLE ROW LEVEL SECURITY;

ALTER TABLE "reads" FORCE ROW LEVEL SECURITY;

CREATE POLICY "desk tenant" ON "reads" FOR SELECT USING ("tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint);

'desk.tenant', $1, true) Text("00000000-0000-8001-8000-4266726f6e74")
'desk.tenant_number', $2, true) Text("1")
'desk.staff_rules', $3, true) Text("{\"a \\\"rule\\\\\",\"zero\u{1}\"}")
'desk.staff_user', $4, true) Text("00000000-0000-8002-8001-c266726f6e74")
'desk.staff_user_number', $5, true) Text("7")
'desk.staff_groups', $6, true) Text("{00000000-0000-8007-8000-4266726f6e74,00000000-0000-8007-8000-8266726f6e74}")
'desk.staff_groups_number', $7, true) Text("{1,2}")
'desk.staff_overseen_groups', $8, true) Text("{00000000-0000-8007-8000-c266726f6e74}")
'desk.staff_overseen_groups_number', $9, true) Text("{3}")
'desk.staff_overseen_people', $10, true) Text("{00000000-0000-8002-8002-4266726f6e74}")
'desk.staff_overseen_people_number', $11, true) Text("{9}")
'desk.staff_organizations', $12, true) Text("{00000000-0000-8006-8000-c266726f6e74}")
'desk.staff_organizations_number', $13, true) Text("{3}")
'desk.staff_sites', $14, true) Text("{00000000-0000-8008-8000-4266726f6e74}")
'desk.staff_sites_number', $15, true) Text("{1}")
'desk.staff_questionnaires', $16, true) Text("{00000000-0000-8009-8001-8266726f6e74}")
'desk.staff_questionnaires_number', $17, true) Text("{6}")
'desk.staff_channels', $18, true) Text("{\"email\",\"mail\"}")
'desk.staff2_rules', $19, true) Text("{\"a \\\"rule\\\\\",\"zero\u{1}\"}")
'desk.staff2_user', $20, true) Text("00000000-0000-8002-8002-0266726f6e74")
'desk.staff2_user_number', $21, true) Text("8")
'desk.staff2_groups', $22, true) Text("{00000000-0000-8007-8002-0266726f6e74}")
'desk.staff2_groups_number', $23, true) Text("{8}")
'desk.staff2_overseen_groups', $24, true) Text("{}")
'desk.staff2_overseen_groups_number', $25, true) Text("{}")
'desk.staff2_overseen_people', $26, true) Text("{}")
'desk.staff2_overseen_people_number', $27, true) Text("{}")
'desk.staff2_organizations', $28, true) Text("{}")
'desk.staff2_organizations_number', $29, true) Text("{}")
'desk.staff2_sites', $30, true) Text("{}")
'desk.staff2_sites_number', $31, true) Text("{}")
'desk.staff2_questionnaires', $32, true) Text("{}")
'desk.staff2_questionnaires_number', $33, true) Text("{}")
'desk.staff2_channels', $34, true) Text("{}")
'desk.customer_rules', $35, true) Text("{\"a \\\"rule\\\\\",\"zero\u{1}\"}")
'desk.customer_customer', $36, true) Text("00000000-0000-8005-8001-4266726f6e74")
'desk.customer_customer_number', $37, true) Text("5")
'desk.customer_groups', $38, true) Text("{00000000-0000-8007-8002-0266726f6e74}")
'desk.customer_groups_number', $39, true) Text("{8}")
'desk.customer_overseen_groups', $40, true) Text("{}")
'desk.customer_overseen_groups_number', $41, true) Text("{}")
'desk.customer_overseen_people', $42, true) Text("{}")
'desk.customer_overseen_people_number', $43, true) Text("{}")
'desk.customer_organizations', $44, true) Text("{}")
'desk.customer_organizations_number', $45, true) Text("{}")
'desk.customer_sites', $46, true) Text("{}")
'desk.customer_sites_number', $47, true) Text("{}")
'desk.customer_questionnaires', $48, true) Text("{}")
'desk.customer_questionnaires_number', $49, true) Text("{}")
'desk.customer_channels', $50, true) Text("{}")
'desk.customer2_rules', $51, true) Text("{\"a \\\"rule\\\\\",\"zero\u{1}\"}")
'desk.customer2_customer', $52, true) Text("00000000-0000-8005-8001-8266726f6e74")
'desk.customer2_customer_number', $53, true) Text("6")
'desk.customer2_groups', $54, true) Text("{00000000-0000-8007-8000-4266726f6e74,00000000-0000-8007-8000-8266726f6e74}")
'desk.customer2_groups_number', $55, true) Text("{1,2}")
'desk.customer2_overseen_groups', $56, true) Text("{00000000-0000-8007-8000-c266726f6e74}")
'desk.customer2_overseen_groups_number', $57, true) Text("{3}")
'desk.customer2_overseen_people', $58, true) Text("{00000000-0000-8002-8002-4266726f6e74}")
'desk.customer2_overseen_people_number', $59, true) Text("{9}")
'desk.customer2_organizations', $60, true) Text("{00000000-0000-8006-8000-c266726f6e74}")
'desk.customer2_organizations_number', $61, true) Text("{3}")
'desk.customer2_sites', $62, true) Text("{00000000-0000-8008-8000-4266726f6e74}")
'desk.customer2_sites_number', $63, true) Text("{1}")
'desk.customer2_questionnaires', $64, true) Text("{00000000-0000-8009-8001-8266726f6e74}")
'desk.customer2_questionnaires_number', $65, true) Text("{6}")
'desk.customer2_channels', $66, true) Text("{\"email\",\"mail\"}")
'desk.guest_rules', $67, true) Text("{\"a \\\"rule\\\\\",\"zero\u{1}\"}")
'desk.link_ticket', $68, true) Text("00000000-0000-800a-8002-4266726f6e74")
'desk.link_ticket_number', $69, true) Text("9")
'desk.link_customer', $70, true) Text("00000000-0000-8005-8001-4266726f6e74")
'desk.link_customer_number', $71, true) Text("5")
'desk.link_epoch_number', $72, true) Text("2")
'desk.guest2_rules', $73, true) Text("{\"a \\\"rule\\\\\",\"zero\u{1}\"}")
'desk.link2_ticket', $74, true) Text("00000000-0000-800a-8002-8266726f6e74")
'desk.link2_ticket_number', $75, true) Text("10")
'desk.link2_customer', $76, true) Text("00000000-0000-8005-8001-4266726f6e74")
'desk.link2_customer_number', $77, true) Text("5")
'desk.link2_epoch_number', $78, true) Text("0")
