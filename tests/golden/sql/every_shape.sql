SELECT
  COUNT(*),
  COUNT(DISTINCT `_key`)
FROM (
  SELECT
    CAST(`pnr` AS STRING) AS `_key`
  FROM `source_bef`
  WHERE
    CAST(`pnr` AS STRING) <> ''
) AS k;

SELECT
  COUNT(*),
  COUNT(DISTINCT `_key`)
FROM (
  SELECT
    CAST(`pnr` AS STRING) AS `_key`
  FROM `source_dodsaars`
  WHERE
    CAST(`pnr` AS STRING) <> ''
) AS k;

CREATE TEMPORARY VIEW `_base` AS
SELECT
  *,
  ROW_NUMBER() OVER (ORDER BY NULL) - 1 AS `_person`
FROM (
  SELECT
    `b`.*,
    `d0`.`dodsaars.date`,
    `d0`.`dodsaars.cause`
  FROM (
    SELECT
      CAST(`pnr` AS STRING) AS `_key`,
      TRY_CAST(`foed_dag` AS DATE) AS `bef.birth_date`,
      CAST(`koen` AS STRING) AS `bef.sex`,
      NULLIF(CAST(`reg` AS STRING), '') AS `bef.region`,
      NULLIF(CAST(`civst` AS STRING), '') AS `bef.civil_status`
    FROM `source_bef`
    WHERE
      CAST(`pnr` AS STRING) <> ''
  ) AS b
  LEFT JOIN (
    SELECT
      CAST(`pnr` AS STRING) AS `_key`,
      TRY_CAST(`d_dodsdto` AS DATE) AS `dodsaars.date`,
      NULLIF(CAST(`c_dod1` AS STRING), '') AS `dodsaars.cause`
    FROM `source_dodsaars`
    WHERE
      CAST(`pnr` AS STRING) <> ''
  ) AS d0
    ON `b`.`_key` = `d0`.`_key`
) AS rows;

CREATE TEMPORARY VIEW `_where` AS
SELECT
  *
FROM `_base` AS `s`
WHERE
  `bef.birth_date` BETWEEN CAST('1920-01-01' AS DATE) AND CAST('1995-12-31' AS DATE);

CREATE TEMPORARY VIEW `_index` AS
SELECT
  *
FROM (
  SELECT
    `s`.*,
    CASE
      WHEN `_x0` BETWEEN CAST('2006-01-01' AS DATE) AND CAST('2016-12-31' AS DATE)
      THEN `_x0`
    END AS `_index`
  FROM (
    SELECT
      `s`.*,
      `j0`.`_result` AS `_x0`
    FROM `_where` AS `s`
    LEFT JOIN (
      SELECT
        `r`.`_key` AS `_key`,
        MIN(`r`.`dispensed`) AS `_result`
      FROM (
        SELECT
          CAST(`pnr` AS STRING) AS `_key`,
          TRY_CAST(`eksd` AS DATE) AS `dispensed`
        FROM `source_lmdb`
        WHERE
          CAST(`pnr` AS STRING) <> ''
      ) AS r
      GROUP BY
        `r`.`_key`
    ) AS j0
      ON `s`.`_key` = `j0`.`_key`
  ) AS s
) AS s
WHERE
  NOT (
    `_index` IS NULL
  );

CREATE TEMPORARY VIEW `_keep_if` AS
SELECT
  *
FROM (
  SELECT
    `s`.*,
    CAST((
      (
        EXTRACT(YEAR FROM `_index`)
      ) - (
        EXTRACT(YEAR FROM `bef.birth_date`)
      )
    ) - (
      CAST((
        (
          (
            (
              EXTRACT(MONTH FROM `_index`)
            ) * (
              100
            )
          ) + (
            EXTRACT(DAY FROM `_index`)
          )
        ) < (
          (
            (
              EXTRACT(MONTH FROM `bef.birth_date`)
            ) * (
              100
            )
          ) + (
            EXTRACT(DAY FROM `bef.birth_date`)
          )
        )
      ) AS INT)
    ) AS DOUBLE) AS `age`
  FROM `_index` AS `s`
) AS s
WHERE
  `age` >= CAST('18' AS DOUBLE);

CREATE TEMPORARY VIEW `_exclude_1` AS
SELECT
  *
FROM (
  SELECT
    `s`.*,
    COALESCE(`j0`.`_result`, FALSE) AS `_x4`
  FROM `_keep_if` AS `s`
  LEFT JOIN (
    SELECT DISTINCT
      `r`.`_key` AS `_key`,
      TRUE AS `_result`
    FROM (
      SELECT
        CAST(`pnr` AS STRING) AS `_key`,
        NULLIF(CAST(`indud_kode` AS STRING), '') AS `direction`,
        TRY_CAST(`haend_dato` AS DATE) AS `date`
      FROM `source_vnds`
      WHERE
        CAST(`pnr` AS STRING) <> ''
    ) AS r
    INNER JOIN (
      SELECT
        `_key`,
        `_index`
      FROM `_keep_if` AS `s`
    ) AS u
      ON `r`.`_key` = `u`.`_key`
    WHERE
      `r`.`direction` = 'U'
      AND (
        CAST(DATEDIFF(DAY, `u`.`_index`, `r`.`date`) AS DOUBLE)
      ) <= CAST('-1' AS DOUBLE)
  ) AS j0
    ON `s`.`_key` = `j0`.`_key`
) AS s
WHERE
  NOT (
    `_x4`
  );

CREATE TEMPORARY VIEW `_layer10__x8` AS
SELECT
  `s`.*,
  `_x20` AS `ldl_mean`,
  `_x39` AS `statin_from`,
  `_x41` AS `in_hospital`,
  `_x43` AS `seen_young`,
  `_x45` AS `diabetes`,
  `_x51` AS `ldl_least`,
  `_x55` AS `ldl_first`,
  `_x57` AS `by_size`,
  `_x59` AS `last_seen`,
  `_x63` AS `persistent`,
  `_exit` AS `_followed_to`,
  `_exit` AS `_smr_to`,
  `_exit` AS `_timed_to`,
  `_exit` AS `_hazard_to`,
  `_exit` AS `_curve_to`,
  `_exit` AS `_causes_to`,
  `birth` AS `_causes_origin`
FROM (
  SELECT
    `s`.*,
    `bef.sex` AS `sex`,
    `bef.region` AS `region`,
    `bef.birth_date` AS `birth`,
    CASE
      WHEN CAST(`bef.region` AS STRING) IN ('1084')
      THEN 'east'
      WHEN CAST(`bef.region` AS STRING) IN ('1085')
      THEN 'east'
      ELSE CAST(`bef.region` AS STRING)
    END AS `part`,
    `j4`.`_result` AS `_x20`,
    CAST(EXTRACT(YEAR FROM `bef.birth_date`) AS DOUBLE) AS `born_in`,
    CAST(EXTRACT(MONTH FROM `bef.birth_date`) AS DOUBLE) AS `born_month`,
    LEAST(`dodsaars.date`, CAST('2019-12-31' AS DATE)) AS `_exit`,
    `j8`.`_result` AS `_x39`,
    COALESCE(`j8`.`_tied`, FALSE) AS `_tied_x39`,
    COALESCE(`j9`.`_result`, FALSE) AS `_x41`,
    COALESCE(`j10`.`_result`, FALSE) AS `_x43`,
    COALESCE(`j11`.`_result`, FALSE) AS `_x45`,
    `j12`.`_result` AS `_x51`,
    `j13`.`_result` AS `_x55`,
    COALESCE(`j13`.`_tied`, FALSE) AS `_tied_x55`,
    `j14`.`_result` AS `_x57`,
    COALESCE(`j14`.`_tied`, FALSE) AS `_tied_x57`,
    `j15`.`_result` AS `_x59`,
    `j16`.`_result` AS `_x63`,
    CASE
      WHEN (
        STARTSWITH(`dodsaars.cause`, 'I')
      )
      OR (
        STARTSWITH(`dodsaars.cause`, 'DI')
      )
      THEN 'heart'
      WHEN NOT (
        `dodsaars.cause` IS NULL
      )
      THEN 'else'
    END AS `cause`,
    `bef.birth_date` AS `_birth`
  FROM `_exclude_1` AS `s`
  LEFT JOIN (
    SELECT
      `r`.`_key` AS `_key`,
      AVG(`r`.`value`) AS `_result`
    FROM (
      SELECT
        CAST(`pnr` AS STRING) AS `_key`,
        NULLIF(
          NULLIF(
            NULLIF(TRY_CAST(`value` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
            CAST('-Infinity' AS DOUBLE)
          ),
          CAST('NaN' AS DOUBLE)
        ) AS `value`,
        NULLIF(CAST(`analysiscode` AS STRING), '') AS `npu`
      FROM `source_lab`
      WHERE
        CAST(`pnr` AS STRING) <> ''
    ) AS r
    INNER JOIN (
      SELECT
        `_key`
      FROM `_exclude_1` AS `s`
    ) AS u
      ON `r`.`_key` = `u`.`_key`
    WHERE
      `r`.`npu` = 'NPU01568' AND NOT (
        `r`.`value` IS NULL
      )
    GROUP BY
      `r`.`_key`
  ) AS j4
    ON `s`.`_key` = `j4`.`_key`
  LEFT JOIN (
    SELECT
      `_key`,
      MIN(`_result`) AS `_result`,
      MIN(`_result`) <> MAX(`_result`) AS `_tied`
    FROM (
      SELECT
        `r`.`_key` AS `_key`,
        `r`.`dispensed` AS `_result`,
        RANK() OVER (PARTITION BY `r`.`_key` ORDER BY `r`.`dispensed` ASC NULLS LAST) AS `_rank`
      FROM (
        SELECT
          CAST(`pnr` AS STRING) AS `_key`,
          TRY_CAST(`eksd` AS DATE) AS `dispensed`,
          NULLIF(CAST(`atc` AS STRING), '') AS `atc`
        FROM `source_lmdb`
        WHERE
          CAST(`pnr` AS STRING) <> ''
      ) AS r
      INNER JOIN (
        SELECT
          `_key`
        FROM `_exclude_1` AS `s`
      ) AS u
        ON `r`.`_key` = `u`.`_key`
      WHERE
        (
          (
            STARTSWITH(`r`.`atc`, 'C10AA')
          ) AND NOT (
            `r`.`dispensed` IS NULL
          )
        )
        AND NOT (
          `r`.`dispensed` IS NULL
        )
    ) AS ranked
    WHERE
      `_rank` = 1
    GROUP BY
      `_key`
  ) AS j8
    ON `s`.`_key` = `j8`.`_key`
  LEFT JOIN (
    SELECT DISTINCT
      `r`.`_key` AS `_key`,
      TRUE AS `_result`
    FROM (
      SELECT
        CAST(`pnr` AS STRING) AS `_key`,
        CAST(`pattype` AS STRING) AS `kind`,
        TRY_CAST(`dato_start` AS DATE) AS `date`
      FROM `source_lpr_kontakter`
      WHERE
        CAST(`pnr` AS STRING) <> ''
    ) AS r
    INNER JOIN (
      SELECT
        `_key`
      FROM `_exclude_1` AS `s`
    ) AS u
      ON `r`.`_key` = `u`.`_key`
    WHERE
      (
        `r`.`kind` = '0' AND (
          `r`.`date`
        ) >= CAST('2008-01-01' AS DATE)
      )
      AND (
        `r`.`date`
      ) <= CAST('2020-12-31' AS DATE)
  ) AS j9
    ON `s`.`_key` = `j9`.`_key`
  LEFT JOIN (
    SELECT DISTINCT
      `r`.`_key` AS `_key`,
      TRUE AS `_result`
    FROM (
      SELECT
        CAST(`pnr` AS STRING) AS `_key`,
        TRY_CAST(`dato_start` AS DATE) AS `date`
      FROM `source_lpr_diagnoser`
      WHERE
        CAST(`pnr` AS STRING) <> ''
    ) AS r
    INNER JOIN (
      SELECT
        `_key`,
        `bef.birth_date`
      FROM `_exclude_1` AS `s`
    ) AS u
      ON `r`.`_key` = `u`.`_key`
    WHERE
      (
        (
          CAST(DATEDIFF(DAY, `u`.`bef.birth_date`, `r`.`date`) AS DOUBLE)
        ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE))
      ) >= CAST('18' AS DOUBLE)
      AND (
        (
          CAST(DATEDIFF(DAY, `u`.`bef.birth_date`, `r`.`date`) AS DOUBLE)
        ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE))
      ) < CAST('60' AS DOUBLE)
  ) AS j10
    ON `s`.`_key` = `j10`.`_key`
  LEFT JOIN (
    SELECT DISTINCT
      `r`.`_key` AS `_key`,
      TRUE AS `_result`
    FROM (
      SELECT
        CAST(`pnr` AS STRING) AS `_key`,
        NULLIF(CAST(`diag_kode` AS STRING), '') AS `code`
      FROM `source_lpr_diagnoser`
      WHERE
        CAST(`pnr` AS STRING) <> ''
    ) AS r
    INNER JOIN (
      SELECT
        `_key`
      FROM `_exclude_1` AS `s`
    ) AS u
      ON `r`.`_key` = `u`.`_key`
    WHERE
      (
        STARTSWITH(`r`.`code`, 'E100')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE100')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E10.0')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE10.0')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E101')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE101')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E10.1')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE10.1')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E106')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE106')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E10.6')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE10.6')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E108')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE108')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E10.8')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE10.8')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E109')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE109')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E10.9')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE10.9')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E110')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE110')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E11.0')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE11.0')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E111')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE111')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E11.1')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE11.1')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E116')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE116')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E11.6')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE11.6')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E118')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE118')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E11.8')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE11.8')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E119')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE119')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E11.9')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE11.9')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E120')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE120')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E12.0')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE12.0')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E121')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE121')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E12.1')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE12.1')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E126')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE126')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E12.6')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE12.6')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E128')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE128')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E12.8')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE12.8')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E129')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE129')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E12.9')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE12.9')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E130')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE130')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E13.0')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE13.0')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E131')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE131')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E13.1')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE13.1')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E136')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE136')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E13.6')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE13.6')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E138')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE138')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E13.8')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE13.8')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E139')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE139')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E13.9')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE13.9')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E140')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE140')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E14.0')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE14.0')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E141')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE141')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E14.1')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE14.1')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E146')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE146')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E14.6')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE14.6')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E148')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE148')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E14.8')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE14.8')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E149')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE149')
      )
      OR (
        STARTSWITH(`r`.`code`, 'E14.9')
      )
      OR (
        STARTSWITH(`r`.`code`, 'DE14.9')
      )
  ) AS j11
    ON `s`.`_key` = `j11`.`_key`
  LEFT JOIN (
    SELECT
      `r`.`_key` AS `_key`,
      MIN(`r`.`value`) AS `_result`
    FROM (
      SELECT
        CAST(`pnr` AS STRING) AS `_key`,
        NULLIF(
          NULLIF(
            NULLIF(TRY_CAST(`value` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
            CAST('-Infinity' AS DOUBLE)
          ),
          CAST('NaN' AS DOUBLE)
        ) AS `value`,
        NULLIF(CAST(`analysiscode` AS STRING), '') AS `npu`
      FROM `source_lab`
      WHERE
        CAST(`pnr` AS STRING) <> ''
    ) AS r
    INNER JOIN (
      SELECT
        `_key`
      FROM `_exclude_1` AS `s`
    ) AS u
      ON `r`.`_key` = `u`.`_key`
    WHERE
      `r`.`npu` = 'NPU01568' AND NOT (
        `r`.`value` IS NULL
      )
    GROUP BY
      `r`.`_key`
  ) AS j12
    ON `s`.`_key` = `j12`.`_key`
  LEFT JOIN (
    SELECT
      `_key`,
      MIN(`_result`) AS `_result`,
      MIN(`_result`) <> MAX(`_result`) AS `_tied`
    FROM (
      SELECT
        `r`.`_key` AS `_key`,
        `r`.`value` AS `_result`,
        RANK() OVER (PARTITION BY `r`.`_key` ORDER BY `r`.`date` ASC NULLS LAST) AS `_rank`
      FROM (
        SELECT
          CAST(`pnr` AS STRING) AS `_key`,
          NULLIF(
            NULLIF(
              NULLIF(TRY_CAST(`value` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
              CAST('-Infinity' AS DOUBLE)
            ),
            CAST('NaN' AS DOUBLE)
          ) AS `value`,
          TRY_CAST(`samplingdate` AS DATE) AS `date`,
          NULLIF(CAST(`analysiscode` AS STRING), '') AS `npu`
        FROM `source_lab`
        WHERE
          CAST(`pnr` AS STRING) <> ''
      ) AS r
      INNER JOIN (
        SELECT
          `_key`
        FROM `_exclude_1` AS `s`
      ) AS u
        ON `r`.`_key` = `u`.`_key`
      WHERE
        `r`.`npu` = 'NPU01568' AND NOT (
          `r`.`date` IS NULL
        )
    ) AS ranked
    WHERE
      `_rank` = 1
    GROUP BY
      `_key`
  ) AS j13
    ON `s`.`_key` = `j13`.`_key`
  LEFT JOIN (
    SELECT
      `_key`,
      MIN(`_result`) AS `_result`,
      MIN(`_result`) <> MAX(`_result`) AS `_tied`
    FROM (
      SELECT
        `r`.`_key` AS `_key`,
        `r`.`atc` AS `_result`,
        RANK() OVER (PARTITION BY `r`.`_key` ORDER BY `r`.`packages` DESC) AS `_rank`
      FROM (
        SELECT
          CAST(`pnr` AS STRING) AS `_key`,
          NULLIF(CAST(`atc` AS STRING), '') AS `atc`,
          NULLIF(
            NULLIF(
              NULLIF(TRY_CAST(`apk` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
              CAST('-Infinity' AS DOUBLE)
            ),
            CAST('NaN' AS DOUBLE)
          ) AS `packages`
        FROM `source_lmdb`
        WHERE
          CAST(`pnr` AS STRING) <> ''
      ) AS r
      INNER JOIN (
        SELECT
          `_key`
        FROM `_exclude_1` AS `s`
      ) AS u
        ON `r`.`_key` = `u`.`_key`
      WHERE
        NOT (
          `r`.`atc` IS NULL
        ) AND NOT (
          `r`.`packages` IS NULL
        )
    ) AS ranked
    WHERE
      `_rank` = 1
    GROUP BY
      `_key`
  ) AS j14
    ON `s`.`_key` = `j14`.`_key`
  LEFT JOIN (
    SELECT
      `r`.`_key` AS `_key`,
      MAX(`r`.`end_date`) AS `_result`
    FROM (
      SELECT
        CAST(`pnr` AS STRING) AS `_key`,
        TRY_CAST(`dato_slut` AS DATE) AS `end_date`
      FROM `source_lpr_kontakter`
      WHERE
        CAST(`pnr` AS STRING) <> ''
    ) AS r
    INNER JOIN (
      SELECT
        `_key`
      FROM `_exclude_1` AS `s`
    ) AS u
      ON `r`.`_key` = `u`.`_key`
    WHERE
      NOT (
        `r`.`end_date` IS NULL
      )
    GROUP BY
      `r`.`_key`
  ) AS j15
    ON `s`.`_key` = `j15`.`_key`
  LEFT JOIN (
    SELECT
      `r`.`_key` AS `_key`,
      MIN(
        CASE
          WHEN (
            `r`.`_next` IS NULL
          )
          OR (
            `r`.`_next` > (
              `r`.`_end`
            ) + (
              CAST('60' AS DOUBLE)
            )
          )
          THEN (
            `r`.`_end`
          ) - (
            `r`.`_first`
          )
        END
      ) AS `_result`
    FROM (
      SELECT
        `r`.`_key` AS `_key`,
        MAX(
          (
            (
              CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `r`.`dispensed`) AS DOUBLE)
            )
          ) + (
            CAST('30' AS DOUBLE)
          )
        ) OVER (
          PARTITION BY `r`.`_key`
          ORDER BY (
            CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `r`.`dispensed`) AS DOUBLE)
          ) ASC NULLS LAST
          ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS `_end`,
        LEAD((
          CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `r`.`dispensed`) AS DOUBLE)
        )) OVER (
          PARTITION BY `r`.`_key`
          ORDER BY (
            CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `r`.`dispensed`) AS DOUBLE)
          ) ASC NULLS LAST
        ) AS `_next`,
        MIN((
          CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `r`.`dispensed`) AS DOUBLE)
        )) OVER (PARTITION BY `r`.`_key`) AS `_first`
      FROM (
        SELECT
          CAST(`pnr` AS STRING) AS `_key`,
          TRY_CAST(`eksd` AS DATE) AS `dispensed`,
          NULLIF(CAST(`atc` AS STRING), '') AS `atc`
        FROM `source_lmdb`
        WHERE
          CAST(`pnr` AS STRING) <> ''
      ) AS r
      INNER JOIN (
        SELECT
          `_key`
        FROM `_exclude_1` AS `s`
      ) AS u
        ON `r`.`_key` = `u`.`_key`
      WHERE
        (
          (
            STARTSWITH(`r`.`atc`, 'C10AA')
          )
          AND CAST('30' AS DOUBLE) > CAST('0' AS DOUBLE)
        )
        AND NOT (
          `r`.`dispensed` IS NULL
        )
    ) AS r
    GROUP BY
      `r`.`_key`
  ) AS j16
    ON `s`.`_key` = `j16`.`_key`
) AS s;

CREATE TEMPORARY VIEW `_layer10_old` AS
SELECT
  `s`.*,
  `_x8` AS `ldl_last`,
  CASE
    WHEN (
      `age` > CAST('30' AS DOUBLE)
    ) AND (
      `age` <= CAST('50' AS DOUBLE)
    )
    THEN 'middle'
    WHEN `bef.civil_status` IN ('F', 'U')
    THEN 'alone'
    WHEN NOT (
      `bef.civil_status` = 'G'
    )
    THEN 'single'
    ELSE 'other'
  END AS `kind`,
  `_x13` AS `drugs`,
  CASE
    WHEN (
      `age` < CAST('30' AS DOUBLE)
    )
    THEN '<30'
    WHEN (
      `age` >= CAST('30' AS DOUBLE)
    ) AND (
      `age` < CAST('45' AS DOUBLE)
    )
    THEN '30-<45'
    WHEN (
      `age` >= CAST('45' AS DOUBLE)
    ) AND (
      `age` < CAST('60' AS DOUBLE)
    )
    THEN '45-<60'
    WHEN (
      `age` >= CAST('60' AS DOUBLE)
    ) AND (
      `age` < CAST('75' AS DOUBLE)
    )
    THEN '60-<75'
    WHEN (
      `age` >= CAST('75' AS DOUBLE)
    )
    THEN '75+'
  END AS `age_group`,
  FLOOR(
    NULLIF(
      NULLIF(
        NULLIF(
          (
            `age`
          ) / NULLIF(CAST('10' AS DOUBLE), CAST('0' AS DOUBLE)),
          CAST('Infinity' AS DOUBLE)
        ),
        CAST('-Infinity' AS DOUBLE)
      ),
      CAST('NaN' AS DOUBLE)
    )
  ) AS `decade`,
  CAST(DATEDIFF(
    DAY,
    `_index`,
    CASE
      WHEN (
        ABS(`years`) <= CAST('2737.850787132101300479123888' AS DOUBLE)
      )
      AND (
        `years` = FLOOR(`years`)
      )
      THEN CAST(ADD_MONTHS(`_index`, CAST((
        `years`
      ) * (
        12
      ) AS INT)) AS DATE)
      WHEN ABS(`years`) <= CAST('2737.850787132101300479123888' AS DOUBLE)
      THEN DATE_ADD(`_index`, CAST(ROUND((
        `years`
      ) * (
        CAST('365.25' AS DOUBLE)
      )) AS INT))
    END
  ) AS DOUBLE) AS `much_later`,
  `_x47` AS `contacts`,
  `_x49` AS `doses`,
  `_x53` AS `ldl_near`,
  `_x61` AS `covered`
FROM (
  SELECT
    `s`.*,
    `j0`.`_result` AS `_x8`,
    COALESCE(`j0`.`_tied`, FALSE) AS `_tied_x8`,
    COALESCE(`j1`.`_result`, CAST('0' AS DOUBLE)) AS `_x13`,
    CAST(DATEDIFF(DAY, `bef.birth_date`, `_index`) AS DOUBLE) AS `days`,
    (
      CAST(DATEDIFF(DAY, `bef.birth_date`, `_index`) AS DOUBLE)
    ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `years`,
    CAST(DATEDIFF(
      DAY,
      `_index`,
      CASE
        WHEN (
          ABS(CAST('1' AS DOUBLE)) <= CAST('32854.20944558521560574948665' AS DOUBLE)
        )
        AND (
          CAST('1' AS DOUBLE) = FLOOR(CAST('1' AS DOUBLE))
        )
        THEN CAST(ADD_MONTHS(`_index`, CAST((
          CAST('1' AS DOUBLE)
        ) * (
          1
        ) AS INT)) AS DATE)
        WHEN ABS(CAST('1' AS DOUBLE)) <= CAST('32854.20944558521560574948665' AS DOUBLE)
        THEN DATE_ADD(
          `_index`,
          CAST(ROUND((
            CAST('1' AS DOUBLE)
          ) * (
            CAST('30.4375' AS DOUBLE)
          )) AS INT)
        )
      END
    ) AS DOUBLE) AS `in_a_month`,
    CASE
      WHEN `_exit` IS NULL
      THEN NULL
      ELSE COALESCE((
        `dodsaars.date` > `_index`
      ) AND (
        `dodsaars.date` <= `_exit`
      ), FALSE)
    END AS `dead`,
    COALESCE(`j6`.`_result`, CAST('0' AS DOUBLE)) AS `_x47`,
    COALESCE(`j7`.`_result`, CAST('0' AS DOUBLE)) AS `_x49`,
    `j8`.`_result` AS `_x53`,
    COALESCE(`j8`.`_tied`, FALSE) AS `_tied_x53`,
    COALESCE(`j9`.`_result`, CAST('0' AS DOUBLE)) AS `_x61`,
    `_index` AS `_year_date`,
    `_index` AS `_quarter_date`,
    `_index` AS `_month_date`,
    `_index` AS `_week_date`,
    `last_seen` AS `_last_date`,
    `_index` AS `_followed_from`,
    `_index` AS `_smr_from`,
    `_index` AS `_timed_from`,
    `_index` AS `_hazard_from`,
    `_index` AS `_curve_from`,
    `_index` AS `_causes_from`
  FROM `_layer10__x8` AS `s`
  LEFT JOIN (
    SELECT
      `_key`,
      MIN(`_result`) AS `_result`,
      MIN(`_result`) <> MAX(`_result`) AS `_tied`
    FROM (
      SELECT
        `r`.`_key` AS `_key`,
        `r`.`value` AS `_result`,
        RANK() OVER (PARTITION BY `r`.`_key` ORDER BY `r`.`date` DESC) AS `_rank`
      FROM (
        SELECT
          CAST(`pnr` AS STRING) AS `_key`,
          NULLIF(
            NULLIF(
              NULLIF(TRY_CAST(`value` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
              CAST('-Infinity' AS DOUBLE)
            ),
            CAST('NaN' AS DOUBLE)
          ) AS `value`,
          TRY_CAST(`samplingdate` AS DATE) AS `date`,
          NULLIF(CAST(`analysiscode` AS STRING), '') AS `npu`
        FROM `source_lab`
        WHERE
          CAST(`pnr` AS STRING) <> ''
      ) AS r
      INNER JOIN (
        SELECT
          `_key`,
          `_index`
        FROM `_layer10__x8` AS `s`
      ) AS u
        ON `r`.`_key` = `u`.`_key`
      WHERE
        (
          (
            `r`.`npu` = 'NPU01568'
            AND (
              CAST(DATEDIFF(DAY, `u`.`_index`, `r`.`date`) AS DOUBLE)
            ) <= CAST('400' AS DOUBLE)
          )
          AND NOT (
            `r`.`value` IS NULL
          )
        )
        AND NOT (
          `r`.`date` IS NULL
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
      `r`.`_key` AS `_key`,
      CAST(COUNT(DISTINCT `r`.`atc`) AS DOUBLE) AS `_result`
    FROM (
      SELECT
        CAST(`pnr` AS STRING) AS `_key`,
        NULLIF(CAST(`atc` AS STRING), '') AS `atc`,
        TRY_CAST(`eksd` AS DATE) AS `dispensed`
      FROM `source_lmdb`
      WHERE
        CAST(`pnr` AS STRING) <> ''
    ) AS r
    INNER JOIN (
      SELECT
        `_key`,
        `_index`
      FROM `_layer10__x8` AS `s`
    ) AS u
      ON `r`.`_key` = `u`.`_key`
    WHERE
      (
        CAST(DATEDIFF(DAY, `u`.`_index`, `r`.`dispensed`) AS DOUBLE)
      ) >= CAST('-365' AS DOUBLE)
      AND (
        CAST(DATEDIFF(DAY, `u`.`_index`, `r`.`dispensed`) AS DOUBLE)
      ) <= CAST('0' AS DOUBLE)
    GROUP BY
      `r`.`_key`
  ) AS j1
    ON `s`.`_key` = `j1`.`_key`
  LEFT JOIN (
    SELECT
      `r`.`_key` AS `_key`,
      CAST(COUNT(*) AS DOUBLE) AS `_result`
    FROM (
      SELECT
        CAST(`pnr` AS STRING) AS `_key`,
        TRY_CAST(`dato_start` AS DATE) AS `date`
      FROM `source_lpr_kontakter`
      WHERE
        CAST(`pnr` AS STRING) <> ''
    ) AS r
    INNER JOIN (
      SELECT
        `_key`,
        `_index`
      FROM `_layer10__x8` AS `s`
    ) AS u
      ON `r`.`_key` = `u`.`_key`
    WHERE
      (
        CAST(DATEDIFF(DAY, `u`.`_index`, `r`.`date`) AS DOUBLE)
      ) <= CAST('0' AS DOUBLE)
    GROUP BY
      `r`.`_key`
  ) AS j6
    ON `s`.`_key` = `j6`.`_key`
  LEFT JOIN (
    SELECT
      `r`.`_key` AS `_key`,
      NULLIF(
        NULLIF(NULLIF(SUM(`r`.`ddd`), CAST('Infinity' AS DOUBLE)), CAST('-Infinity' AS DOUBLE)),
        CAST('NaN' AS DOUBLE)
      ) AS `_result`
    FROM (
      SELECT
        CAST(`pnr` AS STRING) AS `_key`,
        NULLIF(
          NULLIF(
            NULLIF(TRY_CAST(`volume` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
            CAST('-Infinity' AS DOUBLE)
          ),
          CAST('NaN' AS DOUBLE)
        ) AS `ddd`,
        TRY_CAST(`eksd` AS DATE) AS `dispensed`
      FROM `source_lmdb`
      WHERE
        CAST(`pnr` AS STRING) <> ''
    ) AS r
    INNER JOIN (
      SELECT
        `_key`,
        `_index`
      FROM `_layer10__x8` AS `s`
    ) AS u
      ON `r`.`_key` = `u`.`_key`
    WHERE
      (
        CAST(DATEDIFF(DAY, `u`.`_index`, `r`.`dispensed`) AS DOUBLE)
      ) >= CAST('0' AS DOUBLE)
      AND (
        CAST(DATEDIFF(DAY, `u`.`_index`, `r`.`dispensed`) AS DOUBLE)
      ) <= CAST('730' AS DOUBLE)
    GROUP BY
      `r`.`_key`
  ) AS j7
    ON `s`.`_key` = `j7`.`_key`
  LEFT JOIN (
    SELECT
      `_key`,
      MIN(`_result`) AS `_result`,
      MIN(`_result`) <> MAX(`_result`) AS `_tied`
    FROM (
      SELECT
        `r`.`_key` AS `_key`,
        `r`.`value` AS `_result`,
        RANK() OVER (
          PARTITION BY `r`.`_key`
          ORDER BY ABS(CAST(DATEDIFF(DAY, `u`.`_index`, `r`.`date`) AS DOUBLE)) ASC NULLS LAST, `r`.`date` ASC NULLS LAST
        ) AS `_rank`
      FROM (
        SELECT
          CAST(`pnr` AS STRING) AS `_key`,
          NULLIF(
            NULLIF(
              NULLIF(TRY_CAST(`value` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
              CAST('-Infinity' AS DOUBLE)
            ),
            CAST('NaN' AS DOUBLE)
          ) AS `value`,
          TRY_CAST(`samplingdate` AS DATE) AS `date`,
          NULLIF(CAST(`analysiscode` AS STRING), '') AS `npu`
        FROM `source_lab`
        WHERE
          CAST(`pnr` AS STRING) <> ''
      ) AS r
      INNER JOIN (
        SELECT
          `_key`,
          `_index`
        FROM `_layer10__x8` AS `s`
      ) AS u
        ON `r`.`_key` = `u`.`_key`
      WHERE
        (
          `r`.`npu` = 'NPU01568' AND NOT (
            `r`.`value` IS NULL
          )
        )
        AND NOT (
          `r`.`date` IS NULL
        )
    ) AS ranked
    WHERE
      `_rank` = 1
    GROUP BY
      `_key`
  ) AS j8
    ON `s`.`_key` = `j8`.`_key`
  LEFT JOIN (
    SELECT
      `r`.`_key` AS `_key`,
      SUM(
        GREATEST(
          (
            `r`.`_end`
          ) - (
            GREATEST(`r`.`_begin`, COALESCE(`r`.`_covered`, `r`.`_begin`))
          ),
          CAST('0' AS DOUBLE)
        )
      ) AS `_result`
    FROM (
      SELECT
        `r`.`_key` AS `_key`,
        (
          CAST(DATEDIFF(DAY, `u`.`_index`, `r`.`dispensed`) AS DOUBLE)
        ) AS `_begin`,
        LEAST(
          (
            (
              CAST(DATEDIFF(DAY, `u`.`_index`, `r`.`dispensed`) AS DOUBLE)
            )
          ) + (
            `r`.`ddd`
          ),
          CAST('731.0' AS DOUBLE)
        ) AS `_end`,
        MAX(
          LEAST(
            (
              (
                CAST(DATEDIFF(DAY, `u`.`_index`, `r`.`dispensed`) AS DOUBLE)
              )
            ) + (
              `r`.`ddd`
            ),
            CAST('731.0' AS DOUBLE)
          )
        ) OVER (
          PARTITION BY `r`.`_key`
          ORDER BY (
            CAST(DATEDIFF(DAY, `u`.`_index`, `r`.`dispensed`) AS DOUBLE)
          ) ASC NULLS LAST
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS `_covered`
      FROM (
        SELECT
          CAST(`pnr` AS STRING) AS `_key`,
          TRY_CAST(`eksd` AS DATE) AS `dispensed`,
          NULLIF(
            NULLIF(
              NULLIF(TRY_CAST(`volume` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
              CAST('-Infinity' AS DOUBLE)
            ),
            CAST('NaN' AS DOUBLE)
          ) AS `ddd`,
          NULLIF(CAST(`atc` AS STRING), '') AS `atc`
        FROM `source_lmdb`
        WHERE
          CAST(`pnr` AS STRING) <> ''
      ) AS r
      INNER JOIN (
        SELECT
          `_key`,
          `_index`
        FROM `_layer10__x8` AS `s`
      ) AS u
        ON `r`.`_key` = `u`.`_key`
      WHERE
        (
          (
            (
              STARTSWITH(`r`.`atc`, 'C10AA')
            )
            AND (
              CAST(DATEDIFF(DAY, `u`.`_index`, `r`.`dispensed`) AS DOUBLE)
            ) >= CAST('0' AS DOUBLE)
          )
          AND (
            CAST(DATEDIFF(DAY, `u`.`_index`, `r`.`dispensed`) AS DOUBLE)
          ) <= CAST('730' AS DOUBLE)
        )
        AND `r`.`ddd` > CAST('0' AS DOUBLE)
    ) AS r
    GROUP BY
      `r`.`_key`
  ) AS j9
    ON `s`.`_key` = `j9`.`_key`
) AS s;

SELECT
  `_person`,
  `ldl_last`
FROM `_layer10_old` AS `s`;

CREATE TEMPORARY VIEW `_frame` AS
SELECT
  `_person`,
  `sex`,
  `region`,
  `birth`,
  `old`,
  `kind`,
  `part`,
  `whole_drugs`,
  `age_group`,
  `ldl_fourths`,
  `sum`,
  `less`,
  `product`,
  `share`,
  `least`,
  `most`,
  `log_ldl`,
  `decade`,
  `age`,
  `days`,
  `years`,
  `born_in`,
  `born_month`,
  `in_a_month`,
  `much_later`,
  `half_later`,
  `years_later`,
  `dead`,
  `statin_from`,
  `in_hospital`,
  `seen_young`,
  `diabetes`,
  `drugs`,
  `contacts`,
  `doses`,
  `ldl_last`,
  `ldl_mean`,
  `ldl_least`,
  `ldl_near`,
  `ldl_first`,
  `by_size`,
  `last_seen`,
  `covered`,
  `persistent`,
  `cause`,
  `_index`,
  `_exit`,
  `_year_date`,
  `_quarter_date`,
  `_month_date`,
  `_week_date`,
  `_last_date`,
  `_followed_from`,
  `_followed_to`,
  `_birth`,
  `_smr_from`,
  `_smr_to`,
  `_timed_from`,
  `_timed_to`,
  `_hazard_from`,
  `_hazard_to`,
  `_curve_from`,
  `_curve_to`,
  `_causes_from`,
  `_causes_to`,
  `_causes_origin`,
  `_tied_x39`,
  `_tied_x53`,
  `_tied_x55`,
  `_tied_x57`,
  `_tied_x8`
FROM (
  SELECT
    `s`.*,
    `_x17` AS `ldl_fourths`,
    CAST(DATEDIFF(
      DAY,
      `_index`,
      CASE
        WHEN ABS(`_x35`) <= CAST('1000000' AS DOUBLE)
        THEN DATE_ADD(`_index`, CAST(ROUND((
          `_x35`
        ) * (
          CAST('1' AS DOUBLE)
        )) AS INT))
      END
    ) AS DOUBLE) AS `half_later`
  FROM (
    SELECT
      `s`.*,
      (
        `age` >= CAST('60' AS DOUBLE)
      )
      OR (
        NOT (
          `age` < CAST('75' AS DOUBLE)
        )
      )
      OR (
        `ldl_last` IS NULL
      ) AS `old`,
      CASE
        WHEN CASE
          WHEN (
            `drugs` = FLOOR(`drugs`)
          )
          AND (
            ABS(`drugs`) < CAST('9007199254740992' AS DOUBLE)
          )
          THEN CAST(CAST(`drugs` AS BIGINT) AS STRING)
          ELSE CAST(`drugs` AS STRING)
        END IN ('0')
        THEN 'none'
        WHEN CASE
          WHEN (
            `drugs` = FLOOR(`drugs`)
          )
          AND (
            ABS(`drugs`) < CAST('9007199254740992' AS DOUBLE)
          )
          THEN CAST(CAST(`drugs` AS BIGINT) AS STRING)
          ELSE CAST(`drugs` AS STRING)
        END IN ('1')
        THEN 'one'
        ELSE CASE
          WHEN (
            `drugs` = FLOOR(`drugs`)
          )
          AND (
            ABS(`drugs`) < CAST('9007199254740992' AS DOUBLE)
          )
          THEN CAST(CAST(`drugs` AS BIGINT) AS STRING)
          ELSE CAST(`drugs` AS STRING)
        END
      END AS `whole_drugs`,
      CASE
        WHEN `s`.`ldl_last` IS NULL
        THEN NULL
        WHEN `s`.`ldl_last` <= CAST('3.2' AS DOUBLE)
        THEN '1'
        WHEN `s`.`ldl_last` <= CAST('3.7' AS DOUBLE)
        THEN '2'
        WHEN `s`.`ldl_last` <= CAST('4.1' AS DOUBLE)
        THEN '3'
        ELSE '4'
      END AS `_x17`,
      NULLIF(
        NULLIF(
          NULLIF(
            (
              (
                `ldl_last`
              ) + (
                `age`
              )
            ) + (
              CAST('0.1' AS DOUBLE)
            ),
            CAST('Infinity' AS DOUBLE)
          ),
          CAST('-Infinity' AS DOUBLE)
        ),
        CAST('NaN' AS DOUBLE)
      ) AS `sum`,
      NULLIF(
        NULLIF(
          NULLIF((
            `ldl_last`
          ) - (
            `ldl_mean`
          ), CAST('Infinity' AS DOUBLE)),
          CAST('-Infinity' AS DOUBLE)
        ),
        CAST('NaN' AS DOUBLE)
      ) AS `less`,
      NULLIF(
        NULLIF(
          NULLIF((
            `ldl_last`
          ) * (
            `age`
          ), CAST('Infinity' AS DOUBLE)),
          CAST('-Infinity' AS DOUBLE)
        ),
        CAST('NaN' AS DOUBLE)
      ) AS `product`,
      NULLIF(
        NULLIF(
          NULLIF(
            (
              `ldl_last`
            ) / NULLIF(
              NULLIF(
                NULLIF(
                  NULLIF((
                    `age`
                  ) - (
                    CAST('40' AS DOUBLE)
                  ), CAST('Infinity' AS DOUBLE)),
                  CAST('-Infinity' AS DOUBLE)
                ),
                CAST('NaN' AS DOUBLE)
              ),
              CAST('0' AS DOUBLE)
            ),
            CAST('Infinity' AS DOUBLE)
          ),
          CAST('-Infinity' AS DOUBLE)
        ),
        CAST('NaN' AS DOUBLE)
      ) AS `share`,
      CASE
        WHEN (
          `ldl_last` IS NULL
        ) OR (
          `ldl_mean` IS NULL
        )
        THEN NULL
        ELSE LEAST(`ldl_last`, `ldl_mean`)
      END AS `least`,
      CASE
        WHEN (
          `drugs` IS NULL
        ) OR (
          CAST('3' AS DOUBLE) IS NULL
        )
        THEN NULL
        ELSE GREATEST(`drugs`, CAST('3' AS DOUBLE))
      END AS `most`,
      LN(CASE WHEN `ldl_last` > CAST('0' AS DOUBLE) THEN `ldl_last` END) AS `log_ldl`,
      NULLIF(
        NULLIF(
          NULLIF(
            (
              `drugs`
            ) / NULLIF(CAST('2' AS DOUBLE), CAST('0' AS DOUBLE)),
            CAST('Infinity' AS DOUBLE)
          ),
          CAST('-Infinity' AS DOUBLE)
        ),
        CAST('NaN' AS DOUBLE)
      ) AS `_x35`,
      CAST(DATEDIFF(
        DAY,
        `bef.birth_date`,
        CASE
          WHEN (
            ABS(`drugs`) <= CAST('2737.850787132101300479123888' AS DOUBLE)
          )
          AND (
            `drugs` = FLOOR(`drugs`)
          )
          THEN CAST(ADD_MONTHS(`bef.birth_date`, CAST((
            `drugs`
          ) * (
            12
          ) AS INT)) AS DATE)
          WHEN ABS(`drugs`) <= CAST('2737.850787132101300479123888' AS DOUBLE)
          THEN DATE_ADD(
            `bef.birth_date`,
            CAST(ROUND((
              `drugs`
            ) * (
              CAST('365.25' AS DOUBLE)
            )) AS INT)
          )
        END
      ) AS DOUBLE) AS `years_later`
    FROM `_layer10_old` AS `s`
  ) AS s
) AS s;

SELECT
  `_person`
FROM `_base`;

SELECT
  `_person`
FROM `_where`;

SELECT
  `_person`
FROM `_index`;

SELECT
  `_person`
FROM `_keep_if`;

SELECT
  `_person`
FROM `_exclude_1`;

SELECT DISTINCT
  `kind`
FROM (
  SELECT
    `_person`,
    `kind` AS `kind`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `kind` IS NULL
  )
LIMIT 33;

SELECT DISTINCT
  `sex`
FROM (
  SELECT
    `_person`,
    `sex` AS `sex`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `sex` IS NULL
  )
LIMIT 33;

SELECT DISTINCT
  `old`
FROM (
  SELECT
    `_person`,
    `old` AS `old`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `old` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE
    WHEN `kind` = 'middle'
    THEN 0
    WHEN `kind` = 'other'
    THEN 1
    WHEN `kind` = 'alone'
    THEN 2
    WHEN `kind` = 'single'
    THEN 3
    ELSE -1
  END AS SMALLINT) AS `_place_kind`,
  CAST(CASE WHEN `sex` = '2' THEN 0 WHEN `sex` = '1' THEN 1 ELSE -1 END AS SMALLINT) AS `_place_sex`,
  CAST(CASE WHEN `old` = TRUE THEN 0 WHEN `old` = FALSE THEN 1 ELSE -1 END AS SMALLINT) AS `_place_old`
FROM (
  SELECT
    `_person`,
    `kind` AS `kind`,
    `sex` AS `sex`,
    `old` AS `old`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `_person`
FROM `_frame`
WHERE
  (
    `_tied_x8`
  );

SELECT DISTINCT
  `in_hospital`
FROM (
  SELECT
    `_person`,
    `in_hospital` AS `in_hospital`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `in_hospital` IS NULL
  )
LIMIT 33;

SELECT DISTINCT
  `seen_young`
FROM (
  SELECT
    `_person`,
    `seen_young` AS `seen_young`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `seen_young` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE WHEN `in_hospital` = FALSE THEN 0 WHEN `in_hospital` = TRUE THEN 1 ELSE -1 END AS SMALLINT) AS `_place_in_hospital`,
  CAST(CASE WHEN `seen_young` = FALSE THEN 0 WHEN `seen_young` = TRUE THEN 1 ELSE -1 END AS SMALLINT) AS `_place_seen_young`
FROM (
  SELECT
    `_person`,
    `in_hospital` AS `in_hospital`,
    `seen_young` AS `seen_young`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `whole_drugs`
FROM (
  SELECT
    `_person`,
    `whole_drugs` AS `whole_drugs`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `whole_drugs` IS NULL
  )
LIMIT 33;

SELECT DISTINCT
  `part`
FROM (
  SELECT
    `_person`,
    `part` AS `part`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `part` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE WHEN `whole_drugs` = 'one' THEN 0 ELSE -1 END AS SMALLINT) AS `_place_whole_drugs`,
  CAST(CASE
    WHEN `part` = '1082'
    THEN 0
    WHEN `part` = '1083'
    THEN 1
    WHEN `part` = 'east'
    THEN 2
    WHEN `part` = '1081'
    THEN 3
    ELSE -1
  END AS SMALLINT) AS `_place_part`
FROM (
  SELECT
    `_person`,
    `whole_drugs` AS `whole_drugs`,
    `part` AS `part`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `by_size`
FROM (
  SELECT
    `_person`,
    `by_size` AS `by_size`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `by_size` IS NULL
  )
LIMIT 33;

SELECT DISTINCT
  `born_month`
FROM (
  SELECT
    `_person`,
    `born_month` AS `born_month`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `born_month` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  CAST(CASE
    WHEN `by_size` = 'N02BE01'
    THEN 0
    WHEN `by_size` = 'J01CA08'
    THEN 1
    WHEN `by_size` = 'M01AE01'
    THEN 2
    WHEN `by_size` = 'D07AC01'
    THEN 3
    WHEN `by_size` = 'C10AA05'
    THEN 4
    WHEN `by_size` = 'C08CA01'
    THEN 5
    WHEN `by_size` = 'J01CE02'
    THEN 6
    WHEN `by_size` = 'C10AA01'
    THEN 7
    WHEN `by_size` = 'N05CF01'
    THEN 8
    WHEN `by_size` = 'G03AA07'
    THEN 9
    WHEN `by_size` = 'B01AC06'
    THEN 10
    WHEN `by_size` = 'A10BH01'
    THEN 11
    WHEN `by_size` = 'A02BC02'
    THEN 12
    WHEN `by_size` = 'C09AA02'
    THEN 13
    WHEN `by_size` = 'M01AB05'
    THEN 14
    WHEN `by_size` = 'C03AB01'
    THEN 15
    WHEN `by_size` = 'R03AK07'
    THEN 16
    WHEN `by_size` = 'R03AC02'
    THEN 17
    WHEN `by_size` = 'N02AX02'
    THEN 18
    ELSE -1
  END AS SMALLINT) AS `_place_by_size`,
  CAST(CASE
    WHEN `born_month` = CAST('6.0' AS DOUBLE)
    THEN 0
    WHEN `born_month` = CAST('2.0' AS DOUBLE)
    THEN 1
    WHEN `born_month` = CAST('9.0' AS DOUBLE)
    THEN 2
    WHEN `born_month` = CAST('4.0' AS DOUBLE)
    THEN 3
    WHEN `born_month` = CAST('7.0' AS DOUBLE)
    THEN 4
    WHEN `born_month` = CAST('3.0' AS DOUBLE)
    THEN 5
    WHEN `born_month` = CAST('12.0' AS DOUBLE)
    THEN 6
    WHEN `born_month` = CAST('10.0' AS DOUBLE)
    THEN 7
    WHEN `born_month` = CAST('5.0' AS DOUBLE)
    THEN 8
    WHEN `born_month` = CAST('8.0' AS DOUBLE)
    THEN 9
    WHEN `born_month` = CAST('1.0' AS DOUBLE)
    THEN 10
    WHEN `born_month` = CAST('11.0' AS DOUBLE)
    THEN 11
    ELSE -1
  END AS SMALLINT) AS `_place_born_month`
FROM (
  SELECT
    `_person`,
    `by_size` AS `by_size`,
    `born_month` AS `born_month`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `_person`
FROM `_frame`
WHERE
  (
    `_tied_x57`
  );

SELECT DISTINCT
  `part`
FROM (
  SELECT
    `_person`,
    `part` AS `part`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `part` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  `sum`,
  `less`,
  `product`,
  `share`,
  `least`,
  `most`,
  `log_ldl`,
  `decade`,
  `days`,
  `years`,
  `in_a_month`,
  `much_later`,
  `half_later`,
  `years_later`,
  `contacts`,
  `doses`,
  `ldl_least`,
  `ldl_near`,
  `ldl_first`,
  `covered`,
  `persistent`,
  CAST(CASE
    WHEN `part` = '1082'
    THEN 0
    WHEN `part` = '1083'
    THEN 1
    WHEN `part` = 'east'
    THEN 2
    WHEN `part` = '1081'
    THEN 3
    ELSE -1
  END AS SMALLINT) AS `_place_part`
FROM (
  SELECT
    `_person`,
    `part` AS `part`,
    `sum` AS `sum`,
    `less` AS `less`,
    `product` AS `product`,
    `share` AS `share`,
    `least` AS `least`,
    `most` AS `most`,
    `log_ldl` AS `log_ldl`,
    `decade` AS `decade`,
    `days` AS `days`,
    `years` AS `years`,
    `in_a_month` AS `in_a_month`,
    `much_later` AS `much_later`,
    `half_later` AS `half_later`,
    `years_later` AS `years_later`,
    `contacts` AS `contacts`,
    `doses` AS `doses`,
    `ldl_least` AS `ldl_least`,
    `ldl_near` AS `ldl_near`,
    `ldl_first` AS `ldl_first`,
    `covered` AS `covered`,
    `persistent` AS `persistent`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `_person`
FROM `_frame`
WHERE
  (
    `_tied_x8`
  );

SELECT DISTINCT
  `_person`
FROM `_frame`
WHERE
  (
    `_tied_x53`
  );

SELECT DISTINCT
  `_person`
FROM `_frame`
WHERE
  (
    `_tied_x55`
  );

CREATE TEMPORARY VIEW `_base_units` AS
SELECT
  `_person`,
  `sex` AS `sex`,
  `age` AS `age`,
  `ldl_last` AS `ldl_last`,
  `region` AS `region`,
  `old` AS `old`,
  `born_in` AS `born_in`,
  `diabetes` AS `diabetes`
FROM `_frame`
WHERE
  NOT (
    `sex` IS NULL
  );

SELECT
  COUNT(*),
  COUNT(*)
FROM `_base_units`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_frame`;

SELECT
  `sex`,
  COUNT(`_person`) AS `_everybody`,
  COUNT(CASE WHEN NOT (
    `age` IS NULL
  ) THEN `_person` END) AS `_persons`,
  AVG(`age`) AS `mean`,
  STDDEV_SAMP(`age`) AS `sd`,
  PERCENTILE(`age`, 0.5) AS `median`,
  PERCENTILE(`age`, 0.25) AS `q1`,
  PERCENTILE(`age`, 0.75) AS `q3`
FROM `_base_units`
GROUP BY
  `sex`;

SELECT
  COUNT(`_person`) AS `_everybody`,
  COUNT(CASE WHEN NOT (
    `age` IS NULL
  ) THEN `_person` END) AS `_persons`,
  AVG(`age`) AS `mean`,
  STDDEV_SAMP(`age`) AS `sd`,
  PERCENTILE(`age`, 0.5) AS `median`,
  PERCENTILE(`age`, 0.25) AS `q1`,
  PERCENTILE(`age`, 0.75) AS `q3`
FROM `_base_units`;

SELECT
  `sex`,
  COUNT(`_person`) AS `_everybody`,
  COUNT(CASE WHEN NOT (
    `ldl_last` IS NULL
  ) THEN `_person` END) AS `_persons`,
  AVG(`ldl_last`) AS `mean`,
  STDDEV_SAMP(`ldl_last`) AS `sd`,
  PERCENTILE(`ldl_last`, 0.5) AS `median`,
  PERCENTILE(`ldl_last`, 0.25) AS `q1`,
  PERCENTILE(`ldl_last`, 0.75) AS `q3`
FROM `_base_units`
GROUP BY
  `sex`;

SELECT
  COUNT(`_person`) AS `_everybody`,
  COUNT(CASE WHEN NOT (
    `ldl_last` IS NULL
  ) THEN `_person` END) AS `_persons`,
  AVG(`ldl_last`) AS `mean`,
  STDDEV_SAMP(`ldl_last`) AS `sd`,
  PERCENTILE(`ldl_last`, 0.5) AS `median`,
  PERCENTILE(`ldl_last`, 0.25) AS `q1`,
  PERCENTILE(`ldl_last`, 0.75) AS `q3`
FROM `_base_units`;

SELECT
  `sex`,
  COUNT(`_person`) AS `_everybody`,
  COUNT(CASE WHEN NOT (
    `region` IS NULL
  ) THEN `_person` END) AS `_persons`
FROM `_base_units`
GROUP BY
  `sex`;

SELECT
  COUNT(`_person`) AS `_everybody`,
  COUNT(CASE WHEN NOT (
    `region` IS NULL
  ) THEN `_person` END) AS `_persons`
FROM `_base_units`;

SELECT
  `sex`,
  `region`,
  COUNT(`_person`) AS `_persons`,
  COUNT(*) AS `_rows`
FROM `_base_units`
GROUP BY
  `sex`,
  `region`;

SELECT
  `region`,
  COUNT(`_person`) AS `_persons`,
  COUNT(*) AS `_rows`
FROM `_base_units`
GROUP BY
  `region`;

SELECT
  `sex`,
  COUNT(`_person`) AS `_everybody`,
  COUNT(CASE WHEN NOT (
    `old` IS NULL
  ) THEN `_person` END) AS `_persons`
FROM `_base_units`
GROUP BY
  `sex`;

SELECT
  COUNT(`_person`) AS `_everybody`,
  COUNT(CASE WHEN NOT (
    `old` IS NULL
  ) THEN `_person` END) AS `_persons`
FROM `_base_units`;

SELECT
  `sex`,
  `old`,
  COUNT(`_person`) AS `_persons`,
  COUNT(*) AS `_rows`
FROM `_base_units`
GROUP BY
  `sex`,
  `old`;

SELECT
  `old`,
  COUNT(`_person`) AS `_persons`,
  COUNT(*) AS `_rows`
FROM `_base_units`
GROUP BY
  `old`;

SELECT
  `sex`,
  COUNT(`_person`) AS `_everybody`,
  COUNT(CASE WHEN NOT (
    `born_in` IS NULL
  ) THEN `_person` END) AS `_persons`,
  AVG(`born_in`) AS `mean`,
  STDDEV_SAMP(`born_in`) AS `sd`,
  PERCENTILE(`born_in`, 0.5) AS `median`,
  PERCENTILE(`born_in`, 0.25) AS `q1`,
  PERCENTILE(`born_in`, 0.75) AS `q3`
FROM `_base_units`
GROUP BY
  `sex`;

SELECT
  COUNT(`_person`) AS `_everybody`,
  COUNT(CASE WHEN NOT (
    `born_in` IS NULL
  ) THEN `_person` END) AS `_persons`,
  AVG(`born_in`) AS `mean`,
  STDDEV_SAMP(`born_in`) AS `sd`,
  PERCENTILE(`born_in`, 0.5) AS `median`,
  PERCENTILE(`born_in`, 0.25) AS `q1`,
  PERCENTILE(`born_in`, 0.75) AS `q3`
FROM `_base_units`;

SELECT
  `sex`,
  COUNT(`_person`) AS `_everybody`,
  COUNT(CASE WHEN NOT (
    `diabetes` IS NULL
  ) THEN `_person` END) AS `_persons`
FROM `_base_units`
GROUP BY
  `sex`;

SELECT
  COUNT(`_person`) AS `_everybody`,
  COUNT(CASE WHEN NOT (
    `diabetes` IS NULL
  ) THEN `_person` END) AS `_persons`
FROM `_base_units`;

SELECT
  `sex`,
  `diabetes`,
  COUNT(`_person`) AS `_persons`,
  COUNT(*) AS `_rows`
FROM `_base_units`
GROUP BY
  `sex`,
  `diabetes`;

SELECT
  `diabetes`,
  COUNT(`_person`) AS `_persons`,
  COUNT(*) AS `_rows`
FROM `_base_units`
GROUP BY
  `diabetes`;

SELECT DISTINCT
  `_person`
FROM `_frame`
WHERE
  (
    `_tied_x8`
  );

CREATE TEMPORARY VIEW `_fourths_units` AS
SELECT
  `_person`,
  `ldl_fourths` AS `ldl_fourths`,
  `age` AS `age`
FROM `_frame`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_fourths_units`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_frame`;

SELECT
  `ldl_fourths`,
  COUNT(`_person`) AS `_everybody`,
  COUNT(CASE WHEN NOT (
    `age` IS NULL
  ) THEN `_person` END) AS `_persons`,
  AVG(`age`) AS `mean`,
  STDDEV_SAMP(`age`) AS `sd`,
  PERCENTILE(`age`, 0.5) AS `median`,
  PERCENTILE(`age`, 0.25) AS `q1`,
  PERCENTILE(`age`, 0.75) AS `q3`
FROM `_fourths_units`
GROUP BY
  `ldl_fourths`;

SELECT
  COUNT(`_person`) AS `_everybody`,
  COUNT(CASE WHEN NOT (
    `age` IS NULL
  ) THEN `_person` END) AS `_persons`,
  AVG(`age`) AS `mean`,
  STDDEV_SAMP(`age`) AS `sd`,
  PERCENTILE(`age`, 0.5) AS `median`,
  PERCENTILE(`age`, 0.25) AS `q1`,
  PERCENTILE(`age`, 0.75) AS `q3`
FROM `_fourths_units`;

SELECT DISTINCT
  `_person`
FROM `_frame`
WHERE
  (
    `_tied_x8`
  );

CREATE TEMPORARY VIEW `_bins_units` AS
SELECT
  `_person`,
  `sex` AS `sex`,
  `ldl_last` AS `ldl_last`
FROM `_frame`
WHERE
  NOT (
    `sex` IS NULL
  );

SELECT
  COUNT(*),
  COUNT(*)
FROM `_bins_units`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_frame`;

SELECT
  `_bin`,
  COUNT(`_person`) AS `_persons`,
  COUNT(*) AS `_rows`
FROM (
  SELECT
    *,
    CASE
      WHEN `ldl_last` IS NULL
      THEN 14
      WHEN `ldl_last` < CAST('0' AS DOUBLE)
      THEN 0
      WHEN `ldl_last` < CAST('1' AS DOUBLE)
      THEN 1
      WHEN `ldl_last` < CAST('2' AS DOUBLE)
      THEN 2
      WHEN `ldl_last` < CAST('3' AS DOUBLE)
      THEN 3
      WHEN `ldl_last` < CAST('4' AS DOUBLE)
      THEN 4
      WHEN `ldl_last` < CAST('5' AS DOUBLE)
      THEN 5
      WHEN `ldl_last` < CAST('7' AS DOUBLE)
      THEN 6
      WHEN `ldl_last` < CAST('10' AS DOUBLE)
      THEN 7
      WHEN `ldl_last` < CAST('20' AS DOUBLE)
      THEN 8
      WHEN `ldl_last` < CAST('40' AS DOUBLE)
      THEN 9
      WHEN `ldl_last` < CAST('60' AS DOUBLE)
      THEN 10
      WHEN `ldl_last` < CAST('80' AS DOUBLE)
      THEN 11
      WHEN `ldl_last` < CAST('100' AS DOUBLE)
      THEN 12
      ELSE 13
    END AS `_bin`
  FROM `_bins_units`
) AS b
GROUP BY
  `_bin`;

SELECT
  `sex`,
  `_bin`,
  COUNT(`_person`) AS `_persons`,
  COUNT(*) AS `_rows`
FROM (
  SELECT
    *,
    CASE
      WHEN `ldl_last` IS NULL
      THEN 14
      WHEN `ldl_last` < CAST('0' AS DOUBLE)
      THEN 0
      WHEN `ldl_last` < CAST('1' AS DOUBLE)
      THEN 1
      WHEN `ldl_last` < CAST('2' AS DOUBLE)
      THEN 2
      WHEN `ldl_last` < CAST('3' AS DOUBLE)
      THEN 3
      WHEN `ldl_last` < CAST('4' AS DOUBLE)
      THEN 4
      WHEN `ldl_last` < CAST('5' AS DOUBLE)
      THEN 5
      WHEN `ldl_last` < CAST('7' AS DOUBLE)
      THEN 6
      WHEN `ldl_last` < CAST('10' AS DOUBLE)
      THEN 7
      WHEN `ldl_last` < CAST('20' AS DOUBLE)
      THEN 8
      WHEN `ldl_last` < CAST('40' AS DOUBLE)
      THEN 9
      WHEN `ldl_last` < CAST('60' AS DOUBLE)
      THEN 10
      WHEN `ldl_last` < CAST('80' AS DOUBLE)
      THEN 11
      WHEN `ldl_last` < CAST('100' AS DOUBLE)
      THEN 12
      ELSE 13
    END AS `_bin`
  FROM `_bins_units`
) AS b
GROUP BY
  `sex`,
  `_bin`;

SELECT DISTINCT
  `_person`
FROM `_frame`
WHERE
  (
    `_tied_x8`
  );

CREATE TEMPORARY VIEW `_r_units` AS
SELECT
  `_person`,
  `sex` AS `sex`,
  `age` AS `age`,
  `ldl_last` AS `ldl_last`,
  `drugs` AS `drugs`
FROM `_frame`
WHERE
  NOT (
    `sex` IS NULL
  );

SELECT
  COUNT(*),
  COUNT(*)
FROM `_r_units`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_frame`;

SELECT
  `sex`,
  COUNT(
    CASE
      WHEN (
        NOT (
          `age` IS NULL
        )
      ) AND (
        NOT (
          `age` IS NULL
        )
      )
      THEN `_person`
    END
  ) AS `_persons`,
  CORR(`age`, `age`) AS `_estimate`
FROM `_r_units`
GROUP BY
  `sex`;

SELECT
  COUNT(
    CASE
      WHEN (
        NOT (
          `age` IS NULL
        )
      ) AND (
        NOT (
          `age` IS NULL
        )
      )
      THEN `_person`
    END
  ) AS `_persons`,
  CORR(`age`, `age`) AS `_estimate`
FROM `_r_units`;

SELECT
  `sex`,
  COUNT(
    CASE
      WHEN (
        NOT (
          `age` IS NULL
        )
      ) AND (
        NOT (
          `ldl_last` IS NULL
        )
      )
      THEN `_person`
    END
  ) AS `_persons`,
  CORR(`age`, `ldl_last`) AS `_estimate`
FROM `_r_units`
GROUP BY
  `sex`;

SELECT
  COUNT(
    CASE
      WHEN (
        NOT (
          `age` IS NULL
        )
      ) AND (
        NOT (
          `ldl_last` IS NULL
        )
      )
      THEN `_person`
    END
  ) AS `_persons`,
  CORR(`age`, `ldl_last`) AS `_estimate`
FROM `_r_units`;

SELECT
  `sex`,
  COUNT(
    CASE
      WHEN (
        NOT (
          `age` IS NULL
        )
      ) AND (
        NOT (
          `drugs` IS NULL
        )
      )
      THEN `_person`
    END
  ) AS `_persons`,
  CORR(`age`, `drugs`) AS `_estimate`
FROM `_r_units`
GROUP BY
  `sex`;

SELECT
  COUNT(
    CASE
      WHEN (
        NOT (
          `age` IS NULL
        )
      ) AND (
        NOT (
          `drugs` IS NULL
        )
      )
      THEN `_person`
    END
  ) AS `_persons`,
  CORR(`age`, `drugs`) AS `_estimate`
FROM `_r_units`;

SELECT
  `sex`,
  COUNT(
    CASE
      WHEN (
        NOT (
          `ldl_last` IS NULL
        )
      ) AND (
        NOT (
          `ldl_last` IS NULL
        )
      )
      THEN `_person`
    END
  ) AS `_persons`,
  CORR(`ldl_last`, `ldl_last`) AS `_estimate`
FROM `_r_units`
GROUP BY
  `sex`;

SELECT
  COUNT(
    CASE
      WHEN (
        NOT (
          `ldl_last` IS NULL
        )
      ) AND (
        NOT (
          `ldl_last` IS NULL
        )
      )
      THEN `_person`
    END
  ) AS `_persons`,
  CORR(`ldl_last`, `ldl_last`) AS `_estimate`
FROM `_r_units`;

SELECT
  `sex`,
  COUNT(
    CASE
      WHEN (
        NOT (
          `ldl_last` IS NULL
        )
      ) AND (
        NOT (
          `drugs` IS NULL
        )
      )
      THEN `_person`
    END
  ) AS `_persons`,
  CORR(`ldl_last`, `drugs`) AS `_estimate`
FROM `_r_units`
GROUP BY
  `sex`;

SELECT
  COUNT(
    CASE
      WHEN (
        NOT (
          `ldl_last` IS NULL
        )
      ) AND (
        NOT (
          `drugs` IS NULL
        )
      )
      THEN `_person`
    END
  ) AS `_persons`,
  CORR(`ldl_last`, `drugs`) AS `_estimate`
FROM `_r_units`;

SELECT
  `sex`,
  COUNT(
    CASE
      WHEN (
        NOT (
          `drugs` IS NULL
        )
      ) AND (
        NOT (
          `drugs` IS NULL
        )
      )
      THEN `_person`
    END
  ) AS `_persons`,
  CORR(`drugs`, `drugs`) AS `_estimate`
FROM `_r_units`
GROUP BY
  `sex`;

SELECT
  COUNT(
    CASE
      WHEN (
        NOT (
          `drugs` IS NULL
        )
      ) AND (
        NOT (
          `drugs` IS NULL
        )
      )
      THEN `_person`
    END
  ) AS `_persons`,
  CORR(`drugs`, `drugs`) AS `_estimate`
FROM `_r_units`;

SELECT DISTINCT
  `_person`
FROM `_frame`
WHERE
  (
    `_tied_x8`
  );

CREATE TEMPORARY VIEW `_rho_units` AS
SELECT
  `_person`,
  `age` AS `age`,
  `ldl_last` AS `ldl_last`,
  `drugs` AS `drugs`
FROM `_frame`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_rho_units`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_frame`;

SELECT
  COUNT(
    CASE
      WHEN (
        NOT (
          `age` IS NULL
        )
      ) AND (
        NOT (
          `age` IS NULL
        )
      )
      THEN `_person`
    END
  ) AS `_persons`,
  CORR(`_first_rank`, `_second_rank`) AS `_estimate`
FROM (
  SELECT
    *,
    CASE
      WHEN (
        NOT (
          `age` IS NULL
        )
      ) AND (
        NOT (
          `age` IS NULL
        )
      )
      THEN (
        RANK() OVER (
          PARTITION BY (
            NOT (
              `age` IS NULL
            )
          ) AND (
            NOT (
              `age` IS NULL
            )
          )
          ORDER BY `age`
        )
      ) + (
        (
          (
            COUNT(*) OVER (
              PARTITION BY (
                NOT (
                  `age` IS NULL
                )
              ) AND (
                NOT (
                  `age` IS NULL
                )
              ), `age`
            )
          ) - (
            1
          )
        ) / NULLIF(CAST('2' AS DOUBLE), CAST('0' AS DOUBLE))
      )
    END AS `_first_rank`,
    CASE
      WHEN (
        NOT (
          `age` IS NULL
        )
      ) AND (
        NOT (
          `age` IS NULL
        )
      )
      THEN (
        RANK() OVER (
          PARTITION BY (
            NOT (
              `age` IS NULL
            )
          ) AND (
            NOT (
              `age` IS NULL
            )
          )
          ORDER BY `age`
        )
      ) + (
        (
          (
            COUNT(*) OVER (
              PARTITION BY (
                NOT (
                  `age` IS NULL
                )
              ) AND (
                NOT (
                  `age` IS NULL
                )
              ), `age`
            )
          ) - (
            1
          )
        ) / NULLIF(CAST('2' AS DOUBLE), CAST('0' AS DOUBLE))
      )
    END AS `_second_rank`
  FROM `_rho_units`
) AS r;

SELECT
  COUNT(
    CASE
      WHEN (
        NOT (
          `age` IS NULL
        )
      ) AND (
        NOT (
          `ldl_last` IS NULL
        )
      )
      THEN `_person`
    END
  ) AS `_persons`,
  CORR(`_first_rank`, `_second_rank`) AS `_estimate`
FROM (
  SELECT
    *,
    CASE
      WHEN (
        NOT (
          `age` IS NULL
        )
      ) AND (
        NOT (
          `ldl_last` IS NULL
        )
      )
      THEN (
        RANK() OVER (
          PARTITION BY (
            NOT (
              `age` IS NULL
            )
          ) AND (
            NOT (
              `ldl_last` IS NULL
            )
          )
          ORDER BY `age`
        )
      ) + (
        (
          (
            COUNT(*) OVER (
              PARTITION BY (
                NOT (
                  `age` IS NULL
                )
              ) AND (
                NOT (
                  `ldl_last` IS NULL
                )
              ), `age`
            )
          ) - (
            1
          )
        ) / NULLIF(CAST('2' AS DOUBLE), CAST('0' AS DOUBLE))
      )
    END AS `_first_rank`,
    CASE
      WHEN (
        NOT (
          `age` IS NULL
        )
      ) AND (
        NOT (
          `ldl_last` IS NULL
        )
      )
      THEN (
        RANK() OVER (
          PARTITION BY (
            NOT (
              `age` IS NULL
            )
          ) AND (
            NOT (
              `ldl_last` IS NULL
            )
          )
          ORDER BY `ldl_last`
        )
      ) + (
        (
          (
            COUNT(*) OVER (
              PARTITION BY (
                NOT (
                  `age` IS NULL
                )
              ) AND (
                NOT (
                  `ldl_last` IS NULL
                )
              ), `ldl_last`
            )
          ) - (
            1
          )
        ) / NULLIF(CAST('2' AS DOUBLE), CAST('0' AS DOUBLE))
      )
    END AS `_second_rank`
  FROM `_rho_units`
) AS r;

SELECT
  COUNT(
    CASE
      WHEN (
        NOT (
          `age` IS NULL
        )
      ) AND (
        NOT (
          `drugs` IS NULL
        )
      )
      THEN `_person`
    END
  ) AS `_persons`,
  CORR(`_first_rank`, `_second_rank`) AS `_estimate`
FROM (
  SELECT
    *,
    CASE
      WHEN (
        NOT (
          `age` IS NULL
        )
      ) AND (
        NOT (
          `drugs` IS NULL
        )
      )
      THEN (
        RANK() OVER (
          PARTITION BY (
            NOT (
              `age` IS NULL
            )
          ) AND (
            NOT (
              `drugs` IS NULL
            )
          )
          ORDER BY `age`
        )
      ) + (
        (
          (
            COUNT(*) OVER (
              PARTITION BY (
                NOT (
                  `age` IS NULL
                )
              ) AND (
                NOT (
                  `drugs` IS NULL
                )
              ), `age`
            )
          ) - (
            1
          )
        ) / NULLIF(CAST('2' AS DOUBLE), CAST('0' AS DOUBLE))
      )
    END AS `_first_rank`,
    CASE
      WHEN (
        NOT (
          `age` IS NULL
        )
      ) AND (
        NOT (
          `drugs` IS NULL
        )
      )
      THEN (
        RANK() OVER (
          PARTITION BY (
            NOT (
              `age` IS NULL
            )
          ) AND (
            NOT (
              `drugs` IS NULL
            )
          )
          ORDER BY `drugs`
        )
      ) + (
        (
          (
            COUNT(*) OVER (
              PARTITION BY (
                NOT (
                  `age` IS NULL
                )
              ) AND (
                NOT (
                  `drugs` IS NULL
                )
              ), `drugs`
            )
          ) - (
            1
          )
        ) / NULLIF(CAST('2' AS DOUBLE), CAST('0' AS DOUBLE))
      )
    END AS `_second_rank`
  FROM `_rho_units`
) AS r;

SELECT
  COUNT(
    CASE
      WHEN (
        NOT (
          `ldl_last` IS NULL
        )
      ) AND (
        NOT (
          `ldl_last` IS NULL
        )
      )
      THEN `_person`
    END
  ) AS `_persons`,
  CORR(`_first_rank`, `_second_rank`) AS `_estimate`
FROM (
  SELECT
    *,
    CASE
      WHEN (
        NOT (
          `ldl_last` IS NULL
        )
      ) AND (
        NOT (
          `ldl_last` IS NULL
        )
      )
      THEN (
        RANK() OVER (
          PARTITION BY (
            NOT (
              `ldl_last` IS NULL
            )
          ) AND (
            NOT (
              `ldl_last` IS NULL
            )
          )
          ORDER BY `ldl_last`
        )
      ) + (
        (
          (
            COUNT(*) OVER (
              PARTITION BY (
                NOT (
                  `ldl_last` IS NULL
                )
              ) AND (
                NOT (
                  `ldl_last` IS NULL
                )
              ), `ldl_last`
            )
          ) - (
            1
          )
        ) / NULLIF(CAST('2' AS DOUBLE), CAST('0' AS DOUBLE))
      )
    END AS `_first_rank`,
    CASE
      WHEN (
        NOT (
          `ldl_last` IS NULL
        )
      ) AND (
        NOT (
          `ldl_last` IS NULL
        )
      )
      THEN (
        RANK() OVER (
          PARTITION BY (
            NOT (
              `ldl_last` IS NULL
            )
          ) AND (
            NOT (
              `ldl_last` IS NULL
            )
          )
          ORDER BY `ldl_last`
        )
      ) + (
        (
          (
            COUNT(*) OVER (
              PARTITION BY (
                NOT (
                  `ldl_last` IS NULL
                )
              ) AND (
                NOT (
                  `ldl_last` IS NULL
                )
              ), `ldl_last`
            )
          ) - (
            1
          )
        ) / NULLIF(CAST('2' AS DOUBLE), CAST('0' AS DOUBLE))
      )
    END AS `_second_rank`
  FROM `_rho_units`
) AS r;

SELECT
  COUNT(
    CASE
      WHEN (
        NOT (
          `ldl_last` IS NULL
        )
      ) AND (
        NOT (
          `drugs` IS NULL
        )
      )
      THEN `_person`
    END
  ) AS `_persons`,
  CORR(`_first_rank`, `_second_rank`) AS `_estimate`
FROM (
  SELECT
    *,
    CASE
      WHEN (
        NOT (
          `ldl_last` IS NULL
        )
      ) AND (
        NOT (
          `drugs` IS NULL
        )
      )
      THEN (
        RANK() OVER (
          PARTITION BY (
            NOT (
              `ldl_last` IS NULL
            )
          ) AND (
            NOT (
              `drugs` IS NULL
            )
          )
          ORDER BY `ldl_last`
        )
      ) + (
        (
          (
            COUNT(*) OVER (
              PARTITION BY (
                NOT (
                  `ldl_last` IS NULL
                )
              ) AND (
                NOT (
                  `drugs` IS NULL
                )
              ), `ldl_last`
            )
          ) - (
            1
          )
        ) / NULLIF(CAST('2' AS DOUBLE), CAST('0' AS DOUBLE))
      )
    END AS `_first_rank`,
    CASE
      WHEN (
        NOT (
          `ldl_last` IS NULL
        )
      ) AND (
        NOT (
          `drugs` IS NULL
        )
      )
      THEN (
        RANK() OVER (
          PARTITION BY (
            NOT (
              `ldl_last` IS NULL
            )
          ) AND (
            NOT (
              `drugs` IS NULL
            )
          )
          ORDER BY `drugs`
        )
      ) + (
        (
          (
            COUNT(*) OVER (
              PARTITION BY (
                NOT (
                  `ldl_last` IS NULL
                )
              ) AND (
                NOT (
                  `drugs` IS NULL
                )
              ), `drugs`
            )
          ) - (
            1
          )
        ) / NULLIF(CAST('2' AS DOUBLE), CAST('0' AS DOUBLE))
      )
    END AS `_second_rank`
  FROM `_rho_units`
) AS r;

SELECT
  COUNT(
    CASE
      WHEN (
        NOT (
          `drugs` IS NULL
        )
      ) AND (
        NOT (
          `drugs` IS NULL
        )
      )
      THEN `_person`
    END
  ) AS `_persons`,
  CORR(`_first_rank`, `_second_rank`) AS `_estimate`
FROM (
  SELECT
    *,
    CASE
      WHEN (
        NOT (
          `drugs` IS NULL
        )
      ) AND (
        NOT (
          `drugs` IS NULL
        )
      )
      THEN (
        RANK() OVER (
          PARTITION BY (
            NOT (
              `drugs` IS NULL
            )
          ) AND (
            NOT (
              `drugs` IS NULL
            )
          )
          ORDER BY `drugs`
        )
      ) + (
        (
          (
            COUNT(*) OVER (
              PARTITION BY (
                NOT (
                  `drugs` IS NULL
                )
              ) AND (
                NOT (
                  `drugs` IS NULL
                )
              ), `drugs`
            )
          ) - (
            1
          )
        ) / NULLIF(CAST('2' AS DOUBLE), CAST('0' AS DOUBLE))
      )
    END AS `_first_rank`,
    CASE
      WHEN (
        NOT (
          `drugs` IS NULL
        )
      ) AND (
        NOT (
          `drugs` IS NULL
        )
      )
      THEN (
        RANK() OVER (
          PARTITION BY (
            NOT (
              `drugs` IS NULL
            )
          ) AND (
            NOT (
              `drugs` IS NULL
            )
          )
          ORDER BY `drugs`
        )
      ) + (
        (
          (
            COUNT(*) OVER (
              PARTITION BY (
                NOT (
                  `drugs` IS NULL
                )
              ) AND (
                NOT (
                  `drugs` IS NULL
                )
              ), `drugs`
            )
          ) - (
            1
          )
        ) / NULLIF(CAST('2' AS DOUBLE), CAST('0' AS DOUBLE))
      )
    END AS `_second_rank`
  FROM `_rho_units`
) AS r;

SELECT DISTINCT
  `_person`
FROM `_frame`
WHERE
  (
    `_tied_x8`
  );

CREATE TEMPORARY VIEW `_year_units` AS
SELECT
  `_person`,
  `sex` AS `sex`,
  CAST((
    EXTRACT(YEAR FROM `_year_date`)
  ) * (
    1
  ) AS DOUBLE) AS `_period`
FROM `_frame`
WHERE
  NOT (
    `_year_date` IS NULL
  ) AND NOT (
    `sex` IS NULL
  );

SELECT
  COUNT(*),
  COUNT(*)
FROM `_year_units`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_frame`;

SELECT
  `sex`,
  `_period`,
  COUNT(`_person`) AS `_persons`,
  COUNT(*) AS `_rows`
FROM `_year_units`
GROUP BY
  `sex`,
  `_period`;

SELECT
  `_period`,
  COUNT(`_person`) AS `_persons`,
  COUNT(*) AS `_rows`
FROM `_year_units`
GROUP BY
  `_period`;

CREATE TEMPORARY VIEW `_quarter_units` AS
SELECT
  `_person`,
  `sex` AS `sex`,
  CAST((
    (
      EXTRACT(YEAR FROM `_quarter_date`)
    ) * (
      4
    )
  ) + (
    (
      EXTRACT(QUARTER FROM `_quarter_date`)
    ) - (
      1
    )
  ) AS DOUBLE) AS `_period`
FROM `_frame`
WHERE
  NOT (
    `_quarter_date` IS NULL
  ) AND NOT (
    `sex` IS NULL
  );

SELECT
  COUNT(*),
  COUNT(*)
FROM `_quarter_units`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_frame`;

SELECT
  `sex`,
  `_period`,
  COUNT(`_person`) AS `_persons`,
  COUNT(*) AS `_rows`
FROM `_quarter_units`
GROUP BY
  `sex`,
  `_period`;

SELECT
  `_period`,
  COUNT(`_person`) AS `_persons`,
  COUNT(*) AS `_rows`
FROM `_quarter_units`
GROUP BY
  `_period`;

CREATE TEMPORARY VIEW `_month_units` AS
SELECT
  `_person`,
  `sex` AS `sex`,
  CAST((
    (
      EXTRACT(YEAR FROM `_month_date`)
    ) * (
      12
    )
  ) + (
    (
      EXTRACT(MONTH FROM `_month_date`)
    ) - (
      1
    )
  ) AS DOUBLE) AS `_period`
FROM `_frame`
WHERE
  NOT (
    `_month_date` IS NULL
  ) AND NOT (
    `sex` IS NULL
  );

SELECT
  COUNT(*),
  COUNT(*)
FROM `_month_units`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_frame`;

SELECT
  `sex`,
  `_period`,
  COUNT(`_person`) AS `_persons`,
  COUNT(*) AS `_rows`
FROM `_month_units`
GROUP BY
  `sex`,
  `_period`;

SELECT
  `_period`,
  COUNT(`_person`) AS `_persons`,
  COUNT(*) AS `_rows`
FROM `_month_units`
GROUP BY
  `_period`;

CREATE TEMPORARY VIEW `_week_units` AS
SELECT
  `_person`,
  `sex` AS `sex`,
  FLOOR(
    (
      CAST(DATEDIFF(DAY, CAST('1969-12-29' AS DATE), `_week_date`) AS DOUBLE)
    ) / NULLIF(CAST('7.0' AS DOUBLE), CAST('0' AS DOUBLE))
  ) AS `_period`
FROM `_frame`
WHERE
  NOT (
    `_week_date` IS NULL
  ) AND NOT (
    `sex` IS NULL
  );

SELECT
  COUNT(*),
  COUNT(*)
FROM `_week_units`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_frame`;

SELECT
  `sex`,
  `_period`,
  COUNT(`_person`) AS `_persons`,
  COUNT(*) AS `_rows`
FROM `_week_units`
GROUP BY
  `sex`,
  `_period`;

SELECT
  `_period`,
  COUNT(`_person`) AS `_persons`,
  COUNT(*) AS `_rows`
FROM `_week_units`
GROUP BY
  `_period`;

CREATE TEMPORARY VIEW `_last_units` AS
SELECT
  `_person`,
  CAST((
    EXTRACT(YEAR FROM `_last_date`)
  ) * (
    1
  ) AS DOUBLE) AS `_period`,
  `dead` AS `_event`,
  (
    (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_exit`) AS DOUBLE)
    ) - (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_index`) AS DOUBLE)
    )
  ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_years`
FROM `_frame`
WHERE
  (
    CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_index`) AS DOUBLE) < CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_exit`) AS DOUBLE)
    AND NOT (
      `_last_date` IS NULL
    )
  )
  AND NOT (
    `dead` IS NULL
  );

SELECT
  COUNT(*),
  COUNT(*)
FROM `_last_units`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_frame`;

SELECT
  `_period`,
  COUNT(`_person`) AS `_persons`,
  COUNT(*) AS `_rows`,
  COALESCE(
    SUM(CASE WHEN `_event` THEN CAST('1' AS DOUBLE) ELSE CAST('0' AS DOUBLE) END),
    CAST('0' AS DOUBLE)
  ) AS `_events`,
  SUM(`_years`) AS `_years`
FROM `_last_units`
GROUP BY
  `_period`;

CREATE TEMPORARY VIEW `_followed_spells` AS
SELECT
  `_person`,
  `sex` AS `sex`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `statin_from`) AS DOUBLE) AS `statin_from`,
  `dead` AS `_event`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_birth`) AS DOUBLE) AS `_zero__birth`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_followed_from`) AS DOUBLE) AS `_from_day`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_followed_to`) AS DOUBLE) AS `_to_day`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_followed_from`) AS DOUBLE) AS `_origin_day`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_followed_to`) AS DOUBLE) AS `_end_day`,
  (
    (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_followed_from`) AS DOUBLE)
    ) - (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_followed_from`) AS DOUBLE)
    )
  ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_start`,
  (
    (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_followed_to`) AS DOUBLE)
    ) - (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_followed_from`) AS DOUBLE)
    )
  ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_stop`
FROM `_frame`
WHERE
  (
    (
      NOT (
        `dead` IS NULL
      ) AND NOT (
        `sex` IS NULL
      )
    )
    AND NOT (
      `_birth` IS NULL
    )
  )
  AND CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_followed_from`) AS DOUBLE) < CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_followed_to`) AS DOUBLE);

SELECT
  COUNT(*),
  COUNT(*)
FROM `_followed_spells`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_frame`;

SELECT
  `sex`,
  `statin_from`,
  `age`,
  `period`,
  COALESCE(
    SUM(CASE WHEN `_event` THEN CAST('1' AS DOUBLE) ELSE CAST('0' AS DOUBLE) END),
    CAST('0' AS DOUBLE)
  ) AS `_events`,
  (
    SUM((
      `_to_day`
    ) - (
      `_from_day`
    ))
  ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_years`
FROM (
  SELECT
    `p`.`_person` AS `_person`,
    `p`.`sex` AS `sex`,
    `p`.`statin_from` AS `statin_from`,
    (
      `_event`
    ) AND (
      `_to_day` = `_end_day`
    ) AS `_event`,
    `p`.`_zero__birth` AS `_zero__birth`,
    `p`.`_from_day` AS `_from_day`,
    `p`.`_to_day` AS `_to_day`,
    `p`.`_origin_day` AS `_origin_day`,
    `p`.`_end_day` AS `_end_day`,
    (
      (
        `_from_day`
      ) - (
        `_origin_day`
      )
    ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_start`,
    (
      (
        `_to_day`
      ) - (
        `_origin_day`
      )
    ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_stop`,
    `p`.`age` AS `age`,
    `p`.`period` AS `period`
  FROM (
    SELECT
      `s`.`_person` AS `_person`,
      `s`.`sex` AS `sex`,
      `b`.`_band` AS `statin_from`,
      `s`.`_event` AS `_event`,
      `s`.`_zero__birth` AS `_zero__birth`,
      GREATEST(
        `s`.`_from_day`,
        CASE
          WHEN `b`.`_band`
          THEN COALESCE(`s`.`statin_from`, CAST('1000000000.0' AS DOUBLE))
          ELSE CAST('-1000000000.0' AS DOUBLE)
        END
      ) AS `_from_day`,
      LEAST(
        `s`.`_to_day`,
        CASE
          WHEN `b`.`_band`
          THEN CAST('1000000000.0' AS DOUBLE)
          ELSE COALESCE(`s`.`statin_from`, CAST('1000000000.0' AS DOUBLE))
        END
      ) AS `_to_day`,
      `s`.`_origin_day` AS `_origin_day`,
      `s`.`_end_day` AS `_end_day`,
      `s`.`_start` AS `_start`,
      `s`.`_stop` AS `_stop`,
      `s`.`age` AS `age`,
      `s`.`period` AS `period`
    FROM (
      SELECT
        `s`.`_person` AS `_person`,
        `s`.`sex` AS `sex`,
        `s`.`statin_from` AS `statin_from`,
        `s`.`_event` AS `_event`,
        `s`.`_zero__birth` AS `_zero__birth`,
        GREATEST(`s`.`_from_day`, (
          CAST('0' AS DOUBLE)
        ) + (
          `b`.`_low`
        )) AS `_from_day`,
        LEAST(`s`.`_to_day`, (
          CAST('0' AS DOUBLE)
        ) + (
          `b`.`_high`
        )) AS `_to_day`,
        `s`.`_origin_day` AS `_origin_day`,
        `s`.`_end_day` AS `_end_day`,
        `s`.`_start` AS `_start`,
        `s`.`_stop` AS `_stop`,
        `s`.`age` AS `age`,
        `b`.`_band` AS `period`
      FROM (
        SELECT
          `s`.`_person` AS `_person`,
          `s`.`sex` AS `sex`,
          `s`.`statin_from` AS `statin_from`,
          `s`.`_event` AS `_event`,
          `s`.`_zero__birth` AS `_zero__birth`,
          GREATEST(`s`.`_from_day`, (
            `s`.`_zero__birth`
          ) + (
            `b`.`_low`
          )) AS `_from_day`,
          LEAST(`s`.`_to_day`, (
            `s`.`_zero__birth`
          ) + (
            `b`.`_high`
          )) AS `_to_day`,
          `s`.`_origin_day` AS `_origin_day`,
          `s`.`_end_day` AS `_end_day`,
          `s`.`_start` AS `_start`,
          `s`.`_stop` AS `_stop`,
          `b`.`_band` AS `age`
        FROM (
          SELECT
            `_person`,
            `sex`,
            `statin_from`,
            `_event`,
            `_zero__birth`,
            `_from_day`,
            `_to_day`,
            `_origin_day`,
            `_end_day`,
            `_start`,
            `_stop`
          FROM `_followed_spells`
        ) AS s
        INNER JOIN VALUES
          ('0-<40', CAST('0.0' AS DOUBLE), CAST('14610.0' AS DOUBLE)),
          ('40-<50', CAST('14610.0' AS DOUBLE), CAST('18262.5' AS DOUBLE)),
          ('50-<60', CAST('18262.5' AS DOUBLE), CAST('21915.0' AS DOUBLE)),
          ('60-<70', CAST('21915.0' AS DOUBLE), CAST('25567.5' AS DOUBLE)),
          ('70-<80', CAST('25567.5' AS DOUBLE), CAST('29220.0' AS DOUBLE)),
          ('80+', CAST('29220.0' AS DOUBLE), CAST('1000000000.0' AS DOUBLE)) AS b(_band, _low, _high)
          ON (
            `s`.`_from_day` < (
              `s`.`_zero__birth`
            ) + (
              `b`.`_high`
            )
          )
          AND (
            (
              `s`.`_zero__birth`
            ) + (
              `b`.`_low`
            ) < `s`.`_to_day`
          )
      ) AS s
      INNER JOIN VALUES
        ('<2010', CAST('-1000000000.0' AS DOUBLE), CAST('14610.0' AS DOUBLE)),
        ('2010-<2015', CAST('14610.0' AS DOUBLE), CAST('16436.0' AS DOUBLE)),
        ('2015+', CAST('16436.0' AS DOUBLE), CAST('1000000000.0' AS DOUBLE)) AS b(_band, _low, _high)
        ON (
          `s`.`_from_day` < (
            CAST('0' AS DOUBLE)
          ) + (
            `b`.`_high`
          )
        )
        AND (
          (
            CAST('0' AS DOUBLE)
          ) + (
            `b`.`_low`
          ) < `s`.`_to_day`
        )
    ) AS s
    INNER JOIN VALUES
      (FALSE),
      (TRUE) AS b(_band)
      ON (
        `s`.`_from_day` < CASE
          WHEN `b`.`_band`
          THEN CAST('1000000000.0' AS DOUBLE)
          ELSE COALESCE(`s`.`statin_from`, CAST('1000000000.0' AS DOUBLE))
        END
      )
      AND (
        CASE
          WHEN `b`.`_band`
          THEN COALESCE(`s`.`statin_from`, CAST('1000000000.0' AS DOUBLE))
          ELSE CAST('-1000000000.0' AS DOUBLE)
        END < `s`.`_to_day`
      )
  ) AS p
) AS p
GROUP BY
  `sex`,
  `statin_from`,
  `age`,
  `period`;

SELECT
  COALESCE(
    SUM(CASE WHEN `_event` THEN CAST('1' AS DOUBLE) ELSE CAST('0' AS DOUBLE) END),
    CAST('0' AS DOUBLE)
  ) AS `_events`,
  (
    SUM((
      `_to_day`
    ) - (
      `_from_day`
    ))
  ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_years`
FROM `_followed_spells`;

SELECT DISTINCT
  `_person`
FROM `_frame`
WHERE
  (
    `_tied_x39`
  );

SELECT
  `sex`,
  `age`,
  `rate`
FROM (
  SELECT
    CAST(`sex` AS STRING) AS `sex`,
    NULLIF(
      NULLIF(
        NULLIF(TRY_CAST(`age` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
        CAST('-Infinity' AS DOUBLE)
      ),
      CAST('NaN' AS DOUBLE)
    ) AS `age`,
    NULLIF(
      NULLIF(
        NULLIF(TRY_CAST(`rate` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
        CAST('-Infinity' AS DOUBLE)
      ),
      CAST('NaN' AS DOUBLE)
    ) AS `rate`
  FROM `source_mdk`
) AS r;

CREATE TEMPORARY VIEW `_smr_spells` AS
SELECT
  `_person`,
  `sex` AS `sex`,
  `dead` AS `_event`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_birth`) AS DOUBLE) AS `_zero__birth`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_index`) AS DOUBLE) AS `_zero_index`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_smr_from`) AS DOUBLE) AS `_from_day`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_smr_to`) AS DOUBLE) AS `_to_day`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_smr_from`) AS DOUBLE) AS `_origin_day`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_smr_to`) AS DOUBLE) AS `_end_day`,
  (
    (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_smr_from`) AS DOUBLE)
    ) - (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_smr_from`) AS DOUBLE)
    )
  ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_start`,
  (
    (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_smr_to`) AS DOUBLE)
    ) - (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_smr_from`) AS DOUBLE)
    )
  ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_stop`
FROM `_frame`
WHERE
  (
    (
      NOT (
        `dead` IS NULL
      ) AND NOT (
        `_birth` IS NULL
      )
    )
    AND NOT (
      `_index` IS NULL
    )
  )
  AND CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_smr_from`) AS DOUBLE) < CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_smr_to`) AS DOUBLE);

SELECT
  COUNT(*),
  COUNT(*)
FROM `_smr_spells`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_frame`;

SELECT
  `sex`,
  `since_index`,
  `_reference_age`,
  COALESCE(
    SUM(CASE WHEN `_event` THEN CAST('1' AS DOUBLE) ELSE CAST('0' AS DOUBLE) END),
    CAST('0' AS DOUBLE)
  ) AS `_events`,
  (
    SUM((
      `_to_day`
    ) - (
      `_from_day`
    ))
  ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_years`
FROM (
  SELECT
    `p`.`_person` AS `_person`,
    `p`.`sex` AS `sex`,
    (
      `_event`
    ) AND (
      `_to_day` = `_end_day`
    ) AS `_event`,
    `p`.`_zero__birth` AS `_zero__birth`,
    `p`.`_zero_index` AS `_zero_index`,
    `p`.`_from_day` AS `_from_day`,
    `p`.`_to_day` AS `_to_day`,
    `p`.`_origin_day` AS `_origin_day`,
    `p`.`_end_day` AS `_end_day`,
    (
      (
        `_from_day`
      ) - (
        `_origin_day`
      )
    ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_start`,
    (
      (
        `_to_day`
      ) - (
        `_origin_day`
      )
    ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_stop`,
    `p`.`since_index` AS `since_index`,
    `p`.`_reference_age` AS `_reference_age`
  FROM (
    SELECT
      `s`.`_person` AS `_person`,
      `s`.`sex` AS `sex`,
      `s`.`_event` AS `_event`,
      `s`.`_zero__birth` AS `_zero__birth`,
      `s`.`_zero_index` AS `_zero_index`,
      GREATEST(`s`.`_from_day`, (
        `s`.`_zero__birth`
      ) + (
        `b`.`_low`
      )) AS `_from_day`,
      LEAST(`s`.`_to_day`, (
        `s`.`_zero__birth`
      ) + (
        `b`.`_high`
      )) AS `_to_day`,
      `s`.`_origin_day` AS `_origin_day`,
      `s`.`_end_day` AS `_end_day`,
      `s`.`_start` AS `_start`,
      `s`.`_stop` AS `_stop`,
      `s`.`since_index` AS `since_index`,
      `b`.`_band` AS `_reference_age`
    FROM (
      SELECT
        `s`.`_person` AS `_person`,
        `s`.`sex` AS `sex`,
        `s`.`_event` AS `_event`,
        `s`.`_zero__birth` AS `_zero__birth`,
        `s`.`_zero_index` AS `_zero_index`,
        GREATEST(`s`.`_from_day`, (
          `s`.`_zero_index`
        ) + (
          `b`.`_low`
        )) AS `_from_day`,
        LEAST(`s`.`_to_day`, (
          `s`.`_zero_index`
        ) + (
          `b`.`_high`
        )) AS `_to_day`,
        `s`.`_origin_day` AS `_origin_day`,
        `s`.`_end_day` AS `_end_day`,
        `s`.`_start` AS `_start`,
        `s`.`_stop` AS `_stop`,
        `b`.`_band` AS `since_index`
      FROM (
        SELECT
          `_person`,
          `sex`,
          `_event`,
          `_zero__birth`,
          `_zero_index`,
          `_from_day`,
          `_to_day`,
          `_origin_day`,
          `_end_day`,
          `_start`,
          `_stop`
        FROM `_smr_spells`
      ) AS s
      INNER JOIN VALUES
        ('0-<1', CAST('0.0' AS DOUBLE), CAST('365.25' AS DOUBLE)),
        ('1-<5', CAST('365.25' AS DOUBLE), CAST('1826.25' AS DOUBLE)),
        ('5+', CAST('1826.25' AS DOUBLE), CAST('1000000000.0' AS DOUBLE)) AS b(_band, _low, _high)
        ON (
          `s`.`_from_day` < (
            `s`.`_zero_index`
          ) + (
            `b`.`_high`
          )
        )
        AND (
          (
            `s`.`_zero_index`
          ) + (
            `b`.`_low`
          ) < `s`.`_to_day`
        )
    ) AS s
    INNER JOIN VALUES
      ('0', CAST('-1000000000.0' AS DOUBLE), CAST('14610.0' AS DOUBLE)),
      ('1', CAST('14610.0' AS DOUBLE), CAST('21915.0' AS DOUBLE)),
      ('2', CAST('21915.0' AS DOUBLE), CAST('29220.0' AS DOUBLE)),
      ('3', CAST('29220.0' AS DOUBLE), CAST('1000000000.0' AS DOUBLE)) AS b(_band, _low, _high)
      ON (
        `s`.`_from_day` < (
          `s`.`_zero__birth`
        ) + (
          `b`.`_high`
        )
      )
      AND (
        (
          `s`.`_zero__birth`
        ) + (
          `b`.`_low`
        ) < `s`.`_to_day`
      )
  ) AS p
) AS p
GROUP BY
  `sex`,
  `since_index`,
  `_reference_age`;

SELECT
  COALESCE(
    SUM(CASE WHEN `_event` THEN CAST('1' AS DOUBLE) ELSE CAST('0' AS DOUBLE) END),
    CAST('0' AS DOUBLE)
  ) AS `_events`,
  (
    SUM((
      `_to_day`
    ) - (
      `_from_day`
    ))
  ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_years`
FROM `_smr_spells`;

CREATE TEMPORARY VIEW `_line_rows` AS
SELECT
  `_person`,
  `sex` AS `sex`,
  `age` AS `age`,
  `days` AS `days`,
  `ldl_last` AS `ldl_last`
FROM `_frame`
WHERE
  (
    (
      NOT (
        `sex` IS NULL
      ) AND NOT (
        `age` IS NULL
      )
    )
    AND NOT (
      `days` IS NULL
    )
  )
  AND NOT (
    `ldl_last` IS NULL
  );

SELECT
  COUNT(*),
  COUNT(*)
FROM `_line_rows`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_frame`;

SELECT
  `sex`,
  COUNT(*),
  NULL
FROM `_line_rows`
GROUP BY
  `sex`;

SELECT
  CAST(COALESCE(`l0`.`_place`, -1) AS INT) AS `sex`,
  `t`.`age` AS `age`,
  `t`.`days` AS `days`,
  `t`.`ldl_last` AS `_outcome`
FROM `_line_rows` AS `t`
LEFT JOIN VALUES
  ('1', 0),
  ('2', 1) AS l0(_value, _place)
  ON `t`.`sex` = `l0`.`_value`;

SELECT DISTINCT
  `_person`
FROM `_frame`
WHERE
  (
    `_tied_x8`
  );

CREATE TEMPORARY VIEW `_odds_rows` AS
SELECT
  `_person`,
  `age_group` AS `age_group`,
  `region` AS `region`,
  `sex` AS `sex`,
  `old` AS `old`,
  `in_hospital` AS `in_hospital`
FROM `_frame`
WHERE
  (
    (
      (
        NOT (
          `age_group` IS NULL
        ) AND NOT (
          `region` IS NULL
        )
      )
      AND NOT (
        `sex` IS NULL
      )
    )
    AND NOT (
      `old` IS NULL
    )
  )
  AND NOT (
    `in_hospital` IS NULL
  );

SELECT
  COUNT(*),
  COUNT(*)
FROM `_odds_rows`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_frame`;

SELECT
  `age_group`,
  COUNT(DISTINCT `_person`),
  NULL
FROM `_odds_rows`
GROUP BY
  `age_group`;

SELECT
  `region`,
  COUNT(DISTINCT `_person`),
  NULL
FROM `_odds_rows`
GROUP BY
  `region`;

SELECT
  `sex`,
  COUNT(DISTINCT `_person`),
  NULL
FROM `_odds_rows`
GROUP BY
  `sex`;

SELECT
  `old`,
  COUNT(DISTINCT `_person`),
  NULL
FROM `_odds_rows`
GROUP BY
  `old`;

SELECT
  `in_hospital`,
  COUNT(*),
  NULL
FROM `_odds_rows`
GROUP BY
  `in_hospital`;

SELECT
  CAST(COALESCE(`l0`.`_place`, -1) AS INT) AS `age_group`,
  CAST(COALESCE(`l1`.`_place`, -1) AS INT) AS `region`,
  CAST(COALESCE(`l2`.`_place`, -1) AS INT) AS `sex`,
  CAST(COALESCE(`l3`.`_place`, -1) AS INT) AS `old`,
  CASE
    WHEN `t`.`in_hospital` = TRUE
    THEN CAST('1' AS DOUBLE)
    ELSE CAST('0' AS DOUBLE)
  END AS `_outcome`
FROM `_odds_rows` AS `t`
LEFT JOIN VALUES
  ('30-<45', 1),
  ('45-<60', 2),
  ('60-<75', 3),
  ('75+', 3),
  ('<30', 0) AS l0(_value, _place)
  ON `t`.`age_group` = `l0`.`_value`
LEFT JOIN VALUES
  ('1081', 3),
  ('1082', 2),
  ('1083', 1),
  ('1084', 0),
  ('1085', 4) AS l1(_value, _place)
  ON `t`.`region` = `l1`.`_value`
LEFT JOIN VALUES
  ('1', 0),
  ('2', 1) AS l2(_value, _place)
  ON `t`.`sex` = `l2`.`_value`
LEFT JOIN VALUES
  (FALSE, 0),
  (TRUE, 1) AS l3(_value, _place)
  ON `t`.`old` = `l3`.`_value`;

SELECT DISTINCT
  `_person`
FROM `_frame`
WHERE
  (
    `_tied_x8`
  );

CREATE TEMPORARY VIEW `_counts_rows` AS
SELECT
  `_person`,
  `sex` AS `sex`,
  `years` AS `years`,
  `contacts` AS `contacts`
FROM `_frame`
WHERE
  (
    (
      (
        (
          NOT (
            `sex` IS NULL
          ) AND NOT (
            `years` IS NULL
          )
        )
        AND NOT (
          `contacts` IS NULL
        )
      )
      AND `years` > CAST('0' AS DOUBLE)
    )
    AND `years` > CAST('0' AS DOUBLE)
  )
  AND `contacts` >= CAST('0' AS DOUBLE);

SELECT
  COUNT(*),
  COUNT(*)
FROM `_counts_rows`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_frame`;

SELECT
  `sex`,
  COUNT(*),
  NULL
FROM `_counts_rows`
GROUP BY
  `sex`;

SELECT
  CAST(COALESCE(`l0`.`_place`, -1) AS INT) AS `sex`,
  `t`.`years` AS `years`,
  `t`.`contacts` AS `_outcome`,
  `t`.`years` AS `_exposure`
FROM `_counts_rows` AS `t`
LEFT JOIN VALUES
  ('1', 0),
  ('2', 1) AS l0(_value, _place)
  ON `t`.`sex` = `l0`.`_value`;

CREATE TEMPORARY VIEW `_timed_spells` AS
SELECT
  `_person`,
  `sex` AS `sex`,
  `age` AS `age`,
  `dead` AS `_event`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_timed_from`) AS DOUBLE) AS `_from_day`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_timed_to`) AS DOUBLE) AS `_to_day`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_timed_from`) AS DOUBLE) AS `_origin_day`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_timed_to`) AS DOUBLE) AS `_end_day`,
  (
    (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_timed_from`) AS DOUBLE)
    ) - (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_timed_from`) AS DOUBLE)
    )
  ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_start`,
  (
    (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_timed_to`) AS DOUBLE)
    ) - (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_timed_from`) AS DOUBLE)
    )
  ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_stop`
FROM `_frame`
WHERE
  (
    (
      NOT (
        `dead` IS NULL
      ) AND NOT (
        `sex` IS NULL
      )
    )
    AND NOT (
      `age` IS NULL
    )
  )
  AND CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_timed_from`) AS DOUBLE) < CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_timed_to`) AS DOUBLE);

SELECT
  COUNT(*),
  COUNT(*)
FROM `_timed_spells`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_frame`;

SELECT
  `sex`,
  COUNT(*),
  NULL
FROM `_timed_spells`
GROUP BY
  `sex`;

SELECT
  CAST(COALESCE(`l0`.`_place`, -1) AS INT) AS `sex`,
  `t`.`age` AS `age`,
  CASE WHEN `t`.`_event` THEN CAST('1' AS DOUBLE) ELSE CAST('0' AS DOUBLE) END AS `_outcome`,
  (
    (
      `t`.`_stop`
    ) - (
      `t`.`_start`
    )
  ) * (
    CAST('1.0' AS DOUBLE)
  ) AS `_exposure`
FROM `_timed_spells` AS `t`
LEFT JOIN VALUES
  ('1', 0),
  ('2', 1) AS l0(_value, _place)
  ON `t`.`sex` = `l0`.`_value`;

CREATE TEMPORARY VIEW `_hazard_spells` AS
SELECT
  `_person`,
  `age` AS `age`,
  `sex` AS `sex`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `statin_from`) AS DOUBLE) AS `statin_from`,
  `dead` AS `_event`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_hazard_from`) AS DOUBLE) AS `_from_day`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_hazard_to`) AS DOUBLE) AS `_to_day`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_hazard_from`) AS DOUBLE) AS `_origin_day`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_hazard_to`) AS DOUBLE) AS `_end_day`,
  (
    (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_hazard_from`) AS DOUBLE)
    ) - (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_hazard_from`) AS DOUBLE)
    )
  ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_start`,
  (
    (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_hazard_to`) AS DOUBLE)
    ) - (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_hazard_from`) AS DOUBLE)
    )
  ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_stop`
FROM `_frame`
WHERE
  (
    (
      NOT (
        `dead` IS NULL
      ) AND NOT (
        `age` IS NULL
      )
    )
    AND NOT (
      `sex` IS NULL
    )
  )
  AND CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_hazard_from`) AS DOUBLE) < CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_hazard_to`) AS DOUBLE);

SELECT
  COUNT(*),
  COUNT(*)
FROM `_hazard_spells`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_frame`;

CREATE TEMPORARY VIEW `_hazard_pieces` AS
SELECT
  `p`.`_person` AS `_person`,
  `p`.`age` AS `age`,
  `p`.`sex` AS `sex`,
  `p`.`statin_from` AS `statin_from`,
  (
    `_event`
  ) AND (
    `_to_day` = `_end_day`
  ) AS `_event`,
  `p`.`_from_day` AS `_from_day`,
  `p`.`_to_day` AS `_to_day`,
  `p`.`_origin_day` AS `_origin_day`,
  `p`.`_end_day` AS `_end_day`,
  (
    (
      `_from_day`
    ) - (
      `_origin_day`
    )
  ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_start`,
  (
    (
      `_to_day`
    ) - (
      `_origin_day`
    )
  ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_stop`
FROM (
  SELECT
    `s`.`_person` AS `_person`,
    `s`.`age` AS `age`,
    `s`.`sex` AS `sex`,
    `b`.`_band` AS `statin_from`,
    `s`.`_event` AS `_event`,
    GREATEST(
      `s`.`_from_day`,
      CASE
        WHEN `b`.`_band`
        THEN COALESCE(`s`.`statin_from`, CAST('1000000000.0' AS DOUBLE))
        ELSE CAST('-1000000000.0' AS DOUBLE)
      END
    ) AS `_from_day`,
    LEAST(
      `s`.`_to_day`,
      CASE
        WHEN `b`.`_band`
        THEN CAST('1000000000.0' AS DOUBLE)
        ELSE COALESCE(`s`.`statin_from`, CAST('1000000000.0' AS DOUBLE))
      END
    ) AS `_to_day`,
    `s`.`_origin_day` AS `_origin_day`,
    `s`.`_end_day` AS `_end_day`,
    `s`.`_start` AS `_start`,
    `s`.`_stop` AS `_stop`
  FROM (
    SELECT
      `_person`,
      `age`,
      `sex`,
      `statin_from`,
      `_event`,
      `_from_day`,
      `_to_day`,
      `_origin_day`,
      `_end_day`,
      `_start`,
      `_stop`
    FROM `_hazard_spells`
  ) AS s
  INNER JOIN VALUES
    (FALSE),
    (TRUE) AS b(_band)
    ON (
      `s`.`_from_day` < CASE
        WHEN `b`.`_band`
        THEN CAST('1000000000.0' AS DOUBLE)
        ELSE COALESCE(`s`.`statin_from`, CAST('1000000000.0' AS DOUBLE))
      END
    )
    AND (
      CASE
        WHEN `b`.`_band`
        THEN COALESCE(`s`.`statin_from`, CAST('1000000000.0' AS DOUBLE))
        ELSE CAST('-1000000000.0' AS DOUBLE)
      END < `s`.`_to_day`
    )
) AS p;

SELECT
  `statin_from`,
  COUNT(*),
  NULL
FROM `_hazard_pieces`
GROUP BY
  `statin_from`;

SELECT
  `sex`,
  COUNT(*),
  NULL
FROM `_hazard_pieces`
GROUP BY
  `sex`;

SELECT
  CAST(COALESCE(`l0`.`_place`, -1) AS INT) AS `sex`,
  CAST(COALESCE(`l1`.`_place`, -1) AS INT) AS `statin_from`,
  `t`.`age` AS `age`,
  `t`.`_start` AS `_start`,
  `t`.`_stop` AS `_stop`,
  `t`.`_event` AS `_event`
FROM `_hazard_pieces` AS `t`
LEFT JOIN VALUES
  ('1', 0),
  ('2', 1) AS l0(_value, _place)
  ON `t`.`sex` = `l0`.`_value`
LEFT JOIN VALUES
  (FALSE, 0),
  (TRUE, 1) AS l1(_value, _place)
  ON `t`.`statin_from` = `l1`.`_value`;

SELECT DISTINCT
  `_person`
FROM `_frame`
WHERE
  (
    `_tied_x39`
  );

CREATE TEMPORARY VIEW `_curve_spells` AS
SELECT
  `_person`,
  `sex` AS `sex`,
  `age_group` AS `age_group`,
  `dead` AS `_event`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_curve_from`) AS DOUBLE) AS `_from_day`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_curve_to`) AS DOUBLE) AS `_to_day`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_curve_from`) AS DOUBLE) AS `_origin_day`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_curve_to`) AS DOUBLE) AS `_end_day`,
  (
    (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_curve_from`) AS DOUBLE)
    ) - (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_curve_from`) AS DOUBLE)
    )
  ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_start`,
  (
    (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_curve_to`) AS DOUBLE)
    ) - (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_curve_from`) AS DOUBLE)
    )
  ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_stop`
FROM `_frame`
WHERE
  (
    (
      NOT (
        `dead` IS NULL
      ) AND NOT (
        `sex` IS NULL
      )
    )
    AND NOT (
      `age_group` IS NULL
    )
  )
  AND CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_curve_from`) AS DOUBLE) < CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_curve_to`) AS DOUBLE);

SELECT
  COUNT(*),
  COUNT(*)
FROM `_curve_spells`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_frame`;

SELECT
  `sex`,
  `age_group`,
  `_time`,
  COALESCE(
    SUM(CASE WHEN `_events` THEN CAST('1' AS DOUBLE) ELSE CAST('0' AS DOUBLE) END),
    CAST('0' AS DOUBLE)
  ) AS `_events`,
  COALESCE(
    SUM(CASE WHEN `_censored` THEN CAST('1' AS DOUBLE) ELSE CAST('0' AS DOUBLE) END),
    CAST('0' AS DOUBLE)
  ) AS `_censored`,
  COALESCE(
    SUM(CASE WHEN `_entered` THEN CAST('1' AS DOUBLE) ELSE CAST('0' AS DOUBLE) END),
    CAST('0' AS DOUBLE)
  ) AS `_entered`
FROM (
  SELECT
    `sex`,
    `age_group`,
    `_stop` AS `_time`,
    `_event` AS `_events`,
    NOT (
      `_event`
    ) AS `_censored`,
    FALSE AS `_entered`
  FROM `_curve_spells`
) AS c
GROUP BY
  `sex`,
  `age_group`,
  `_time`;

SELECT
  `sex`,
  COUNT(`_person`) AS `_persons`,
  COUNT(*) AS `_rows`
FROM `_curve_spells`
GROUP BY
  `sex`;

SELECT
  COUNT(`_person`) AS `_persons`,
  COUNT(*) AS `_rows`
FROM `_curve_spells`;

CREATE TEMPORARY VIEW `_causes_spells` AS
SELECT
  `_person`,
  `sex` AS `sex`,
  `cause` AS `cause`,
  (
    NOT (
      `cause` IS NULL
    )
  ) AS `_event`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_causes_from`) AS DOUBLE) AS `_from_day`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_causes_to`) AS DOUBLE) AS `_to_day`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_causes_origin`) AS DOUBLE) AS `_origin_day`,
  CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_causes_to`) AS DOUBLE) AS `_end_day`,
  (
    (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_causes_from`) AS DOUBLE)
    ) - (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_causes_origin`) AS DOUBLE)
    )
  ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_start`,
  (
    (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_causes_to`) AS DOUBLE)
    ) - (
      CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_causes_origin`) AS DOUBLE)
    )
  ) / NULLIF(CAST('365.25' AS DOUBLE), CAST('0' AS DOUBLE)) AS `_stop`
FROM `_frame`
WHERE
  (
    NOT (
      (
        NOT (
          `cause` IS NULL
        )
      ) IS NULL
    )
    AND NOT (
      `sex` IS NULL
    )
  )
  AND CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_causes_from`) AS DOUBLE) < CAST(DATEDIFF(DAY, CAST('1970-01-01' AS DATE), `_causes_to`) AS DOUBLE);

SELECT
  COUNT(*),
  COUNT(*)
FROM `_causes_spells`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_frame`;

SELECT
  `sex`,
  `_time`,
  COALESCE(
    SUM(CASE WHEN `_events` THEN CAST('1' AS DOUBLE) ELSE CAST('0' AS DOUBLE) END),
    CAST('0' AS DOUBLE)
  ) AS `_events`,
  COALESCE(
    SUM(CASE WHEN `_censored` THEN CAST('1' AS DOUBLE) ELSE CAST('0' AS DOUBLE) END),
    CAST('0' AS DOUBLE)
  ) AS `_censored`,
  COALESCE(
    SUM(CASE WHEN `_entered` THEN CAST('1' AS DOUBLE) ELSE CAST('0' AS DOUBLE) END),
    CAST('0' AS DOUBLE)
  ) AS `_entered`
FROM (
  SELECT
    `sex`,
    `_stop` AS `_time`,
    `_event` AS `_events`,
    NOT (
      `_event`
    ) AS `_censored`,
    FALSE AS `_entered`
  FROM `_causes_spells`
  UNION ALL
  SELECT
    `sex`,
    `_start` AS `_time`,
    FALSE AS `_events`,
    FALSE AS `_censored`,
    TRUE AS `_entered`
  FROM `_causes_spells`
) AS c
GROUP BY
  `sex`,
  `_time`;

SELECT
  `sex`,
  COUNT(`_person`) AS `_persons`,
  COUNT(*) AS `_rows`
FROM `_causes_spells`
GROUP BY
  `sex`;

SELECT
  COUNT(`_person`) AS `_persons`,
  COUNT(*) AS `_rows`
FROM `_causes_spells`;

SELECT
  `sex`,
  `cause`,
  `_start`,
  `_stop`,
  COUNT(*) AS `_count`
FROM `_causes_spells`
GROUP BY
  `sex`,
  `cause`,
  `_start`,
  `_stop`;
