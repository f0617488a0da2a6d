-- all kept, operator, AssigneeIsMe
(("tickets"."assignee" = (SELECT NULLIF(current_setting('desk.staff_user_number', true), ''))::bigint))
-- all kept, operator, AssigneeIsColleague
(("tickets"."assignee" <> (SELECT NULLIF(current_setting('desk.staff_user_number', true), ''))::bigint))
-- all kept, operator, Unassigned
(("tickets"."assignee" IS NULL AND "tickets"."bot" IS NULL))
-- all kept, operator, AssigneeIn(Mine)
(("tickets"."assignee" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.staff_overseen_people_number', true), ''))::bigint[], '{}'::bigint[]))))
-- all kept, operator, AssigneeIn(These({user #8}))
(("tickets"."assignee" = ANY(ARRAY[8]::bigint[])))
-- all kept, operator, AssigneeGroupIn(Mine)
((("tickets"."assignee" IS NOT NULL) AND (EXISTS (SELECT 1 FROM "assignee_groups" AS m WHERE m."ticket" = "tickets"."id" AND m."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND m."member" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.staff_overseen_groups_number', true), ''))::bigint[], '{}'::bigint[]))))))
-- all kept, operator, AssigneeGroupIn(These({group #2}))
((("tickets"."assignee" IS NOT NULL) AND (EXISTS (SELECT 1 FROM "assignee_groups" AS m WHERE m."ticket" = "tickets"."id" AND m."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND m."member" = ANY(ARRAY[2]::bigint[])))))
-- all kept, operator, OfferedToMe
(("tickets"."offered ""to""" = (SELECT NULLIF(current_setting('desk.staff_user_number', true), ''))::bigint))
-- all kept, operator, StateIn({Waiting})
(("tickets"."state" = ANY(ARRAY['parked', 'queued']::text[])))
-- all kept, operator, GroupIn(Groups { these: {group #4}, mine: false, none: false })
((("tickets"."group" = ANY(ARRAY[4]::bigint[]))))
-- all kept, operator, GroupIn(Groups { these: {group #4}, mine: true, none: false })
((("tickets"."group" = ANY(ARRAY[4]::bigint[])) OR ("tickets"."group" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.staff_groups_number', true), ''))::bigint[], '{}'::bigint[])))))
-- all kept, operator, GroupIn(Groups { these: {group #4}, mine: false, none: true })
((("tickets"."group" = ANY(ARRAY[4]::bigint[])) OR ("tickets"."group" IS NULL)))
-- all kept, operator, SiteIn(Mine)
(("tickets"."site" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.staff_sites_number', true), ''))::bigint[], '{}'::bigint[]))))
-- all kept, operator, SiteIn(These({site #3}))
(("tickets"."site" = ANY(ARRAY[3]::bigint[])))
-- all kept, operator, QuestionnaireIn(Mine)
(("tickets"."questionnaire" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.staff_questionnaires_number', true), ''))::bigint[], '{}'::bigint[]))))
-- all kept, operator, ChannelIn(Mine)
(("tickets"."channel" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.staff_channels', true), ''))::text[], '{}'::text[]))))
-- all kept, operator, ChannelIn(These({Email}))
(("tickets"."channel" = ANY(ARRAY['email', 'mail']::text[])))
-- all kept, operator, IParticipate
((EXISTS (SELECT 1 FROM "participants" AS m WHERE m."ticket" = "tickets"."id" AND m."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND m."member" = (SELECT NULLIF(current_setting('desk.staff_user_number', true), ''))::bigint)))
-- all kept, operator, IAmMentioned
((EXISTS (SELECT 1 FROM "mentioned" AS m WHERE m."ticket" = "tickets"."id" AND m."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND m."member" = (SELECT NULLIF(current_setting('desk.staff_user_number', true), ''))::bigint)))
-- all kept, operator, ISubstitute
((EXISTS (SELECT 1 FROM "substitutes" AS m WHERE m."ticket" = "tickets"."id" AND m."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND m."member" = (SELECT NULLIF(current_setting('desk.staff_user_number', true), ''))::bigint)))
-- all kept, operator, CreatorIsMe
(("tickets"."creator" = (SELECT NULLIF(current_setting('desk.staff_user_number', true), ''))::bigint))
-- all kept, operator, RequesterIsMe
(FALSE)
-- all kept, operator, RequesterOrganizationIsMine
(FALSE)
-- all kept, operator, IAmCopied
(FALSE)
-- all kept, operator, PrivacyIs(Private)
(("tickets"."privacy" = ANY(ARRAY['private']::text[])))
-- all kept, operator, IAmStaff
(TRUE)
-- all kept, operator, Kept
((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL))
-- all kept, operator, MyLinkOpensIt
(FALSE)
-- all kept, operator, Not(Kept)
(((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL) IS NOT TRUE))
-- all kept, operator, All([Kept, Unassigned])
(((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL) AND ("tickets"."assignee" IS NULL AND "tickets"."bot" IS NULL)))
-- all kept, operator, OneOf([Kept, Unassigned])
(((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL) OR ("tickets"."assignee" IS NULL AND "tickets"."bot" IS NULL)))
-- all kept, customer, AssigneeIsMe
(FALSE)
-- all kept, customer, AssigneeIsColleague
(FALSE)
-- all kept, customer, Unassigned
(("tickets"."assignee" IS NULL AND "tickets"."bot" IS NULL))
-- all kept, customer, AssigneeIn(Mine)
(("tickets"."assignee" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer_overseen_people_number', true), ''))::bigint[], '{}'::bigint[]))))
-- all kept, customer, AssigneeIn(These({user #8}))
(("tickets"."assignee" = ANY(ARRAY[8]::bigint[])))
-- all kept, customer, AssigneeGroupIn(Mine)
((("tickets"."assignee" IS NOT NULL) AND (EXISTS (SELECT 1 FROM "assignee_groups" AS m WHERE m."ticket" = "tickets"."id" AND m."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND m."member" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer_overseen_groups_number', true), ''))::bigint[], '{}'::bigint[]))))))
-- all kept, customer, AssigneeGroupIn(These({group #2}))
((("tickets"."assignee" IS NOT NULL) AND (EXISTS (SELECT 1 FROM "assignee_groups" AS m WHERE m."ticket" = "tickets"."id" AND m."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND m."member" = ANY(ARRAY[2]::bigint[])))))
-- all kept, customer, OfferedToMe
(FALSE)
-- all kept, customer, StateIn({Waiting})
(("tickets"."state" = ANY(ARRAY['parked', 'queued']::text[])))
-- all kept, customer, GroupIn(Groups { these: {group #4}, mine: false, none: false })
((("tickets"."group" = ANY(ARRAY[4]::bigint[]))))
-- all kept, customer, GroupIn(Groups { these: {group #4}, mine: true, none: false })
((("tickets"."group" = ANY(ARRAY[4]::bigint[])) OR ("tickets"."group" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer_groups_number', true), ''))::bigint[], '{}'::bigint[])))))
-- all kept, customer, GroupIn(Groups { these: {group #4}, mine: false, none: true })
((("tickets"."group" = ANY(ARRAY[4]::bigint[])) OR ("tickets"."group" IS NULL)))
-- all kept, customer, SiteIn(Mine)
(("tickets"."site" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer_sites_number', true), ''))::bigint[], '{}'::bigint[]))))
-- all kept, customer, SiteIn(These({site #3}))
(("tickets"."site" = ANY(ARRAY[3]::bigint[])))
-- all kept, customer, QuestionnaireIn(Mine)
(("tickets"."questionnaire" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer_questionnaires_number', true), ''))::bigint[], '{}'::bigint[]))))
-- all kept, customer, ChannelIn(Mine)
(("tickets"."channel" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer_channels', true), ''))::text[], '{}'::text[]))))
-- all kept, customer, ChannelIn(These({Email}))
(("tickets"."channel" = ANY(ARRAY['email', 'mail']::text[])))
-- all kept, customer, IParticipate
(FALSE)
-- all kept, customer, IAmMentioned
(FALSE)
-- all kept, customer, ISubstitute
(FALSE)
-- all kept, customer, CreatorIsMe
(FALSE)
-- all kept, customer, RequesterIsMe
(("tickets"."requester" = (SELECT NULLIF(current_setting('desk.customer_customer_number', true), ''))::bigint))
-- all kept, customer, RequesterOrganizationIsMine
(("tickets"."organization" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer_organizations_number', true), ''))::bigint[], '{}'::bigint[]))))
-- all kept, customer, IAmCopied
((EXISTS (SELECT 1 FROM "copied" AS m WHERE m."ticket" = "tickets"."id" AND m."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND m."member" = (SELECT NULLIF(current_setting('desk.customer_customer_number', true), ''))::bigint)))
-- all kept, customer, PrivacyIs(Private)
(("tickets"."privacy" = ANY(ARRAY['private']::text[])))
-- all kept, customer, IAmStaff
(FALSE)
-- all kept, customer, Kept
((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL))
-- all kept, customer, MyLinkOpensIt
(FALSE)
-- all kept, customer, Not(Kept)
(((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL) IS NOT TRUE))
-- all kept, customer, All([Kept, Unassigned])
(((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL) AND ("tickets"."assignee" IS NULL AND "tickets"."bot" IS NULL)))
-- all kept, customer, OneOf([Kept, Unassigned])
(((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL) OR ("tickets"."assignee" IS NULL AND "tickets"."bot" IS NULL)))
-- all kept, guest, AssigneeIsMe
(FALSE)
-- all kept, guest, AssigneeIsColleague
(FALSE)
-- all kept, guest, Unassigned
(("tickets"."assignee" IS NULL AND "tickets"."bot" IS NULL))
-- all kept, guest, AssigneeIn(Mine)
(("tickets"."assignee" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.guest_overseen_people_number', true), ''))::bigint[], '{}'::bigint[]))))
-- all kept, guest, AssigneeIn(These({user #8}))
(("tickets"."assignee" = ANY(ARRAY[8]::bigint[])))
-- all kept, guest, AssigneeGroupIn(Mine)
((("tickets"."assignee" IS NOT NULL) AND (EXISTS (SELECT 1 FROM "assignee_groups" AS m WHERE m."ticket" = "tickets"."id" AND m."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND m."member" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.guest_overseen_groups_number', true), ''))::bigint[], '{}'::bigint[]))))))
-- all kept, guest, AssigneeGroupIn(These({group #2}))
((("tickets"."assignee" IS NOT NULL) AND (EXISTS (SELECT 1 FROM "assignee_groups" AS m WHERE m."ticket" = "tickets"."id" AND m."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND m."member" = ANY(ARRAY[2]::bigint[])))))
-- all kept, guest, OfferedToMe
(FALSE)
-- all kept, guest, StateIn({Waiting})
(("tickets"."state" = ANY(ARRAY['parked', 'queued']::text[])))
-- all kept, guest, GroupIn(Groups { these: {group #4}, mine: false, none: false })
((("tickets"."group" = ANY(ARRAY[4]::bigint[]))))
-- all kept, guest, GroupIn(Groups { these: {group #4}, mine: true, none: false })
((("tickets"."group" = ANY(ARRAY[4]::bigint[])) OR ("tickets"."group" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.guest_groups_number', true), ''))::bigint[], '{}'::bigint[])))))
-- all kept, guest, GroupIn(Groups { these: {group #4}, mine: false, none: true })
((("tickets"."group" = ANY(ARRAY[4]::bigint[])) OR ("tickets"."group" IS NULL)))
-- all kept, guest, SiteIn(Mine)
(("tickets"."site" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.guest_sites_number', true), ''))::bigint[], '{}'::bigint[]))))
-- all kept, guest, SiteIn(These({site #3}))
(("tickets"."site" = ANY(ARRAY[3]::bigint[])))
-- all kept, guest, QuestionnaireIn(Mine)
(("tickets"."questionnaire" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.guest_questionnaires_number', true), ''))::bigint[], '{}'::bigint[]))))
-- all kept, guest, ChannelIn(Mine)
(("tickets"."channel" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.guest_channels', true), ''))::text[], '{}'::text[]))))
-- all kept, guest, ChannelIn(These({Email}))
(("tickets"."channel" = ANY(ARRAY['email', 'mail']::text[])))
-- all kept, guest, IParticipate
(FALSE)
-- all kept, guest, IAmMentioned
(FALSE)
-- all kept, guest, ISubstitute
(FALSE)
-- all kept, guest, CreatorIsMe
(FALSE)
-- all kept, guest, RequesterIsMe
(FALSE)
-- all kept, guest, RequesterOrganizationIsMine
(FALSE)
-- all kept, guest, IAmCopied
(FALSE)
-- all kept, guest, PrivacyIs(Private)
(("tickets"."privacy" = ANY(ARRAY['private']::text[])))
-- all kept, guest, IAmStaff
(FALSE)
-- all kept, guest, Kept
((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL))
-- all kept, guest, MyLinkOpensIt
((("tickets"."id" = (SELECT NULLIF(current_setting('desk.link_ticket_number', true), ''))::bigint) AND ("tickets"."requester" = (SELECT NULLIF(current_setting('desk.link_customer_number', true), ''))::bigint) AND ("tickets"."guest_epoch" = (SELECT NULLIF(current_setting('desk.link_epoch_number', true), ''))::bigint)))
-- all kept, guest, Not(Kept)
(((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL) IS NOT TRUE))
-- all kept, guest, All([Kept, Unassigned])
(((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL) AND ("tickets"."assignee" IS NULL AND "tickets"."bot" IS NULL)))
-- all kept, guest, OneOf([Kept, Unassigned])
(((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL) OR ("tickets"."assignee" IS NULL AND "tickets"."bot" IS NULL)))
-- some kept, operator, AssigneeIsMe
(("tickets"."assignee" = (SELECT NULLIF(current_setting('desk.staff_user_number', true), ''))::bigint))
-- some kept, operator, AssigneeIsColleague
(("tickets"."assignee" <> (SELECT NULLIF(current_setting('desk.staff_user_number', true), ''))::bigint))
-- some kept, operator, Unassigned
(("tickets"."assignee" IS NULL AND "tickets"."bot" IS NULL))
-- some kept, operator, AssigneeIn(Mine)
(("tickets"."assignee" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.staff_overseen_people_number', true), ''))::bigint[], '{}'::bigint[]))))
-- some kept, operator, AssigneeIn(These({user #8}))
(("tickets"."assignee" = ANY(ARRAY[8]::bigint[])))
-- some kept, operator, AssigneeGroupIn(Mine)
((("tickets"."assignee" IS NOT NULL) AND FALSE))
-- some kept, operator, AssigneeGroupIn(These({group #2}))
((("tickets"."assignee" IS NOT NULL) AND FALSE))
-- some kept, operator, OfferedToMe
(("tickets"."offered ""to""" = (SELECT NULLIF(current_setting('desk.staff_user_number', true), ''))::bigint))
-- some kept, operator, StateIn({Waiting})
(("tickets"."state" = ANY(ARRAY['parked', 'queued']::text[])))
-- some kept, operator, GroupIn(Groups { these: {group #4}, mine: false, none: false })
((("tickets"."group" = ANY(ARRAY[4]::bigint[]))))
-- some kept, operator, GroupIn(Groups { these: {group #4}, mine: true, none: false })
((("tickets"."group" = ANY(ARRAY[4]::bigint[])) OR ("tickets"."group" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.staff_groups_number', true), ''))::bigint[], '{}'::bigint[])))))
-- some kept, operator, GroupIn(Groups { these: {group #4}, mine: false, none: true })
((("tickets"."group" = ANY(ARRAY[4]::bigint[])) OR ("tickets"."group" IS NULL)))
-- some kept, operator, SiteIn(Mine)
(("tickets"."site" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.staff_sites_number', true), ''))::bigint[], '{}'::bigint[]))))
-- some kept, operator, SiteIn(These({site #3}))
(("tickets"."site" = ANY(ARRAY[3]::bigint[])))
-- some kept, operator, QuestionnaireIn(Mine)
(("tickets"."questionnaire" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.staff_questionnaires_number', true), ''))::bigint[], '{}'::bigint[]))))
-- some kept, operator, ChannelIn(Mine)
(("tickets"."channel" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.staff_channels', true), ''))::text[], '{}'::text[]))))
-- some kept, operator, ChannelIn(These({Email}))
(("tickets"."channel" = ANY(ARRAY['email', 'mail']::text[])))
-- some kept, operator, IParticipate
((EXISTS (SELECT 1 FROM "participants" AS m WHERE m."ticket" = "tickets"."id" AND m."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND m."member" = (SELECT NULLIF(current_setting('desk.staff_user_number', true), ''))::bigint)))
-- some kept, operator, IAmMentioned
((EXISTS (SELECT 1 FROM "mentioned" AS m WHERE m."ticket" = "tickets"."id" AND m."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND m."member" = (SELECT NULLIF(current_setting('desk.staff_user_number', true), ''))::bigint)))
-- some kept, operator, ISubstitute
((EXISTS (SELECT 1 FROM "substitutes" AS m WHERE m."ticket" = "tickets"."id" AND m."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND m."member" = (SELECT NULLIF(current_setting('desk.staff_user_number', true), ''))::bigint)))
-- some kept, operator, CreatorIsMe
(("tickets"."creator" = (SELECT NULLIF(current_setting('desk.staff_user_number', true), ''))::bigint))
-- some kept, operator, RequesterIsMe
(FALSE)
-- some kept, operator, RequesterOrganizationIsMine
(FALSE)
-- some kept, operator, IAmCopied
(FALSE)
-- some kept, operator, PrivacyIs(Private)
(("tickets"."privacy" = ANY(ARRAY['private']::text[])))
-- some kept, operator, IAmStaff
(TRUE)
-- some kept, operator, Kept
((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL))
-- some kept, operator, MyLinkOpensIt
(FALSE)
-- some kept, operator, Not(Kept)
(((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL) IS NOT TRUE))
-- some kept, operator, All([Kept, Unassigned])
(((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL) AND ("tickets"."assignee" IS NULL AND "tickets"."bot" IS NULL)))
-- some kept, operator, OneOf([Kept, Unassigned])
(((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL) OR ("tickets"."assignee" IS NULL AND "tickets"."bot" IS NULL)))
-- some kept, customer, AssigneeIsMe
(FALSE)
-- some kept, customer, AssigneeIsColleague
(FALSE)
-- some kept, customer, Unassigned
(("tickets"."assignee" IS NULL AND "tickets"."bot" IS NULL))
-- some kept, customer, AssigneeIn(Mine)
(("tickets"."assignee" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer_overseen_people_number', true), ''))::bigint[], '{}'::bigint[]))))
-- some kept, customer, AssigneeIn(These({user #8}))
(("tickets"."assignee" = ANY(ARRAY[8]::bigint[])))
-- some kept, customer, AssigneeGroupIn(Mine)
((("tickets"."assignee" IS NOT NULL) AND FALSE))
-- some kept, customer, AssigneeGroupIn(These({group #2}))
((("tickets"."assignee" IS NOT NULL) AND FALSE))
-- some kept, customer, OfferedToMe
(FALSE)
-- some kept, customer, StateIn({Waiting})
(("tickets"."state" = ANY(ARRAY['parked', 'queued']::text[])))
-- some kept, customer, GroupIn(Groups { these: {group #4}, mine: false, none: false })
((("tickets"."group" = ANY(ARRAY[4]::bigint[]))))
-- some kept, customer, GroupIn(Groups { these: {group #4}, mine: true, none: false })
((("tickets"."group" = ANY(ARRAY[4]::bigint[])) OR ("tickets"."group" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer_groups_number', true), ''))::bigint[], '{}'::bigint[])))))
-- some kept, customer, GroupIn(Groups { these: {group #4}, mine: false, none: true })
((("tickets"."group" = ANY(ARRAY[4]::bigint[])) OR ("tickets"."group" IS NULL)))
-- some kept, customer, SiteIn(Mine)
(("tickets"."site" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer_sites_number', true), ''))::bigint[], '{}'::bigint[]))))
-- some kept, customer, SiteIn(These({site #3}))
(("tickets"."site" = ANY(ARRAY[3]::bigint[])))
-- some kept, customer, QuestionnaireIn(Mine)
(("tickets"."questionnaire" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer_questionnaires_number', true), ''))::bigint[], '{}'::bigint[]))))
-- some kept, customer, ChannelIn(Mine)
(("tickets"."channel" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer_channels', true), ''))::text[], '{}'::text[]))))
-- some kept, customer, ChannelIn(These({Email}))
(("tickets"."channel" = ANY(ARRAY['email', 'mail']::text[])))
-- some kept, customer, IParticipate
(FALSE)
-- some kept, customer, IAmMentioned
(FALSE)
-- some kept, customer, ISubstitute
(FALSE)
-- some kept, customer, CreatorIsMe
(FALSE)
-- some kept, customer, RequesterIsMe
(("tickets"."requester" = (SELECT NULLIF(current_setting('desk.customer_customer_number', true), ''))::bigint))
-- some kept, customer, RequesterOrganizationIsMine
(("tickets"."organization" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.customer_organizations_number', true), ''))::bigint[], '{}'::bigint[]))))
-- some kept, customer, IAmCopied
((EXISTS (SELECT 1 FROM "copied" AS m WHERE m."ticket" = "tickets"."id" AND m."tenant" = (SELECT NULLIF(current_setting('desk.tenant_number', true), ''))::bigint AND m."member" = (SELECT NULLIF(current_setting('desk.customer_customer_number', true), ''))::bigint)))
-- some kept, customer, PrivacyIs(Private)
(("tickets"."privacy" = ANY(ARRAY['private']::text[])))
-- some kept, customer, IAmStaff
(FALSE)
-- some kept, customer, Kept
((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL))
-- some kept, customer, MyLinkOpensIt
(FALSE)
-- some kept, customer, Not(Kept)
(((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL) IS NOT TRUE))
-- some kept, customer, All([Kept, Unassigned])
(((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL) AND ("tickets"."assignee" IS NULL AND "tickets"."bot" IS NULL)))
-- some kept, customer, OneOf([Kept, Unassigned])
(((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL) OR ("tickets"."assignee" IS NULL AND "tickets"."bot" IS NULL)))
-- some kept, guest, AssigneeIsMe
(FALSE)
-- some kept, guest, AssigneeIsColleague
(FALSE)
-- some kept, guest, Unassigned
(("tickets"."assignee" IS NULL AND "tickets"."bot" IS NULL))
-- some kept, guest, AssigneeIn(Mine)
(("tickets"."assignee" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.guest_overseen_people_number', true), ''))::bigint[], '{}'::bigint[]))))
-- some kept, guest, AssigneeIn(These({user #8}))
(("tickets"."assignee" = ANY(ARRAY[8]::bigint[])))
-- some kept, guest, AssigneeGroupIn(Mine)
((("tickets"."assignee" IS NOT NULL) AND FALSE))
-- some kept, guest, AssigneeGroupIn(These({group #2}))
((("tickets"."assignee" IS NOT NULL) AND FALSE))
-- some kept, guest, OfferedToMe
(FALSE)
-- some kept, guest, StateIn({Waiting})
(("tickets"."state" = ANY(ARRAY['parked', 'queued']::text[])))
-- some kept, guest, GroupIn(Groups { these: {group #4}, mine: false, none: false })
((("tickets"."group" = ANY(ARRAY[4]::bigint[]))))
-- some kept, guest, GroupIn(Groups { these: {group #4}, mine: true, none: false })
((("tickets"."group" = ANY(ARRAY[4]::bigint[])) OR ("tickets"."group" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.guest_groups_number', true), ''))::bigint[], '{}'::bigint[])))))
-- some kept, guest, GroupIn(Groups { these: {group #4}, mine: false, none: true })
((("tickets"."group" = ANY(ARRAY[4]::bigint[])) OR ("tickets"."group" IS NULL)))
-- some kept, guest, SiteIn(Mine)
(("tickets"."site" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.guest_sites_number', true), ''))::bigint[], '{}'::bigint[]))))
-- some kept, guest, SiteIn(These({site #3}))
(("tickets"."site" = ANY(ARRAY[3]::bigint[])))
-- some kept, guest, QuestionnaireIn(Mine)
(("tickets"."questionnaire" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.guest_questionnaires_number', true), ''))::bigint[], '{}'::bigint[]))))
-- some kept, guest, ChannelIn(Mine)
(("tickets"."channel" = ANY(COALESCE((SELECT NULLIF(current_setting('desk.guest_channels', true), ''))::text[], '{}'::text[]))))
-- some kept, guest, ChannelIn(These({Email}))
(("tickets"."channel" = ANY(ARRAY['email', 'mail']::text[])))
-- some kept, guest, IParticipate
(FALSE)
-- some kept, guest, IAmMentioned
(FALSE)
-- some kept, guest, ISubstitute
(FALSE)
-- some kept, guest, CreatorIsMe
(FALSE)
-- some kept, guest, RequesterIsMe
(FALSE)
-- some kept, guest, RequesterOrganizationIsMine
(FALSE)
-- some kept, guest, IAmCopied
(FALSE)
-- some kept, guest, PrivacyIs(Private)
(("tickets"."privacy" = ANY(ARRAY['private']::text[])))
-- some kept, guest, IAmStaff
(FALSE)
-- some kept, guest, Kept
((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL))
-- some kept, guest, MyLinkOpensIt
((("tickets"."id" = (SELECT NULLIF(current_setting('desk.link_ticket_number', true), ''))::bigint) AND ("tickets"."requester" = (SELECT NULLIF(current_setting('desk.link_customer_number', true), ''))::bigint) AND ((SELECT NULLIF(current_setting('desk.link_epoch_number', true), ''))::bigint = 0)))
-- some kept, guest, Not(Kept)
(((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL) IS NOT TRUE))
-- some kept, guest, All([Kept, Unassigned])
(((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL) AND ("tickets"."assignee" IS NULL AND "tickets"."bot" IS NULL)))
-- some kept, guest, OneOf([Kept, Unassigned])
(((("tickets"."deleted" = FALSE) AND "tickets"."spam_since" IS NULL) OR ("tickets"."assignee" IS NULL AND "tickets"."bot" IS NULL)))
-- nothing kept, operator, AssigneeIsMe
(FALSE)
-- nothing kept, operator, AssigneeIsColleague
(FALSE)
-- nothing kept, operator, Unassigned
(TRUE)
-- nothing kept, operator, AssigneeIn(Mine)
(FALSE)
-- nothing kept, operator, AssigneeIn(These({user #8}))
(FALSE)
-- nothing kept, operator, AssigneeGroupIn(Mine)
(FALSE)
-- nothing kept, operator, AssigneeGroupIn(These({group #2}))
(FALSE)
-- nothing kept, operator, OfferedToMe
(FALSE)
-- nothing kept, operator, StateIn({Waiting})
(FALSE)
-- nothing kept, operator, GroupIn(Groups { these: {group #4}, mine: false, none: false })
((FALSE))
-- nothing kept, operator, GroupIn(Groups { these: {group #4}, mine: true, none: false })
((FALSE OR FALSE))
-- nothing kept, operator, GroupIn(Groups { these: {group #4}, mine: false, none: true })
((FALSE OR TRUE))
-- nothing kept, operator, SiteIn(Mine)
(FALSE)
-- nothing kept, operator, SiteIn(These({site #3}))
(FALSE)
-- nothing kept, operator, QuestionnaireIn(Mine)
(FALSE)
-- nothing kept, operator, ChannelIn(Mine)
(FALSE)
-- nothing kept, operator, ChannelIn(These({Email}))
(FALSE)
-- nothing kept, operator, IParticipate
(FALSE)
-- nothing kept, operator, IAmMentioned
(FALSE)
-- nothing kept, operator, ISubstitute
(FALSE)
-- nothing kept, operator, CreatorIsMe
(FALSE)
-- nothing kept, operator, RequesterIsMe
(FALSE)
-- nothing kept, operator, RequesterOrganizationIsMine
(FALSE)
-- nothing kept, operator, IAmCopied
(FALSE)
-- nothing kept, operator, PrivacyIs(Private)
(FALSE)
-- nothing kept, operator, IAmStaff
(TRUE)
-- nothing kept, operator, Kept
(TRUE)
-- nothing kept, operator, MyLinkOpensIt
(FALSE)
-- nothing kept, operator, Not(Kept)
((TRUE IS NOT TRUE))
-- nothing kept, operator, All([Kept, Unassigned])
((TRUE AND TRUE))
-- nothing kept, operator, OneOf([Kept, Unassigned])
((TRUE OR TRUE))
-- nothing kept, customer, AssigneeIsMe
(FALSE)
-- nothing kept, customer, AssigneeIsColleague
(FALSE)
-- nothing kept, customer, Unassigned
(TRUE)
-- nothing kept, customer, AssigneeIn(Mine)
(FALSE)
-- nothing kept, customer, AssigneeIn(These({user #8}))
(FALSE)
-- nothing kept, customer, AssigneeGroupIn(Mine)
(FALSE)
-- nothing kept, customer, AssigneeGroupIn(These({group #2}))
(FALSE)
-- nothing kept, customer, OfferedToMe
(FALSE)
-- nothing kept, customer, StateIn({Waiting})
(FALSE)
-- nothing kept, customer, GroupIn(Groups { these: {group #4}, mine: false, none: false })
((FALSE))
-- nothing kept, customer, GroupIn(Groups { these: {group #4}, mine: true, none: false })
((FALSE OR FALSE))
-- nothing kept, customer, GroupIn(Groups { these: {group #4}, mine: false, none: true })
((FALSE OR TRUE))
-- nothing kept, customer, SiteIn(Mine)
(FALSE)
-- nothing kept, customer, SiteIn(These({site #3}))
(FALSE)
-- nothing kept, customer, QuestionnaireIn(Mine)
(FALSE)
-- nothing kept, customer, ChannelIn(Mine)
(FALSE)
-- nothing kept, customer, ChannelIn(These({Email}))
(FALSE)
-- nothing kept, customer, IParticipate
(FALSE)
-- nothing kept, customer, IAmMentioned
(FALSE)
-- nothing kept, customer, ISubstitute
(FALSE)
-- nothing kept, customer, CreatorIsMe
(FALSE)
-- nothing kept, customer, RequesterIsMe
(FALSE)
-- nothing kept, customer, RequesterOrganizationIsMine
(FALSE)
-- nothing kept, customer, IAmCopied
(FALSE)
-- nothing kept, customer, PrivacyIs(Private)
(FALSE)
-- nothing kept, customer, IAmStaff
(FALSE)
-- nothing kept, customer, Kept
(TRUE)
-- nothing kept, customer, MyLinkOpensIt
(FALSE)
-- nothing kept, customer, Not(Kept)
((TRUE IS NOT TRUE))
-- nothing kept, customer, All([Kept, Unassigned])
((TRUE AND TRUE))
-- nothing kept, customer, OneOf([Kept, Unassigned])
((TRUE OR TRUE))
-- nothing kept, guest, AssigneeIsMe
(FALSE)
-- nothing kept, guest, AssigneeIsColleague
(FALSE)
-- nothing kept, guest, Unassigned
(TRUE)
-- nothing kept, guest, AssigneeIn(Mine)
(FALSE)
-- nothing kept, guest, AssigneeIn(These({user #8}))
(FALSE)
-- nothing kept, guest, AssigneeGroupIn(Mine)
(FALSE)
-- nothing kept, guest, AssigneeGroupIn(These({group #2}))
(FALSE)
-- nothing kept, guest, OfferedToMe
(FALSE)
-- nothing kept, guest, StateIn({Waiting})
(FALSE)
-- nothing kept, guest, GroupIn(Groups { these: {group #4}, mine: false, none: false })
((FALSE))
-- nothing kept, guest, GroupIn(Groups { these: {group #4}, mine: true, none: false })
((FALSE OR FALSE))
-- nothing kept, guest, GroupIn(Groups { these: {group #4}, mine: false, none: true })
((FALSE OR TRUE))
-- nothing kept, guest, SiteIn(Mine)
(FALSE)
-- nothing kept, guest, SiteIn(These({site #3}))
(FALSE)
-- nothing kept, guest, QuestionnaireIn(Mine)
(FALSE)
-- nothing kept, guest, ChannelIn(Mine)
(FALSE)
-- nothing kept, guest, ChannelIn(These({Email}))
(FALSE)
-- nothing kept, guest, IParticipate
(FALSE)
-- nothing kept, guest, IAmMentioned
(FALSE)
-- nothing kept, guest, ISubstitute
(FALSE)
-- nothing kept, guest, CreatorIsMe
(FALSE)
-- nothing kept, guest, RequesterIsMe
(FALSE)
-- nothing kept, guest, RequesterOrganizationIsMine
(FALSE)
-- nothing kept, guest, IAmCopied
(FALSE)
-- nothing kept, guest, PrivacyIs(Private)
(FALSE)
-- nothing kept, guest, IAmStaff
(FALSE)
-- nothing kept, guest, Kept
(TRUE)
-- nothing kept, guest, MyLinkOpensIt
(FALSE)
-- nothing kept, guest, Not(Kept)
((TRUE IS NOT TRUE))
-- nothing kept, guest, All([Kept, Unassigned])
((TRUE AND TRUE))
-- nothing kept, guest, OneOf([Kept, Unassigned])
((TRUE OR TRUE))
