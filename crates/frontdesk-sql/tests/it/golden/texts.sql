-- Sqlite, list of operator
SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = ?1 AND ((+t."assignee" IS NOT NULL AND t."assignee" = ?2) AND (NOT (+t."state" IS NOT NULL AND t."state" = ?3))) UNION ALL SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = ?1 AND (((+t."state" IS NOT NULL AND t."state" = ?4) AND (+t."assignee" IS NOT NULL AND t."assignee" <> ?5) AND (+t."group" IS NOT NULL AND t."group" IN (SELECT value FROM json_each(?6))) AND (+t."site" IS NOT NULL AND t."site" IN (SELECT value FROM json_each(?7)))) AND (NOT (+t."state" IS NOT NULL AND t."state" = ?8)) AND (NOT (+t."assignee" IS NOT NULL AND t."assignee" = ?9)))
-- [Number(1), Number(7), Text("done"), Text("open"), Number(7), Text("[1,2]"), Text("[1]"), Text("done"), Number(7)]

-- Sqlite, list of customer
SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = ?1 AND ((+t."requester" IS NOT NULL AND t."requester" = ?2) AND ((+t."deleted" IS NOT NULL AND t."deleted" = FALSE) AND t."spam_since" IS NULL)) UNION ALL SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = ?1 AND ((+t."organization" IS NOT NULL AND t."organization" IN (SELECT value FROM json_each(?3))) AND ((+t."deleted" IS NOT NULL AND t."deleted" = FALSE) AND t."spam_since" IS NULL) AND (NOT (+t."requester" IS NOT NULL AND t."requester" = ?4)))
-- [Number(1), Number(5), Text("[3]"), Number(5)]

-- Sqlite, list of guest
SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = ?1 AND ((+t."id" IS NOT NULL AND t."id" = ?2) AND (+t."requester" IS NOT NULL AND t."requester" = ?3) AND (+t."guest_epoch" IS NOT NULL AND t."guest_epoch" = ?4) AND ((+t."deleted" IS NOT NULL AND t."deleted" = FALSE) AND t."spam_since" IS NULL))
-- [Number(1), Number(9), Number(5), Number(2)]

-- Sqlite, list of nobody
SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = ?1 AND FALSE
-- [Number(1)]

-- Sqlite, count of customer
SELECT count(*) FROM (SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = ?1 AND ((+t."requester" IS NOT NULL AND t."requester" = ?2) AND ((+t."deleted" IS NOT NULL AND t."deleted" = FALSE) AND t."spam_since" IS NULL)) UNION ALL SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = ?1 AND ((+t."organization" IS NOT NULL AND t."organization" IN (SELECT value FROM json_each(?3))) AND ((+t."deleted" IS NOT NULL AND t."deleted" = FALSE) AND t."spam_since" IS NULL) AND (NOT (+t."requester" IS NOT NULL AND t."requester" = ?4)))) AS s
-- [Number(1), Number(5), Text("[3]"), Number(5)]

-- Sqlite, one of customer
SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = ?1 AND t."id" = ?2 AND (((+t."requester" IS NOT NULL AND +t."requester" = ?3) OR (+t."organization" IS NOT NULL AND +t."organization" IN (SELECT value FROM json_each(?4)))) AND ((+t."deleted" IS NOT NULL AND +t."deleted" = FALSE) AND +t."spam_since" IS NULL))
-- [Number(1), Number(9), Number(5), Text("[3]")]

-- Sqlite, page of customer
SELECT t."id", t."made", t."number", t."assignee", t."bot" FROM "tickets" AS t WHERE t."tenant" = ?1 AND (((+t."requester" IS NOT NULL AND t."requester" = ?2) OR (+t."organization" IS NOT NULL AND t."organization" IN (SELECT value FROM json_each(?3)))) AND ((+t."deleted" IS NOT NULL AND t."deleted" = FALSE) AND t."spam_since" IS NULL)) AND (+t."made" <= ?4 AND (+t."made" < ?5 OR +t."id" > ?6)) ORDER BY +t."made" DESC, +t."id" LIMIT ?7
-- [Number(1), Number(5), Text("[3]"), Number(1795348800000000), Number(1795348800000000), Number(9), Number(50)]

-- Sqlite, states of customer
SELECT s.k, count(*) FROM (SELECT (CASE WHEN (+t."state" IS NOT NULL AND +t."state" IN (SELECT value FROM json_each(?2))) THEN CAST(0 AS BIGINT) WHEN (+t."state" IS NOT NULL AND +t."state" IN (SELECT value FROM json_each(?3))) THEN CAST(1 AS BIGINT) WHEN (+t."state" IS NOT NULL AND +t."state" IN (SELECT value FROM json_each(?4))) THEN CAST(2 AS BIGINT) WHEN (+t."state" IS NOT NULL AND +t."state" IN (SELECT value FROM json_each(?5))) THEN CAST(3 AS BIGINT) WHEN (+t."state" IS NOT NULL AND +t."state" IN (SELECT value FROM json_each(?6))) THEN CAST(4 AS BIGINT) END) AS k FROM "tickets" AS t WHERE t."tenant" = ?1 AND (((+t."requester" IS NOT NULL AND t."requester" = ?7) OR (+t."organization" IS NOT NULL AND t."organization" IN (SELECT value FROM json_each(?8)))) AND ((+t."deleted" IS NOT NULL AND t."deleted" = FALSE) AND t."spam_since" IS NULL))) AS s GROUP BY s.k ORDER BY s.k IS NULL, s.k
-- [Number(1), Text("[\"fresh\"]"), Text("[\"parked\",\"queued\"]"), Text("[\"offered\"]"), Text("[\"open\"]"), Text("[\"done\"]"), Number(5), Text("[3]")]

-- Postgres, list of operator
SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = $1 AND ((t."assignee" IS NOT NULL AND t."assignee" = $2) AND (NOT (t."state" IS NOT NULL AND t."state" = $3))) UNION ALL SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = $1 AND (((t."state" IS NOT NULL AND t."state" = $4) AND (t."assignee" IS NOT NULL AND t."assignee" <> $5) AND (t."group" IS NOT NULL AND t."group" = ANY($6)) AND (t."site" IS NOT NULL AND t."site" = ANY($7))) AND (NOT (t."state" IS NOT NULL AND t."state" = $8)) AND (NOT (t."assignee" IS NOT NULL AND t."assignee" = $9)))
-- [Number(1), Number(7), Text("done"), Text("open"), Number(7), Numbers([1, 2]), Numbers([1]), Text("done"), Number(7)]

-- Postgres, list of customer
SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = $1 AND ((t."requester" IS NOT NULL AND t."requester" = $2) AND ((t."deleted" IS NOT NULL AND t."deleted" = FALSE) AND t."spam_since" IS NULL)) UNION ALL SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = $1 AND ((t."organization" IS NOT NULL AND t."organization" = ANY($3)) AND ((t."deleted" IS NOT NULL AND t."deleted" = FALSE) AND t."spam_since" IS NULL) AND (NOT (t."requester" IS NOT NULL AND t."requester" = $4)))
-- [Number(1), Number(5), Numbers([3]), Number(5)]

-- Postgres, list of guest
SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = $1 AND ((t."id" IS NOT NULL AND t."id" = $2) AND (t."requester" IS NOT NULL AND t."requester" = $3) AND (t."guest_epoch" IS NOT NULL AND t."guest_epoch" = $4) AND ((t."deleted" IS NOT NULL AND t."deleted" = FALSE) AND t."spam_since" IS NULL))
-- [Number(1), Number(9), Number(5), Number(2)]

-- Postgres, list of nobody
SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = $1 AND FALSE
-- [Number(1)]

-- Postgres, count of customer
SELECT count(*) FROM (SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = $1 AND ((t."requester" IS NOT NULL AND t."requester" = $2) AND ((t."deleted" IS NOT NULL AND t."deleted" = FALSE) AND t."spam_since" IS NULL)) UNION ALL SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = $1 AND ((t."organization" IS NOT NULL AND t."organization" = ANY($3)) AND ((t."deleted" IS NOT NULL AND t."deleted" = FALSE) AND t."spam_since" IS NULL) AND (NOT (t."requester" IS NOT NULL AND t."requester" = $4)))) AS s
-- [Number(1), Number(5), Numbers([3]), Number(5)]

-- Postgres, one of customer
SELECT t."id" FROM "tickets" AS t WHERE t."tenant" = $1 AND t."id" = $2 AND (((t."requester" IS NOT NULL AND t."requester" = $3) OR (t."organization" IS NOT NULL AND t."organization" = ANY($4))) AND ((t."deleted" IS NOT NULL AND t."deleted" = FALSE) AND t."spam_since" IS NULL))
-- [Number(1), Number(9), Number(5), Numbers([3])]

-- Postgres, page of customer
SELECT t."id", t."made", t."number", t."assignee", t."bot" FROM "tickets" AS t WHERE t."tenant" = $1 AND (((t."requester" IS NOT NULL AND t."requester" = $2) OR (t."organization" IS NOT NULL AND t."organization" = ANY($3))) AND ((t."deleted" IS NOT NULL AND t."deleted" = FALSE) AND t."spam_since" IS NULL)) AND (t."made" <= $4 AND (t."made" < $5 OR t."id" > $6)) ORDER BY t."made" DESC, t."id" LIMIT $7
-- [Number(1), Number(5), Numbers([3]), Moment(2026-11-22T12:00:00Z), Moment(2026-11-22T12:00:00Z), Number(9), Number(50)]

-- Postgres, states of customer
SELECT s.k, count(*) FROM (SELECT (CASE WHEN (t."state" IS NOT NULL AND t."state" = ANY($2)) THEN CAST(0 AS BIGINT) WHEN (t."state" IS NOT NULL AND t."state" = ANY($3)) THEN CAST(1 AS BIGINT) WHEN (t."state" IS NOT NULL AND t."state" = ANY($4)) THEN CAST(2 AS BIGINT) WHEN (t."state" IS NOT NULL AND t."state" = ANY($5)) THEN CAST(3 AS BIGINT) WHEN (t."state" IS NOT NULL AND t."state" = ANY($6)) THEN CAST(4 AS BIGINT) END) AS k FROM "tickets" AS t WHERE t."tenant" = $1 AND (((t."requester" IS NOT NULL AND t."requester" = $7) OR (t."organization" IS NOT NULL AND t."organization" = ANY($8))) AND ((t."deleted" IS NOT NULL AND t."deleted" = FALSE) AND t."spam_since" IS NULL))) AS s GROUP BY s.k ORDER BY s.k IS NULL, s.k
-- [Number(1), Texts(["fresh"]), Texts(["parked", "queued"]), Texts(["offered"]), Texts(["open"]), Texts(["done"]), Number(5), Numbers([3])]

