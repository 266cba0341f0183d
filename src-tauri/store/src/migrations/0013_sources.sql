-- The page that a feed is of, as lists of feeds name it.
ALTER TABLE source ADD COLUMN site TEXT;
