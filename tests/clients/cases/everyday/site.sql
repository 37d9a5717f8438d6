INSERT INTO people VALUES
    (1, 'Zoë é 世 😀', '2026-11-24 03:42:10.120', 'short', 1, 1.75, x'00ff10', 12345678901),
    (2, 'bob  ', NULL, NULL, 0, NULL, NULL, NULL),
    (3, 'Ann', '1899-12-31 23:59:59.997', '', NULL, -0.5, x'', -1);
INSERT INTO pets VALUES ('BOB', 'Rex'), ('zoë é 世 😀   ', 'Tom'), ('nobody', 'Cat');
INSERT INTO secrets VALUES ('hidden');
INSERT INTO numbers
WITH RECURSIVE counting(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM counting WHERE n < 10000)
SELECT n, 'row ' || n || ' 世' FROM counting;
-- a text that needs several packets
UPDATE people SET note = (SELECT group_concat(word, ' ') FROM numbers WHERE n <= 1000) WHERE id = 1;
