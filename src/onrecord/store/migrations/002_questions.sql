-- What questions are answered from: incidents with counted columns, and the tokens by which claims are found.

CREATE TABLE incidents (  -- made by summary.summarise from the current claims; nothing here is a source of its own
    id TEXT PRIMARY KEY,
    day TEXT,  -- first day that the event may have, else the first day of publication: the order of lists
    earliest TEXT,
    latest TEXT,
    precision TEXT,
    first_reported TEXT,
    last_reported TEXT,
    place TEXT,
    lat REAL,
    lon REAL,
    country TEXT,
    types TEXT NOT NULL,  -- JSON: ["ASSAULT", …], the most frequent first
    actors TEXT NOT NULL,  -- JSON: names, the most frequent first
    recipients TEXT NOT NULL,
    claims INTEGER NOT NULL,
    documents INTEGER NOT NULL,
    independent INTEGER NOT NULL,  -- reports by holders that do not repeat each other
    killed_low REAL,
    killed_best REAL,
    killed_high REAL,
    injured_low REAL,
    injured_best REAL,
    injured_high REAL,
    disputed TEXT NOT NULL,  -- JSON: the fields on which holders differ
    disputes INTEGER NOT NULL  -- how many those are
) STRICT;
CREATE INDEX incidents_day ON incidents (day, id);
CREATE INDEX incidents_independent ON incidents (independent);
CREATE INDEX incidents_disputed ON incidents (disputes) WHERE disputes > 0;

-- One row a claim, filled by summary.index_claims: words of names, and tokens such as "c:ner", "t:assault", "d:2024-05".
-- An index only: answers never depend on it beyond their speed, save that a claim without a row is not found by it.
CREATE VIRTUAL TABLE facets USING fts5(
    actor, recipient, source, place, kind,
    content = '', detail = column, tokenize = "unicode61 remove_diacritics 0 tokenchars ':/.-_'"
);

-- Incidents whose row in `incidents` is to be made again: whatever moves a claim marks them, whoever moves it.
CREATE TABLE stale (
    incident TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TRIGGER claims_moved AFTER UPDATE OF incident, current ON claims BEGIN
    INSERT OR IGNORE INTO stale SELECT old.incident WHERE old.incident IS NOT NULL;
    INSERT OR IGNORE INTO stale SELECT new.incident WHERE new.incident IS NOT NULL;
END;

CREATE TRIGGER copies_found AFTER INSERT ON copies BEGIN
    INSERT OR IGNORE INTO stale SELECT incident FROM claims WHERE document IN (new.a, new.b) AND incident IS NOT NULL;
END;

CREATE TRIGGER copies_lost AFTER DELETE ON copies BEGIN
    INSERT OR IGNORE INTO stale SELECT incident FROM claims WHERE document IN (old.a, old.b) AND incident IS NOT NULL;
END;
