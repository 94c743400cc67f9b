SELECT
  COUNT(*),
  COUNT(DISTINCT `_key`)
FROM (
  SELECT
    CAST(`sno` AS BIGINT) AS `_key`
  FROM `source_support2`
  WHERE
    NOT (
      `sno` IS NULL
    )
) AS k;

CREATE TEMPORARY VIEW `_frame` AS
SELECT
  *,
  ROW_NUMBER() OVER (ORDER BY NULL) - 1 AS `_person`
FROM (
  SELECT
    `meanbp`,
    `dzclass`,
    `crea`,
    `alb`
  FROM (
    SELECT
      `s`.*,
      `support2.meanbp` AS `meanbp`,
      `support2.dzclass` AS `dzclass`,
      `support2.crea` AS `crea`,
      `support2.alb` AS `alb`
    FROM (
      SELECT
        `b`.*
      FROM (
        SELECT
          CAST(`sno` AS BIGINT) AS `_key`,
          NULLIF(
            NULLIF(
              NULLIF(TRY_CAST(`meanbp` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
              CAST('-Infinity' AS DOUBLE)
            ),
            CAST('NaN' AS DOUBLE)
          ) AS `support2.meanbp`,
          NULLIF(CAST(`dzclass` AS STRING), '') AS `support2.dzclass`,
          NULLIF(
            NULLIF(
              NULLIF(TRY_CAST(`crea` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
              CAST('-Infinity' AS DOUBLE)
            ),
            CAST('NaN' AS DOUBLE)
          ) AS `support2.crea`,
          NULLIF(
            NULLIF(
              NULLIF(TRY_CAST(`alb` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
              CAST('-Infinity' AS DOUBLE)
            ),
            CAST('NaN' AS DOUBLE)
          ) AS `support2.alb`
        FROM `source_support2`
        WHERE
          NOT (
            `sno` IS NULL
          )
      ) AS b
    ) AS s
  ) AS s
) AS rows;

SELECT DISTINCT
  `dzclass`
FROM (
  SELECT
    `_person`,
    `dzclass` AS `dzclass`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `dzclass` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  `meanbp`,
  CAST(CASE
    WHEN `dzclass` = 'Cancer'
    THEN 0
    WHEN `dzclass` = 'COPD/CHF/Cirrhosis'
    THEN 1
    WHEN `dzclass` = 'ARF/MOSF'
    THEN 2
    WHEN `dzclass` = 'Coma'
    THEN 3
    ELSE -1
  END AS SMALLINT) AS `_place_dzclass`
FROM (
  SELECT
    `_person`,
    `dzclass` AS `dzclass`,
    `meanbp` AS `meanbp`
  FROM `_frame`
) AS f;

SELECT
  `_person`,
  `crea`,
  `alb`
FROM (
  SELECT
    `_person`,
    `crea` AS `crea`,
    `alb` AS `alb`
  FROM `_frame`
) AS f;
