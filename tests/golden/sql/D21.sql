SELECT
  COUNT(*),
  COUNT(DISTINCT `_key`)
FROM (
  SELECT
    CAST(`person_id` AS BIGINT) AS `_key`
  FROM `source_person`
  WHERE
    NOT (
      `person_id` IS NULL
    )
) AS k;

SELECT
  COUNT(*),
  COUNT(DISTINCT `_key`)
FROM (
  SELECT
    CAST(`person_id` AS BIGINT) AS `_key`
  FROM `source_death`
  WHERE
    NOT (
      `person_id` IS NULL
    )
) AS k;

CREATE TEMPORARY VIEW `_base` AS
SELECT
  *,
  ROW_NUMBER() OVER (ORDER BY NULL) - 1 AS `_person`
FROM (
  SELECT
    `b`.*,
    `d0`.`death.date`
  FROM (
    SELECT
      CAST(`person_id` AS BIGINT) AS `_key`
    FROM `source_person`
    WHERE
      NOT (
        `person_id` IS NULL
      )
  ) AS b
  LEFT JOIN (
    SELECT
      CAST(`person_id` AS BIGINT) AS `_key`,
      TRY_CAST(`death_date` AS DATE) AS `death.date`
    FROM `source_death`
    WHERE
      NOT (
        `person_id` IS NULL
      )
  ) AS d0
    ON `b`.`_key` = `d0`.`_key`
) AS rows;

CREATE TEMPORARY VIEW `_frame` AS
SELECT
  `_person`,
  `condition`,
  `drug`,
  `measured`,
  `visit`,
  `all_four`,
  `dead`,
  `c40481087`,
  `c4251306`,
  `c4172829`,
  `c4309238`,
  `c4112343`
FROM (
  SELECT
    `s`.*,
    (
      `condition` = TRUE
    )
    AND (
      `drug` = TRUE
    )
    AND (
      `measured` = TRUE
    )
    AND (
      `visit` = TRUE
    ) AS `all_four`
  FROM (
    SELECT
      `s`.*,
      `_x0` AS `condition`,
      `_x2` AS `drug`,
      `_x4` AS `measured`,
      `_x6` AS `visit`,
      `_x10` AS `c40481087`,
      `_x12` AS `c4251306`,
      `_x14` AS `c4172829`,
      `_x16` AS `c4309238`,
      `_x18` AS `c4112343`
    FROM (
      SELECT
        `s`.*,
        COALESCE(`j0`.`_result`, FALSE) AS `_x0`,
        COALESCE(`j1`.`_result`, FALSE) AS `_x2`,
        COALESCE(`j2`.`_result`, FALSE) AS `_x4`,
        COALESCE(`j3`.`_result`, FALSE) AS `_x6`,
        NOT (
          `death.date` IS NULL
        ) AS `dead`,
        COALESCE(`j5`.`_result`, FALSE) AS `_x10`,
        COALESCE(`j6`.`_result`, FALSE) AS `_x12`,
        COALESCE(`j7`.`_result`, FALSE) AS `_x14`,
        COALESCE(`j8`.`_result`, FALSE) AS `_x16`,
        COALESCE(`j9`.`_result`, FALSE) AS `_x18`
      FROM `_base` AS `s`
      LEFT JOIN (
        SELECT DISTINCT
          `r`.`_key` AS `_key`,
          TRUE AS `_result`
        FROM (
          SELECT
            CAST(`person_id` AS BIGINT) AS `_key`
          FROM `source_condition`
          WHERE
            NOT (
              `person_id` IS NULL
            )
        ) AS r
      ) AS j0
        ON `s`.`_key` = `j0`.`_key`
      LEFT JOIN (
        SELECT DISTINCT
          `r`.`_key` AS `_key`,
          TRUE AS `_result`
        FROM (
          SELECT
            CAST(`person_id` AS BIGINT) AS `_key`
          FROM `source_drug`
          WHERE
            NOT (
              `person_id` IS NULL
            )
        ) AS r
      ) AS j1
        ON `s`.`_key` = `j1`.`_key`
      LEFT JOIN (
        SELECT DISTINCT
          `r`.`_key` AS `_key`,
          TRUE AS `_result`
        FROM (
          SELECT
            CAST(`person_id` AS BIGINT) AS `_key`
          FROM `source_measurement`
          WHERE
            NOT (
              `person_id` IS NULL
            )
        ) AS r
      ) AS j2
        ON `s`.`_key` = `j2`.`_key`
      LEFT JOIN (
        SELECT DISTINCT
          `r`.`_key` AS `_key`,
          TRUE AS `_result`
        FROM (
          SELECT
            CAST(`person_id` AS BIGINT) AS `_key`
          FROM `source_visit`
          WHERE
            NOT (
              `person_id` IS NULL
            )
        ) AS r
      ) AS j3
        ON `s`.`_key` = `j3`.`_key`
      LEFT JOIN (
        SELECT DISTINCT
          `r`.`_key` AS `_key`,
          TRUE AS `_result`
        FROM (
          SELECT
            CAST(`person_id` AS BIGINT) AS `_key`,
            CAST(`condition_concept_id` AS STRING) AS `concept`
          FROM `source_condition`
          WHERE
            NOT (
              `person_id` IS NULL
            )
        ) AS r
        WHERE
          `r`.`concept` = '40481087'
      ) AS j5
        ON `s`.`_key` = `j5`.`_key`
      LEFT JOIN (
        SELECT DISTINCT
          `r`.`_key` AS `_key`,
          TRUE AS `_result`
        FROM (
          SELECT
            CAST(`person_id` AS BIGINT) AS `_key`,
            CAST(`condition_concept_id` AS STRING) AS `concept`
          FROM `source_condition`
          WHERE
            NOT (
              `person_id` IS NULL
            )
        ) AS r
        WHERE
          `r`.`concept` = '4251306'
      ) AS j6
        ON `s`.`_key` = `j6`.`_key`
      LEFT JOIN (
        SELECT DISTINCT
          `r`.`_key` AS `_key`,
          TRUE AS `_result`
        FROM (
          SELECT
            CAST(`person_id` AS BIGINT) AS `_key`,
            CAST(`condition_concept_id` AS STRING) AS `concept`
          FROM `source_condition`
          WHERE
            NOT (
              `person_id` IS NULL
            )
        ) AS r
        WHERE
          `r`.`concept` = '4172829'
      ) AS j7
        ON `s`.`_key` = `j7`.`_key`
      LEFT JOIN (
        SELECT DISTINCT
          `r`.`_key` AS `_key`,
          TRUE AS `_result`
        FROM (
          SELECT
            CAST(`person_id` AS BIGINT) AS `_key`,
            CAST(`condition_concept_id` AS STRING) AS `concept`
          FROM `source_condition`
          WHERE
            NOT (
              `person_id` IS NULL
            )
        ) AS r
        WHERE
          `r`.`concept` = '4309238'
      ) AS j8
        ON `s`.`_key` = `j8`.`_key`
      LEFT JOIN (
        SELECT DISTINCT
          `r`.`_key` AS `_key`,
          TRUE AS `_result`
        FROM (
          SELECT
            CAST(`person_id` AS BIGINT) AS `_key`,
            CAST(`condition_concept_id` AS STRING) AS `concept`
          FROM `source_condition`
          WHERE
            NOT (
              `person_id` IS NULL
            )
        ) AS r
        WHERE
          `r`.`concept` = '4112343'
      ) AS j9
        ON `s`.`_key` = `j9`.`_key`
    ) AS s
  ) AS s
) AS s;

SELECT
  `_person`
FROM `_base`;

SELECT DISTINCT
  `condition`
FROM (
  SELECT
    `_person`,
    `condition` AS `condition`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `condition` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE WHEN `condition` = TRUE THEN 0 WHEN `condition` = FALSE THEN 1 ELSE -1 END AS SMALLINT) AS `_place_condition`
FROM (
  SELECT
    `_person`,
    `condition` AS `condition`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `drug`
FROM (
  SELECT
    `_person`,
    `drug` AS `drug`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `drug` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE WHEN `drug` = TRUE THEN 0 WHEN `drug` = FALSE THEN 1 ELSE -1 END AS SMALLINT) AS `_place_drug`
FROM (
  SELECT
    `_person`,
    `drug` AS `drug`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `measured`
FROM (
  SELECT
    `_person`,
    `measured` AS `measured`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `measured` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE WHEN `measured` = TRUE THEN 0 ELSE -1 END AS SMALLINT) AS `_place_measured`
FROM (
  SELECT
    `_person`,
    `measured` AS `measured`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `visit`
FROM (
  SELECT
    `_person`,
    `visit` AS `visit`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `visit` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE WHEN `visit` = TRUE THEN 0 ELSE -1 END AS SMALLINT) AS `_place_visit`
FROM (
  SELECT
    `_person`,
    `visit` AS `visit`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `all_four`
FROM (
  SELECT
    `_person`,
    `all_four` AS `all_four`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `all_four` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE WHEN `all_four` = TRUE THEN 0 WHEN `all_four` = FALSE THEN 1 ELSE -1 END AS SMALLINT) AS `_place_all_four`
FROM (
  SELECT
    `_person`,
    `all_four` AS `all_four`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `dead`
FROM (
  SELECT
    `_person`,
    `dead` AS `dead`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `dead` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE WHEN `dead` = FALSE THEN 0 WHEN `dead` = TRUE THEN 1 ELSE -1 END AS SMALLINT) AS `_place_dead`
FROM (
  SELECT
    `_person`,
    `dead` AS `dead`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `c40481087`
FROM (
  SELECT
    `_person`,
    `c40481087` AS `c40481087`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `c40481087` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE WHEN `c40481087` = TRUE THEN 0 WHEN `c40481087` = FALSE THEN 1 ELSE -1 END AS SMALLINT) AS `_place_c40481087`
FROM (
  SELECT
    `_person`,
    `c40481087` AS `c40481087`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `c4251306`
FROM (
  SELECT
    `_person`,
    `c4251306` AS `c4251306`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `c4251306` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE WHEN `c4251306` = TRUE THEN 0 WHEN `c4251306` = FALSE THEN 1 ELSE -1 END AS SMALLINT) AS `_place_c4251306`
FROM (
  SELECT
    `_person`,
    `c4251306` AS `c4251306`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `c4172829`
FROM (
  SELECT
    `_person`,
    `c4172829` AS `c4172829`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `c4172829` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE WHEN `c4172829` = TRUE THEN 0 WHEN `c4172829` = FALSE THEN 1 ELSE -1 END AS SMALLINT) AS `_place_c4172829`
FROM (
  SELECT
    `_person`,
    `c4172829` AS `c4172829`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `c4309238`
FROM (
  SELECT
    `_person`,
    `c4309238` AS `c4309238`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `c4309238` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE WHEN `c4309238` = TRUE THEN 0 WHEN `c4309238` = FALSE THEN 1 ELSE -1 END AS SMALLINT) AS `_place_c4309238`
FROM (
  SELECT
    `_person`,
    `c4309238` AS `c4309238`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `c4112343`
FROM (
  SELECT
    `_person`,
    `c4112343` AS `c4112343`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `c4112343` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE WHEN `c4112343` = TRUE THEN 0 WHEN `c4112343` = FALSE THEN 1 ELSE -1 END AS SMALLINT) AS `_place_c4112343`
FROM (
  SELECT
    `_person`,
    `c4112343` AS `c4112343`
  FROM `_frame`
) AS f;
