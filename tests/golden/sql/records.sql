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

CREATE TEMPORARY VIEW `_persons` AS
SELECT
  *,
  ROW_NUMBER() OVER (ORDER BY NULL) - 1 AS `_person`
FROM (
  SELECT DISTINCT
    CAST(`pnr` AS STRING) AS `_key`
  FROM `source_lab`
  WHERE
    CAST(`pnr` AS STRING) <> ''
) AS rows;

CREATE TEMPORARY VIEW `_base` AS
SELECT
  `b`.*,
  `p`.`_person`,
  `d0`.`bef.sex`
FROM (
  SELECT
    CAST(`pnr` AS STRING) AS `_key`,
    NULLIF(CAST(`analysiscode` AS STRING), '') AS `lab.npu`,
    NULLIF(
      NULLIF(
        NULLIF(TRY_CAST(`value` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
        CAST('-Infinity' AS DOUBLE)
      ),
      CAST('NaN' AS DOUBLE)
    ) AS `lab.value`,
    TRY_CAST(`samplingdate` AS DATE) AS `lab.date`
  FROM `source_lab`
  WHERE
    CAST(`pnr` AS STRING) <> ''
) AS b
JOIN `_persons` AS `p`
  ON `b`.`_key` = `p`.`_key`
LEFT JOIN (
  SELECT
    CAST(`pnr` AS STRING) AS `_key`,
    CAST(`koen` AS STRING) AS `bef.sex`
  FROM `source_bef`
  WHERE
    CAST(`pnr` AS STRING) <> ''
) AS d0
  ON `b`.`_key` = `d0`.`_key`;

CREATE TEMPORARY VIEW `_where` AS
SELECT
  *
FROM `_base` AS `s`
WHERE
  `lab.npu` IN ('NPU01568', 'NPU27300');

CREATE TEMPORARY VIEW `_frame` AS
SELECT
  `_person`,
  `test`,
  `value`,
  `year`,
  `sex`
FROM (
  SELECT
    `s`.*,
    `lab.npu` AS `test`,
    `lab.value` AS `value`,
    CAST(EXTRACT(YEAR FROM `lab.date`) AS DOUBLE) AS `year`,
    `bef.sex` AS `sex`
  FROM `_where` AS `s`
) AS s;

SELECT DISTINCT
  `_person`
FROM `_base`;

SELECT
  COUNT(*)
FROM (
  SELECT
    CAST(`pnr` AS STRING) AS `_key`
  FROM `source_lab`
  WHERE
    CAST(`pnr` AS STRING) <> ''
) AS b;

SELECT DISTINCT
  `_person`
FROM `_where`;

SELECT
  COUNT(*)
FROM `_where`;

SELECT DISTINCT
  `year`
FROM (
  SELECT
    `_person`,
    `year` AS `year`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `year` IS NULL
  )
LIMIT 33;

SELECT DISTINCT
  `test`
FROM (
  SELECT
    `_person`,
    `test` AS `test`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `test` IS NULL
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

SELECT
  `_person`,
  CAST(CASE
    WHEN `year` = CAST('2005.0' AS DOUBLE)
    THEN 0
    WHEN `year` = CAST('2006.0' AS DOUBLE)
    THEN 1
    WHEN `year` = CAST('2007.0' AS DOUBLE)
    THEN 2
    WHEN `year` = CAST('2008.0' AS DOUBLE)
    THEN 3
    WHEN `year` = CAST('2009.0' AS DOUBLE)
    THEN 4
    WHEN `year` = CAST('2010.0' AS DOUBLE)
    THEN 5
    WHEN `year` = CAST('2011.0' AS DOUBLE)
    THEN 6
    WHEN `year` = CAST('2012.0' AS DOUBLE)
    THEN 7
    WHEN `year` = CAST('2013.0' AS DOUBLE)
    THEN 8
    WHEN `year` = CAST('2014.0' AS DOUBLE)
    THEN 9
    WHEN `year` = CAST('2015.0' AS DOUBLE)
    THEN 10
    WHEN `year` = CAST('2016.0' AS DOUBLE)
    THEN 11
    WHEN `year` = CAST('2017.0' AS DOUBLE)
    THEN 12
    WHEN `year` = CAST('2018.0' AS DOUBLE)
    THEN 13
    WHEN `year` = CAST('2019.0' AS DOUBLE)
    THEN 14
    WHEN `year` = CAST('2020.0' AS DOUBLE)
    THEN 15
    WHEN `year` = CAST('2021.0' AS DOUBLE)
    THEN 16
    WHEN `year` = CAST('2022.0' AS DOUBLE)
    THEN 17
    ELSE -1
  END AS SMALLINT) AS `_place_year`,
  CAST(CASE WHEN `test` = 'NPU01568' THEN 0 WHEN `test` = 'NPU27300' THEN 1 ELSE -1 END AS SMALLINT) AS `_place_test`,
  CAST(CASE WHEN `sex` = '1' THEN 0 WHEN `sex` = '2' THEN 1 ELSE -1 END AS SMALLINT) AS `_place_sex`
FROM (
  SELECT
    `_person`,
    `year` AS `year`,
    `test` AS `test`,
    `sex` AS `sex`
  FROM `_frame`
) AS f;

SELECT DISTINCT
  `test`
FROM (
  SELECT
    `_person`,
    `test` AS `test`
  FROM `_frame`
) AS f
WHERE
  NOT (
    `test` IS NULL
  )
LIMIT 33;

SELECT
  `_person`,
  `value`,
  CAST(CASE WHEN `test` = 'NPU01568' THEN 0 WHEN `test` = 'NPU27300' THEN 1 ELSE -1 END AS SMALLINT) AS `_place_test`
FROM (
  SELECT
    `_person`,
    `test` AS `test`,
    `value` AS `value`
  FROM `_frame`
) AS f;

CREATE TEMPORARY VIEW `_line_rows` AS
SELECT
  `_person`,
  `test` AS `test`,
  `sex` AS `sex`,
  `value` AS `value`
FROM `_frame`
WHERE
  (
    NOT (
      `test` IS NULL
    ) AND NOT (
      `sex` IS NULL
    )
  )
  AND NOT (
    `value` IS NULL
  );

SELECT
  COUNT(*),
  COUNT(DISTINCT `_person`)
FROM `_line_rows`;

SELECT
  COUNT(*),
  COUNT(DISTINCT `_person`)
FROM `_frame`;

SELECT
  `test`,
  COUNT(*),
  NULL
FROM `_line_rows`
GROUP BY
  `test`;

SELECT
  `sex`,
  COUNT(*),
  NULL
FROM `_line_rows`
GROUP BY
  `sex`;

SELECT
  CAST(COALESCE(`l0`.`_place`, -1) AS INT) AS `test`,
  CAST(COALESCE(`l1`.`_place`, -1) AS INT) AS `sex`,
  `t`.`value` AS `_outcome`,
  `t`.`_person` AS `_cluster`
FROM `_line_rows` AS `t`
LEFT JOIN VALUES
  ('NPU01568', 0),
  ('NPU27300', 1) AS l0(_value, _place)
  ON `t`.`test` = `l0`.`_value`
LEFT JOIN VALUES
  ('1', 0),
  ('2', 1) AS l1(_value, _place)
  ON `t`.`sex` = `l1`.`_value`;
