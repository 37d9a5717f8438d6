INSERT INTO people (id, name) VALUES (1, 'of the second lab');
