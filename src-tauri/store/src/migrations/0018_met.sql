-- The version of its topic that the article of an alert was found to meet since, with the text that the alert tells of: the alert
-- keeps the version that raised it. Nothing: that one.
ALTER TABLE alert ADD COLUMN met_version INTEGER;
