-- Asking politely: what a source asks for, or does not want, survives a restart.

-- The name with which a source is asked. Its password is never here: the platform's key store has it.
ALTER TABLE source ADD COLUMN user TEXT;

-- The SHA-256 of the one certificate that is taken though nobody vouches for it, in hexadecimal.
ALTER TABLE source ADD COLUMN certificate TEXT;

-- Not asked any more by itself, until the analyst looks or changes the source.
ALTER TABLE look ADD COLUMN stopped INTEGER NOT NULL DEFAULT 0;

-- How often in a row it refused to be read.
ALTER TABLE look ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0;

-- When it was last asked without validators.
ALTER TABLE look ADD COLUMN asked_whole_at INTEGER;

-- Where it says that it has moved for good, and since when it says so.
ALTER TABLE look ADD COLUMN moved_to TEXT;
ALTER TABLE look ADD COLUMN moved_since INTEGER;
