-- Sqlite, list of operator
SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = CASE WHEN TRUE THEN ?1 END AND ((t."assignee" = CASE WHEN TRUE THEN ?2 END) AND ((t."state" = CASE WHEN TRUE THEN ?3 END) IS NOT TRUE)) UNION ALL SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = CASE WHEN TRUE THEN ?1 END AND ((t."group" IN (SELECT value FROM json_each(?4))) AND (t."state" = CASE WHEN TRUE THEN ?5 END) AND (t."site" IN (SELECT value FROM json_each(?6))) AND (t."assignee" <> CASE WHEN TRUE THEN ?7 END))
-- [Number(1), Number(7), Text("done"), Text("[1,2]"), Text("open"), Text("[1]"), Number(7)]

-- Sqlite, list of customer
SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = CASE WHEN TRUE THEN ?1 END AND ((t."requester" = CASE WHEN TRUE THEN ?2 END) AND ((t."deleted" = FALSE) AND t."spam_since" IS NULL)) UNION ALL SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = CASE WHEN TRUE THEN ?1 END AND ((t."organization" IN (SELECT value FROM json_each(?3))) AND ((t."deleted" = FALSE) AND t."spam_since" IS NULL) AND ((t."requester" = CASE WHEN TRUE THEN ?4 END) IS NOT TRUE))
-- [Number(1), Number(5), Text("[3]"), Number(5)]

-- Sqlite, list of guest
SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = CASE WHEN TRUE THEN ?1 END AND ((t."id" = CASE WHEN TRUE THEN ?2 END) AND (t."requester" = CASE WHEN TRUE THEN ?3 END) AND (t."guest_epoch" = CASE WHEN TRUE THEN ?4 END) AND ((t."deleted" = FALSE) AND t."spam_since" IS NULL))
-- [Number(1), Number(9), Number(5), Number(2)]

-- Sqlite, list of nobody
SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = CASE WHEN TRUE THEN ?1 END AND FALSE
-- [Number(1)]

-- Sqlite, count of customer
SELECT (SELECT count(*) FROM "tickets" AS t WHERE t."tenant" = CASE WHEN TRUE THEN ?1 END AND ((t."requester" = CASE WHEN TRUE THEN ?2 END) AND ((t."deleted" = FALSE) AND t."spam_since" IS NULL))) + (SELECT count(*) FROM "tickets" AS t WHERE t."tenant" = CASE WHEN TRUE THEN ?1 END AND ((t."organization" IN (SELECT value FROM json_each(?3))) AND ((t."deleted" = FALSE) AND t."spam_since" IS NULL) AND ((t."requester" = CASE WHEN TRUE THEN ?4 END) IS NOT TRUE)))
-- [Number(1), Number(5), Text("[3]"), Number(5)]

-- Sqlite, merged page, instead of an operator, of customer
SELECT s.i, s.k FROM (SELECT * FROM (SELECT t."id" AS i, t."made" AS k FROM "tickets" AS t WHERE t."tenant" = CASE WHEN TRUE THEN ?1 END AND (t."assignee" = CASE WHEN TRUE THEN ?2 END) AND ((+t."state" = CASE WHEN TRUE THEN ?3 END) IS NOT TRUE) ORDER BY t."made" DESC, t."id" LIMIT CASE WHEN TRUE THEN ?4 END) AS w UNION ALL SELECT t."id" AS i, t."made" AS k FROM json_each(?5) AS g0 CROSS JOIN "tickets" AS t WHERE t.rowid IN (SELECT u.rowid FROM "tickets" AS u WHERE u."tenant" = CASE WHEN TRUE THEN ?1 END AND u."group" = g0.value AND (u."state" = CASE WHEN TRUE THEN ?6 END) AND (+u."site" IN (SELECT value FROM json_each(?7))) AND (+u."assignee" <> CASE WHEN TRUE THEN ?8 END) ORDER BY u."made" DESC, u."id" LIMIT CASE WHEN TRUE THEN ?9 END)) AS s ORDER BY s.k DESC, s.i LIMIT CASE WHEN TRUE THEN ?10 END
-- [Number(1), Number(7), Text("done"), Number(50), Text("[1,2]"), Text("open"), Text("[1]"), Number(7), Number(50), Number(50)]

-- Sqlite, merged page, instead of a participant, of customer
SELECT s.i, s.k FROM (SELECT * FROM (SELECT t."id" AS i, t."made" AS k FROM "tickets" AS t WHERE t."tenant" = CASE WHEN TRUE THEN ?1 END AND (t."assignee" = CASE WHEN TRUE THEN ?2 END) ORDER BY t."made" DESC, t."id" LIMIT CASE WHEN TRUE THEN ?3 END) AS w UNION ALL SELECT * FROM (SELECT t."id" AS i, t."made" AS k FROM "tickets" AS t WHERE t."tenant" = CASE WHEN TRUE THEN ?1 END AND (t."id" IN (SELECT m."ticket" FROM "participants" AS m WHERE m."tenant" = CASE WHEN TRUE THEN ?1 END AND m."member" = CASE WHEN TRUE THEN ?4 END)) AND (t."state" = CASE WHEN TRUE THEN ?5 END) AND ((t."assignee" = CASE WHEN TRUE THEN ?6 END) IS NOT TRUE) ORDER BY +t."made" DESC, +t."id" LIMIT CASE WHEN TRUE THEN ?7 END) AS w) AS s ORDER BY s.k DESC, s.i LIMIT CASE WHEN TRUE THEN ?8 END
-- [Number(1), Number(7), Number(50), Number(7), Text("open"), Number(7), Number(50), Number(50)]

-- Sqlite, walked page, instead of an operator, of customer
SELECT t."id", t."made", t."number", t."site", t."assignee", t."bot" FROM "tickets" AS t INDEXED BY "desk_by_creation" WHERE t."tenant" = CASE WHEN TRUE THEN ?1 END AND (((+t."assignee" = CASE WHEN TRUE THEN ?2 END) OR ((+t."state" = CASE WHEN TRUE THEN ?3 END) AND (+t."group" IN (SELECT value FROM json_each(?4))) AND (+t."site" IN (SELECT value FROM json_each(?5))) AND (+t."assignee" <> CASE WHEN TRUE THEN ?6 END))) AND ((+t."state" = CASE WHEN TRUE THEN ?7 END) IS NOT TRUE)) ORDER BY t."made" DESC, t."id" LIMIT CASE WHEN TRUE THEN ?8 END
-- [Number(1), Number(7), Text("open"), Text("[1,2]"), Text("[1]"), Number(7), Text("done"), Number(50)]

-- Sqlite, one of customer
SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = CASE WHEN TRUE THEN ?1 END AND t."id" = CASE WHEN TRUE THEN ?2 END AND (((+t."requester" = CASE WHEN TRUE THEN ?3 END) OR (+t."organization" IN (SELECT value FROM json_each(?4)))) AND ((+t."deleted" = FALSE) AND +t."spam_since" IS NULL))
-- [Number(1), Number(9), Number(5), Text("[3]")]

-- Sqlite, page of customer
SELECT s.i, s.k, t."number", t."assignee", t."bot" FROM (SELECT s.i, s.k FROM (SELECT * FROM (SELECT t."id" AS i, t."made" AS k FROM "tickets" AS t WHERE t."tenant" = CASE WHEN TRUE THEN ?1 END AND (t."requester" = CASE WHEN TRUE THEN ?2 END) AND ((+t."deleted" = FALSE) AND +t."spam_since" IS NULL) AND (t."made" <= CASE WHEN TRUE THEN ?3 END AND (t."made" < CASE WHEN TRUE THEN ?4 END OR t."id" > CASE WHEN TRUE THEN ?5 END)) ORDER BY t."made" DESC, t."id" LIMIT CASE WHEN TRUE THEN ?6 END) AS w UNION ALL SELECT t."id" AS i, t."made" AS k FROM json_each(?7) AS g0 CROSS JOIN "tickets" AS t WHERE t.rowid IN (SELECT u.rowid FROM "tickets" AS u WHERE u."tenant" = CASE WHEN TRUE THEN ?1 END AND u."organization" = g0.value AND ((+u."deleted" = FALSE) AND +u."spam_since" IS NULL) AND ((+u."requester" = CASE WHEN TRUE THEN ?8 END) IS NOT TRUE) AND (u."made" <= CASE WHEN TRUE THEN ?9 END AND (u."made" < CASE WHEN TRUE THEN ?10 END OR u."id" > CASE WHEN TRUE THEN ?11 END)) ORDER BY u."made" DESC, u."id" LIMIT CASE WHEN TRUE THEN ?12 END)) AS s ORDER BY s.k DESC, s.i LIMIT CASE WHEN TRUE THEN ?13 END) AS s CROSS JOIN "tickets" AS t WHERE t."tenant" = CASE WHEN TRUE THEN ?1 END AND t."id" = s.i ORDER BY s.k DESC, s.i
-- [Number(1), Number(5), Number(1795348800000000), Number(1795348800000000), Number(9), Number(50), Text("[3]"), Number(5), Number(1795348800000000), Number(1795348800000000), Number(9), Number(50), Number(50)]

-- Sqlite, states of customer
SELECT s.k, count(*) FROM (SELECT (CASE WHEN (+t."state" IN (SELECT value FROM json_each(?2))) THEN CAST(0 AS BIGINT) WHEN (+t."state" IN (SELECT value FROM json_each(?3))) THEN CAST(1 AS BIGINT) WHEN (+t."state" IN (SELECT value FROM json_each(?4))) THEN CAST(2 AS BIGINT) WHEN (+t."state" IN (SELECT value FROM json_each(?5))) THEN CAST(3 AS BIGINT) WHEN (+t."state" IN (SELECT value FROM json_each(?6))) THEN CAST(4 AS BIGINT) END) AS k FROM "tickets" AS t WHERE t."tenant" = CASE WHEN TRUE THEN ?1 END AND (((t."requester" = CASE WHEN TRUE THEN ?7 END) OR (t."organization" IN (SELECT value FROM json_each(?8)))) AND ((t."deleted" = FALSE) AND t."spam_since" IS NULL))) AS s GROUP BY s.k ORDER BY s.k IS NULL, s.k
-- [Number(1), Text("[\"fresh\"]"), Text("[\"parked\",\"queued\"]"), Text("[\"offered\"]"), Text("[\"open\"]"), Text("[\"done\"]"), Number(5), Text("[3]")]

-- Postgres, list of operator
SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = $1 AND ((t."assignee" = $2) AND ((t."state" = $3) IS NOT TRUE)) UNION ALL SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = $1 AND ((t."group" = ANY($4)) AND (t."state" = $5) AND (t."site" = ANY($6)) AND (t."assignee" <> $7))
-- [Number(1), Number(7), Text("done"), Numbers([1, 2]), Text("open"), Numbers([1]), Number(7)]

-- Postgres, list of customer
SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = $1 AND ((t."requester" = $2) AND ((t."deleted" = FALSE) AND t."spam_since" IS NULL)) UNION ALL SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = $1 AND ((t."organization" = ANY($3)) AND ((t."deleted" = FALSE) AND t."spam_since" IS NULL) AND ((t."requester" = $4) IS NOT TRUE))
-- [Number(1), Number(5), Numbers([3]), Number(5)]

-- Postgres, list of guest
SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = $1 AND ((t."id" = $2) AND (t."requester" = $3) AND (t."guest_epoch" = $4) AND ((t."deleted" = FALSE) AND t."spam_since" IS NULL))
-- [Number(1), Number(9), Number(5), Number(2)]

-- Postgres, list of nobody
SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = $1 AND FALSE
-- [Number(1)]

-- Postgres, count of customer
SELECT (SELECT count(*) FROM "tickets" AS t WHERE t."tenant" = $1 AND ((t."requester" = $2) AND ((t."deleted" = FALSE) AND t."spam_since" IS NULL))) + (SELECT count(*) FROM "tickets" AS t WHERE t."tenant" = $1 AND ((t."organization" = ANY($3)) AND ((t."deleted" = FALSE) AND t."spam_since" IS NULL) AND ((t."requester" = $4) IS NOT TRUE)))
-- [Number(1), Number(5), Numbers([3]), Number(5)]

-- Postgres, merged page, instead of an operator, of customer
SELECT s.i, s.k FROM (SELECT * FROM (SELECT s.* FROM (SELECT t."id" AS i, t."made" AS k FROM "tickets" AS t WHERE t."tenant" = $1 AND (t."assignee" = $2) AND ((t."state" = $3) IS NOT TRUE) > FALSE ORDER BY t."made" DESC, t."id" LIMIT 500) AS s ORDER BY s.k DESC, s.i LIMIT $4) AS w UNION ALL SELECT w.* FROM unnest((SELECT $5::bigint[])) AS g0(value) CROSS JOIN LATERAL (SELECT s.* FROM (SELECT t."id" AS i, t."made" AS k FROM "tickets" AS t WHERE t."tenant" = $1 AND t."group" = g0.value AND (t."state" = (SELECT $6::text)) AND ((t."site" = ANY($7)) AND (t."assignee" <> $8)) > FALSE ORDER BY t."made" DESC, t."id" LIMIT 500) AS s ORDER BY s.k DESC, s.i LIMIT $9) AS w) AS s ORDER BY s.k DESC, s.i LIMIT $10
-- [Number(1), Number(7), Text("done"), Number(50), Numbers([1, 2]), Text("open"), Numbers([1]), Number(7), Number(50), Number(50)]

-- Postgres, merged page, instead of a participant, of customer
SELECT s.i, s.k FROM (SELECT * FROM (SELECT s.* FROM (SELECT t."id" AS i, t."made" AS k FROM "tickets" AS t WHERE t."tenant" = $1 AND (t."assignee" = $2) ORDER BY t."made" DESC, t."id" LIMIT 500) AS s ORDER BY s.k DESC, s.i LIMIT $3) AS w UNION ALL SELECT * FROM (SELECT t."id" AS i, t."made" AS k FROM "tickets" AS t WHERE t."tenant" = $1 AND (t."id" = ANY(ARRAY(SELECT m."ticket" FROM "participants" AS m WHERE m."tenant" = $1 AND m."member" = $4))) AND (t."state" = $5) AND ((t."assignee" = $6) IS NOT TRUE) ORDER BY t."made" DESC, t."id" LIMIT $7) AS w) AS s ORDER BY s.k DESC, s.i LIMIT $8
-- [Number(1), Number(7), Number(50), Number(7), Text("open"), Number(7), Number(50), Number(50)]

-- Postgres, walked page, instead of an operator, of customer
SELECT s.* FROM (SELECT t."id" AS i, t."made" AS k, t."number" AS c0, t."site" AS c1, t."assignee" AS c2, t."bot" AS c3 FROM "tickets" AS t WHERE t."tenant" = $1 AND (((t."assignee" = $2) OR ((t."state" = $3) AND (t."group" = ANY($4)) AND (t."site" = ANY($5)) AND (t."assignee" <> $6))) AND ((t."state" = $7) IS NOT TRUE)) > FALSE ORDER BY t."made" DESC, t."id" LIMIT 500) AS s ORDER BY s.k DESC, s.i LIMIT $8
-- [Number(1), Number(7), Text("open"), Numbers([1, 2]), Numbers([1]), Number(7), Text("done"), Number(50)]

-- Postgres, one of customer
SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = $1 AND t."id" = $2 AND (((t."requester" = $3) OR (t."organization" = ANY($4))) AND ((t."deleted" = FALSE) AND t."spam_since" IS NULL))
-- [Number(1), Number(9), Number(5), Numbers([3])]

-- Postgres, page of customer
SELECT s.i, s.k, t."number", t."assignee", t."bot" FROM (SELECT s.i, s.k FROM (SELECT * FROM (SELECT s.* FROM (SELECT t."id" AS i, t."made" AS k FROM "tickets" AS t WHERE t."tenant" = $1 AND (t."requester" = $2) AND ((t."deleted" = FALSE) AND t."spam_since" IS NULL) > FALSE AND (t."made" <= $3 AND (t."made" < $4 OR t."id" > $5) > FALSE) ORDER BY t."made" DESC, t."id" LIMIT 500) AS s ORDER BY s.k DESC, s.i LIMIT $6) AS w UNION ALL SELECT w.* FROM unnest((SELECT $7::bigint[])) AS g0(value) CROSS JOIN LATERAL (SELECT s.* FROM (SELECT t."id" AS i, t."made" AS k FROM "tickets" AS t WHERE t."tenant" = $1 AND t."organization" = g0.value AND (((t."deleted" = FALSE) AND t."spam_since" IS NULL) AND ((t."requester" = $8) IS NOT TRUE)) > FALSE AND (t."made" <= $9 AND (t."made" < $10 OR t."id" > $11) > FALSE) ORDER BY t."made" DESC, t."id" LIMIT 500) AS s ORDER BY s.k DESC, s.i LIMIT $12) AS w) AS s ORDER BY s.k DESC, s.i LIMIT $13) AS s CROSS JOIN "tickets" AS t WHERE t."tenant" = $1 AND t."id" = s.i ORDER BY s.k DESC, s.i
-- [Number(1), Number(5), Moment(2026-11-22T12:00:00Z), Moment(2026-11-22T12:00:00Z), Number(9), Number(50), Numbers([3]), Number(5), Moment(2026-11-22T12:00:00Z), Moment(2026-11-22T12:00:00Z), Number(9), Number(50), Number(50)]

-- Postgres, states of customer
SELECT s.k, count(*) FROM (SELECT (CASE WHEN (t."state" = ANY($2)) THEN CAST(0 AS BIGINT) WHEN (t."state" = ANY($3)) THEN CAST(1 AS BIGINT) WHEN (t."state" = ANY($4)) THEN CAST(2 AS BIGINT) WHEN (t."state" = ANY($5)) THEN CAST(3 AS BIGINT) WHEN (t."state" = ANY($6)) THEN CAST(4 AS BIGINT) END) AS k FROM "tickets" AS t WHERE t."tenant" = $1 AND (((t."requester" = $7) OR (t."organization" = ANY($8))) AND ((t."deleted" = FALSE) AND t."spam_since" IS NULL))) AS s GROUP BY s.k ORDER BY s.k IS NULL, s.k
-- [Number(1), Texts(["fresh"]), Texts(["parked", "queued"]), Texts(["offered"]), Texts(["open"]), Texts(["done"]), Number(5), Numbers([3])]

