CREATE TEMPORARY VIEW `_base` AS
SELECT
  *,
  ROW_NUMBER() OVER (ORDER BY NULL) - 1 AS `_person`
FROM (
  SELECT
    `b`.*
  FROM (
    SELECT DISTINCT
      CAST(`patient_nbr` AS BIGINT) AS `_key`
    FROM `source_diabetes130`
    WHERE
      NOT (
        `patient_nbr` IS NULL
      )
  ) AS b
) AS rows;

CREATE TEMPORARY VIEW `_keep_if` AS
SELECT
  *
FROM (
  SELECT
    `s`.*,
    `_x0` AS `disposition`
  FROM (
    SELECT
      `s`.*,
      `j0`.`_result` AS `_x0`,
      COALESCE(`j0`.`_tied`, FALSE) AS `_tied_x0`
    FROM `_base` AS `s`
    LEFT JOIN (
      SELECT
        `_key`,
        MIN(`_result`) AS `_result`,
        MIN(`_result`) <> MAX(`_result`) AS `_tied`
      FROM (
        SELECT
          `r`.`_key` AS `_key`,
          `r`.`discharge_disposition_id` AS `_result`,
          RANK() OVER (PARTITION BY `r`.`_key` ORDER BY `r`.`encounter_id` ASC NULLS LAST) AS `_rank`
        FROM (
          SELECT
            CAST(`patient_nbr` AS BIGINT) AS `_key`,
            CAST(`discharge_disposition_id` AS STRING) AS `discharge_disposition_id`,
            NULLIF(
              NULLIF(
                NULLIF(TRY_CAST(`encounter_id` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
                CAST('-Infinity' AS DOUBLE)
              ),
              CAST('NaN' AS DOUBLE)
            ) AS `encounter_id`
          FROM `source_diabetes130`
          WHERE
            NOT (
              `patient_nbr` IS NULL
            )
        ) AS r
        WHERE
          NOT (
            `r`.`encounter_id` IS NULL
          )
      ) AS ranked
      WHERE
        `_rank` = 1
      GROUP BY
        `_key`
    ) AS j0
      ON `s`.`_key` = `j0`.`_key`
  ) AS s
) AS s
WHERE
  (
    `disposition` IS NULL
  )
  OR (
    NOT (
      `disposition` IN ('11', '13', '14', '19', '20', '21')
    )
  );

CREATE TEMPORARY VIEW `_frame` AS
SELECT
  `_person`,
  `disposition`,
  `readmitted`,
  `a1c`,
  `race`,
  `no_race`,
  `_tied_x0`,
  `_tied_x2`,
  `_tied_x4`,
  `_tied_x6`
FROM (
  SELECT
    `s`.*,
    `race` IS NULL AS `no_race`
  FROM (
    SELECT
      `s`.*,
      `_x2` AS `readmitted`,
      `_x4` AS `a1c`,
      `_x6` AS `race`
    FROM (
      SELECT
        `s`.*,
        `j0`.`_result` AS `_x2`,
        COALESCE(`j0`.`_tied`, FALSE) AS `_tied_x2`,
        `j1`.`_result` AS `_x4`,
        COALESCE(`j1`.`_tied`, FALSE) AS `_tied_x4`,
        `j2`.`_result` AS `_x6`,
        COALESCE(`j2`.`_tied`, FALSE) AS `_tied_x6`
      FROM `_keep_if` AS `s`
      LEFT JOIN (
        SELECT
          `_key`,
          MIN(`_result`) AS `_result`,
          MIN(`_result`) <> MAX(`_result`) AS `_tied`
        FROM (
          SELECT
            `r`.`_key` AS `_key`,
            `r`.`readmitted` AS `_result`,
            RANK() OVER (PARTITION BY `r`.`_key` ORDER BY `r`.`encounter_id` ASC NULLS LAST) AS `_rank`
          FROM (
            SELECT
              CAST(`patient_nbr` AS BIGINT) AS `_key`,
              NULLIF(CAST(`readmitted` AS STRING), '') AS `readmitted`,
              NULLIF(
                NULLIF(
                  NULLIF(TRY_CAST(`encounter_id` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
                  CAST('-Infinity' AS DOUBLE)
                ),
                CAST('NaN' AS DOUBLE)
              ) AS `encounter_id`
            FROM `source_diabetes130`
            WHERE
              NOT (
                `patient_nbr` IS NULL
              )
          ) AS r
          WHERE
            NOT (
              `r`.`encounter_id` IS NULL
            )
        ) AS ranked
        WHERE
          `_rank` = 1
        GROUP BY
          `_key`
      ) AS j0
        ON `s`.`_key` = `j0`.`_key`
      LEFT JOIN (
        SELECT
          `_key`,
          MIN(`_result`) AS `_result`,
          MIN(`_result`) <> MAX(`_result`) AS `_tied`
        FROM (
          SELECT
            `r`.`_key` AS `_key`,
            `r`.`a1c` AS `_result`,
            RANK() OVER (PARTITION BY `r`.`_key` ORDER BY `r`.`encounter_id` ASC NULLS LAST) AS `_rank`
          FROM (
            SELECT
              CAST(`patient_nbr` AS BIGINT) AS `_key`,
              NULLIF(CAST(`A1Cresult` AS STRING), '') AS `a1c`,
              NULLIF(
                NULLIF(
                  NULLIF(TRY_CAST(`encounter_id` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
                  CAST('-Infinity' AS DOUBLE)
                ),
                CAST('NaN' AS DOUBLE)
              ) AS `encounter_id`
            FROM `source_diabetes130`
            WHERE
              NOT (
                `patient_nbr` IS NULL
              )
          ) AS r
          WHERE
            NOT (
              `r`.`encounter_id` IS NULL
            )
        ) AS ranked
        WHERE
          `_rank` = 1
        GROUP BY
          `_key`
      ) AS j1
        ON `s`.`_key` = `j1`.`_key`
      LEFT JOIN (
        SELECT
          `_key`,
          MIN(`_result`) AS `_result`,
          MIN(`_result`) <> MAX(`_result`) AS `_tied`
        FROM (
          SELECT
            `r`.`_key` AS `_key`,
            `r`.`race` AS `_result`,
            RANK() OVER (PARTITION BY `r`.`_key` ORDER BY `r`.`encounter_id` ASC NULLS LAST) AS `_rank`
          FROM (
            SELECT
              CAST(`patient_nbr` AS BIGINT) AS `_key`,
              NULLIF(CAST(`race` AS STRING), '') AS `race`,
              NULLIF(
                NULLIF(
                  NULLIF(TRY_CAST(`encounter_id` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
                  CAST('-Infinity' AS DOUBLE)
                ),
                CAST('NaN' AS DOUBLE)
              ) AS `encounter_id`
            FROM `source_diabetes130`
            WHERE
              NOT (
                `patient_nbr` IS NULL
              )
          ) AS r
          WHERE
            NOT (
              `r`.`encounter_id` IS NULL
            )
        ) AS ranked
        WHERE
          `_rank` = 1
        GROUP BY
          `_key`
      ) AS j2
        ON `s`.`_key` = `j2`.`_key`
    ) AS s
  ) AS s
) AS s;

SELECT
  `_person`
FROM `_base`;

SELECT
  `_person`
FROM `_keep_if`;

SELECT DISTINCT
  `readmitted`
FROM (
  SELECT
    `_person`,
    `readmitted` AS `readmitted`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `readmitted` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE
    WHEN `readmitted` = 'NO'
    THEN 0
    WHEN `readmitted` = '>30'
    THEN 1
    WHEN `readmitted` = '<30'
    THEN 2
    ELSE -1
  END AS SMALLINT) AS `_place_readmitted`
FROM (
  SELECT
    `_person`,
    `readmitted` AS `readmitted`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `_person`
FROM `_frame`
WHERE
  (
    `_tied_x2`
  );

SELECT DISTINCT
  `a1c`
FROM (
  SELECT
    `_person`,
    `a1c` AS `a1c`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `a1c` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE
    WHEN `a1c` = 'None'
    THEN 0
    WHEN `a1c` = '>7'
    THEN 1
    WHEN `a1c` = '>8'
    THEN 2
    WHEN `a1c` = 'Norm'
    THEN 3
    ELSE -1
  END AS SMALLINT) AS `_place_a1c`
FROM (
  SELECT
    `_person`,
    `a1c` AS `a1c`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `_person`
FROM `_frame`
WHERE
  (
    `_tied_x4`
  );

SELECT DISTINCT
  `no_race`
FROM (
  SELECT
    `_person`,
    `no_race` AS `no_race`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `no_race` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE WHEN `no_race` = FALSE THEN 0 WHEN `no_race` = TRUE THEN 1 ELSE -1 END AS SMALLINT) AS `_place_no_race`
FROM (
  SELECT
    `_person`,
    `no_race` AS `no_race`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `_person`
FROM `_frame`
WHERE
  (
    `_tied_x6`
  );
