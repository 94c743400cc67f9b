SELECT
  COUNT(*),
  COUNT(DISTINCT `_key`)
FROM (
  SELECT
    CAST(`patient_id` AS BIGINT) AS `_key`
  FROM `source_heart_failure`
  WHERE
    NOT (
      `patient_id` IS NULL
    )
) AS k;

CREATE TEMPORARY VIEW `_frame` AS
SELECT
  *,
  ROW_NUMBER() OVER (ORDER BY NULL) - 1 AS `_person`
FROM (
  SELECT
    `age`,
    `ejection_fraction`,
    `serum_creatinine`,
    `serum_sodium`,
    `anaemia`,
    `cpk`,
    `high_blood_pressure`,
    `sex`,
    `diabetes`,
    `smoking`,
    `death`,
    `followed`,
    `platelets`,
    `_m_value`
  FROM (
    SELECT
      `s`.*,
      `followed` AS `_m_value`
    FROM (
      SELECT
        `s`.*,
        `heart_failure.age` AS `age`,
        `heart_failure.ejection_fraction` AS `ejection_fraction`,
        `heart_failure.serum_creatinine` AS `serum_creatinine`,
        `heart_failure.serum_sodium` AS `serum_sodium`,
        `heart_failure.anaemia` AS `anaemia`,
        `heart_failure.cpk` AS `cpk`,
        `heart_failure.high_blood_pressure` AS `high_blood_pressure`,
        `heart_failure.sex` AS `sex`,
        `heart_failure.diabetes` AS `diabetes`,
        `heart_failure.smoking` AS `smoking`,
        `heart_failure.death` AS `death`,
        `heart_failure.followed` AS `followed`,
        NULLIF(
          NULLIF(
            NULLIF(
              (
                `heart_failure.platelets`
              ) / NULLIF(CAST('1000' AS DOUBLE), CAST('0' AS DOUBLE)),
              CAST('Infinity' AS DOUBLE)
            ),
            CAST('-Infinity' AS DOUBLE)
          ),
          CAST('NaN' AS DOUBLE)
        ) AS `platelets`
      FROM (
        SELECT
          `b`.*
        FROM (
          SELECT
            CAST(`patient_id` AS BIGINT) AS `_key`,
            NULLIF(
              NULLIF(
                NULLIF(TRY_CAST(`age` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
                CAST('-Infinity' AS DOUBLE)
              ),
              CAST('NaN' AS DOUBLE)
            ) AS `heart_failure.age`,
            NULLIF(
              NULLIF(
                NULLIF(TRY_CAST(`ejection_fraction` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
                CAST('-Infinity' AS DOUBLE)
              ),
              CAST('NaN' AS DOUBLE)
            ) AS `heart_failure.ejection_fraction`,
            NULLIF(
              NULLIF(
                NULLIF(TRY_CAST(`serum_creatinine` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
                CAST('-Infinity' AS DOUBLE)
              ),
              CAST('NaN' AS DOUBLE)
            ) AS `heart_failure.serum_creatinine`,
            NULLIF(
              NULLIF(
                NULLIF(TRY_CAST(`serum_sodium` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
                CAST('-Infinity' AS DOUBLE)
              ),
              CAST('NaN' AS DOUBLE)
            ) AS `heart_failure.serum_sodium`,
            NULLIF(
              NULLIF(
                NULLIF(TRY_CAST(`anaemia` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
                CAST('-Infinity' AS DOUBLE)
              ),
              CAST('NaN' AS DOUBLE)
            ) AS `heart_failure.anaemia`,
            NULLIF(
              NULLIF(
                NULLIF(TRY_CAST(`creatinine_phosphokinase` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
                CAST('-Infinity' AS DOUBLE)
              ),
              CAST('NaN' AS DOUBLE)
            ) AS `heart_failure.cpk`,
            NULLIF(
              NULLIF(
                NULLIF(TRY_CAST(`high_blood_pressure` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
                CAST('-Infinity' AS DOUBLE)
              ),
              CAST('NaN' AS DOUBLE)
            ) AS `heart_failure.high_blood_pressure`,
            NULLIF(
              NULLIF(
                NULLIF(TRY_CAST(`sex` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
                CAST('-Infinity' AS DOUBLE)
              ),
              CAST('NaN' AS DOUBLE)
            ) AS `heart_failure.sex`,
            NULLIF(
              NULLIF(
                NULLIF(TRY_CAST(`diabetes` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
                CAST('-Infinity' AS DOUBLE)
              ),
              CAST('NaN' AS DOUBLE)
            ) AS `heart_failure.diabetes`,
            NULLIF(
              NULLIF(
                NULLIF(TRY_CAST(`smoking` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
                CAST('-Infinity' AS DOUBLE)
              ),
              CAST('NaN' AS DOUBLE)
            ) AS `heart_failure.smoking`,
            TRY_CAST(`death` AS BOOLEAN) AS `heart_failure.death`,
            NULLIF(
              NULLIF(
                NULLIF(TRY_CAST(`time` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
                CAST('-Infinity' AS DOUBLE)
              ),
              CAST('NaN' AS DOUBLE)
            ) AS `heart_failure.followed`,
            NULLIF(
              NULLIF(
                NULLIF(TRY_CAST(`platelets` AS DOUBLE), CAST('Infinity' AS DOUBLE)),
                CAST('-Infinity' AS DOUBLE)
              ),
              CAST('NaN' AS DOUBLE)
            ) AS `heart_failure.platelets`
          FROM `source_heart_failure`
          WHERE
            NOT (
              `patient_id` IS NULL
            )
        ) AS b
      ) AS s
    ) AS s
  ) AS s
) AS rows;

CREATE TEMPORARY VIEW `_m_spells` AS
SELECT
  `_person`,
  `age` AS `age`,
  `ejection_fraction` AS `ejection_fraction`,
  `serum_creatinine` AS `serum_creatinine`,
  `serum_sodium` AS `serum_sodium`,
  `anaemia` AS `anaemia`,
  `platelets` AS `platelets`,
  `cpk` AS `cpk`,
  `high_blood_pressure` AS `high_blood_pressure`,
  `sex` AS `sex`,
  `diabetes` AS `diabetes`,
  `smoking` AS `smoking`,
  `death` AS `_event`,
  CAST('0' AS DOUBLE) AS `_start`,
  `_m_value` AS `_stop`
FROM `_frame`
WHERE
  (
    (
      (
        (
          (
            (
              (
                (
                  (
                    (
                      (
                        NOT (
                          `death` IS NULL
                        ) AND NOT (
                          `age` IS NULL
                        )
                      )
                      AND NOT (
                        `ejection_fraction` IS NULL
                      )
                    )
                    AND NOT (
                      `serum_creatinine` IS NULL
                    )
                  )
                  AND NOT (
                    `serum_sodium` IS NULL
                  )
                )
                AND NOT (
                  `anaemia` IS NULL
                )
              )
              AND NOT (
                `platelets` IS NULL
              )
            )
            AND NOT (
              `cpk` IS NULL
            )
          )
          AND NOT (
            `high_blood_pressure` IS NULL
          )
        )
        AND NOT (
          `sex` IS NULL
        )
      )
      AND NOT (
        `diabetes` IS NULL
      )
    )
    AND NOT (
      `smoking` IS NULL
    )
  )
  AND `_m_value` >= CAST('0' AS DOUBLE);

SELECT
  COUNT(*),
  COUNT(*)
FROM `_m_spells`;

SELECT
  COUNT(*),
  COUNT(*)
FROM `_frame`;

SELECT
  `t`.`age` AS `age`,
  `t`.`ejection_fraction` AS `ejection_fraction`,
  `t`.`serum_creatinine` AS `serum_creatinine`,
  `t`.`serum_sodium` AS `serum_sodium`,
  `t`.`anaemia` AS `anaemia`,
  `t`.`platelets` AS `platelets`,
  `t`.`cpk` AS `cpk`,
  `t`.`high_blood_pressure` AS `high_blood_pressure`,
  `t`.`sex` AS `sex`,
  `t`.`diabetes` AS `diabetes`,
  `t`.`smoking` AS `smoking`,
  `t`.`_start` AS `_start`,
  `t`.`_stop` AS `_stop`,
  `t`.`_event` AS `_event`
FROM `_m_spells` AS `t`;
