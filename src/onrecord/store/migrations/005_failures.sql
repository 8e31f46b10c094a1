-- The bytes of inputs that could not be read, where they were found: nothing that was found is lost.

ALTER TABLE failures ADD COLUMN raw TEXT REFERENCES raws (sha256);
