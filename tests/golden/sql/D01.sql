SELECT
  COUNT(*),
  COUNT(DISTINCT `_key`)
FROM (
  SELECT
    CAST(`seqn` AS BIGINT) AS `_key`
  FROM `source_nhefs`
  WHERE
    NOT (
      `seqn` IS NULL
    )
) AS k;

CREATE TEMPORARY VIEW `_base` AS
SELECT
  *,
  ROW_NUMBER() OVER (ORDER BY NULL) - 1 AS `_person`
FROM (
  SELECT
    `b`.*
  FROM (
    SELECT
      CAST(`seqn` AS BIGINT) AS `_key`,
      CAST(`qsmk` AS STRING) AS `nhefs.qsmk`,
      TRY_CAST(`death` AS BOOLEAN) AS `nhefs.death`,
      NULLIF(
        NULLIF(
          NULLIF(TRY_CAST(`wt82` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
          CAST('-Infinity' AS DOUBLE)
        ),
        CAST('NaN' AS DOUBLE)
      ) AS `nhefs.wt82`,
      CAST(`sex` AS STRING) AS `nhefs.sex`,
      NULLIF(
        NULLIF(
          NULLIF(TRY_CAST(`age` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
          CAST('-Infinity' AS DOUBLE)
        ),
        CAST('NaN' AS DOUBLE)
      ) AS `nhefs.age`
    FROM `source_nhefs`
    WHERE
      NOT (
        `seqn` IS NULL
      )
  ) AS b
) AS rows;

CREATE TEMPORARY VIEW `_frame` AS
SELECT
  `_person`,
  `quit`,
  `death`,
  `no_weight`,
  `woman_40_59_quit`
FROM (
  SELECT
    `s`.*,
    `nhefs.qsmk` AS `quit`,
    `nhefs.death` AS `death`,
    `nhefs.wt82` IS NULL AS `no_weight`,
    (
      `nhefs.sex` = '1'
    )
    AND (
      `nhefs.age` BETWEEN CAST('40' AS DOUBLE) AND CAST('59' AS DOUBLE)
    )
    AND (
      `nhefs.qsmk` = '1'
    ) AS `woman_40_59_quit`
  FROM `_base` AS `s`
) AS s;

SELECT
  `_person`
FROM `_base`;

SELECT DISTINCT
  `quit`
FROM (
  SELECT
    `_person`,
    `quit` AS `quit`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `quit` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE WHEN `quit` = '0' THEN 0 WHEN `quit` = '1' THEN 1 ELSE -1 END AS SMALLINT) AS `_place_quit`
FROM (
  SELECT
    `_person`,
    `quit` AS `quit`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `death`
FROM (
  SELECT
    `_person`,
    `death` AS `death`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `death` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE WHEN `death` = FALSE THEN 0 WHEN `death` = TRUE THEN 1 ELSE -1 END AS SMALLINT) AS `_place_death`
FROM (
  SELECT
    `_person`,
    `death` AS `death`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `no_weight`
FROM (
  SELECT
    `_person`,
    `no_weight` AS `no_weight`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `no_weight` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE WHEN `no_weight` = FALSE THEN 0 WHEN `no_weight` = TRUE THEN 1 ELSE -1 END AS SMALLINT) AS `_place_no_weight`
FROM (
  SELECT
    `_person`,
    `no_weight` AS `no_weight`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `woman_40_59_quit`
FROM (
  SELECT
    `_person`,
    `woman_40_59_quit` AS `woman_40_59_quit`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `woman_40_59_quit` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE
    WHEN `woman_40_59_quit` = FALSE
    THEN 0
    WHEN `woman_40_59_quit` = TRUE
    THEN 1
    ELSE -1
  END AS SMALLINT) AS `_place_woman_40_59_quit`
FROM (
  SELECT
    `_person`,
    `woman_40_59_quit` AS `woman_40_59_quit`
  FROM `_frame`
) AS f;
