-- A ledger: what was read, what was found in it, and what belongs together. Days are ISO 8601 text, times are UTC.

CREATE TABLE migrations (  -- the files that made these tables, and which onrecord ran them
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    onrecord TEXT NOT NULL,
    added TEXT NOT NULL
) STRICT;

CREATE TABLE raws (  -- every input, byte for byte, so that everything can be made again
    sha256 TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    size INTEGER NOT NULL,
    zstd BLOB NOT NULL
) STRICT;

CREATE TABLE documents (  -- one revision of an article
    rowid INTEGER PRIMARY KEY,
    id TEXT NOT NULL,  -- the input's own id
    revision INTEGER NOT NULL CHECK (revision >= 1),
    current INTEGER NOT NULL CHECK (current IN (0, 1)),  -- 1 for the last revision
    origin TEXT NOT NULL,
    url TEXT,
    raw TEXT NOT NULL REFERENCES raws (sha256),
    given TEXT NOT NULL,  -- JSON of the metadata that the input or the command line gave
    publisher TEXT,
    agency TEXT,
    title TEXT,
    language TEXT,
    published TEXT,
    added TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    model TEXT NOT NULL,
    gist TEXT NOT NULL,  -- JSON: the names that it mentions most, plain
    reading BLOB NOT NULL,  -- zstd of the JSON line that `onrecord read --format jsonl` prints
    UNIQUE (id, revision)
) STRICT;
CREATE UNIQUE INDEX documents_current ON documents (id) WHERE current = 1;
CREATE INDEX documents_url ON documents (url) WHERE url IS NOT NULL;
CREATE INDEX documents_published ON documents (published, rowid);

CREATE TABLE failures (  -- inputs that could not be read: nothing is dropped silently
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    hint TEXT NOT NULL,
    added TEXT NOT NULL
) STRICT;

CREATE TABLE claims (
    rowid INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (rowid),
    key TEXT NOT NULL,
    current INTEGER NOT NULL CHECK (current IN (0, 1)),  -- that of its document
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    trigger TEXT NOT NULL,
    type TEXT NOT NULL,
    mode TEXT,
    status TEXT NOT NULL,
    time_value TEXT,
    earliest TEXT,
    latest TEXT,
    precision TEXT,
    day TEXT,  -- for the timeline: earliest, else the day of publication
    place TEXT,  -- the innermost place that is resolved, else the innermost; all are in `places`
    lat REAL,
    lon REAL,
    country TEXT,
    place_precision INTEGER,
    same TEXT NOT NULL,
    confidence REAL NOT NULL,
    incident TEXT,  -- smallest key of the claims on one event; of a claim that is not current: the key that it leads to
    vector BLOB,  -- int8, of the trigger in its sentence
    UNIQUE (document, key)
) STRICT;
CREATE INDEX claims_key ON claims (key);
CREATE INDEX claims_incident ON claims (incident, rowid);
CREATE INDEX claims_day ON claims (current, day, rowid);
CREATE INDEX claims_type ON claims (current, type, day, rowid);
CREATE INDEX claims_country ON claims (current, country, day, rowid);

CREATE TABLE parties (
    claim INTEGER NOT NULL REFERENCES claims (rowid),
    role TEXT NOT NULL CHECK (role IN ('actor', 'recipient', 'object')),
    ordinal INTEGER NOT NULL,
    name TEXT NOT NULL,
    plain TEXT NOT NULL,  -- lower case without accents and article: what filters compare
    country TEXT,
    sector TEXT,
    ref TEXT,  -- "actors:…" or "geonames:…" of its entity
    PRIMARY KEY (claim, role, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX parties_name ON parties (plain, claim);
CREATE INDEX parties_country ON parties (country, sector, claim);

CREATE TABLE sources (
    claim INTEGER NOT NULL REFERENCES claims (rowid),
    chain INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,  -- 0 is the outermost holder
    innermost INTEGER NOT NULL CHECK (innermost IN (0, 1)),
    name TEXT NOT NULL,
    plain TEXT NOT NULL,
    stance TEXT NOT NULL,
    country TEXT,
    sector TEXT,
    ref TEXT,
    PRIMARY KEY (claim, chain, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX sources_name ON sources (plain, claim);

CREATE TABLE places (
    claim INTEGER NOT NULL REFERENCES claims (rowid),
    ordinal INTEGER NOT NULL,  -- 0 is the innermost
    name TEXT NOT NULL,
    plain TEXT NOT NULL,
    lat REAL,  -- this and the rest null where the place is not resolved
    lon REAL,
    country TEXT,
    precision INTEGER,
    geonameid INTEGER,
    PRIMARY KEY (claim, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX places_name ON places (plain, claim);

CREATE TABLE quantities (
    claim INTEGER NOT NULL REFERENCES claims (rowid),
    ordinal INTEGER NOT NULL,
    value REAL,
    max REAL,
    unit TEXT,
    of TEXT,
    hedge TEXT,  -- "at_least" or "about", where the words say so
    PRIMARY KEY (claim, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE buckets (  -- which claims may be on one event with which: claims that share a bucket are compared
    bucket TEXT NOT NULL,
    claim INTEGER NOT NULL REFERENCES claims (rowid),
    PRIMARY KEY (bucket, claim)
) STRICT, WITHOUT ROWID;
CREATE INDEX buckets_claim ON buckets (claim);

CREATE TABLE links (  -- pairs of claims on one event, and why
    a INTEGER NOT NULL REFERENCES claims (rowid),
    b INTEGER NOT NULL REFERENCES claims (rowid),
    score REAL NOT NULL,
    why TEXT NOT NULL,  -- JSON
    PRIMARY KEY (a, b),
    CHECK (a < b)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_b ON links (b, a);

CREATE TABLE bands (  -- of the documents' MinHash signatures: documents that share a band are compared as copies
    band TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES documents (rowid),
    PRIMARY KEY (band, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX bands_document ON bands (document);

CREATE TABLE copies (  -- pairs of documents of which one copies the other, with the copied passages of each
    a INTEGER NOT NULL REFERENCES documents (rowid),
    b INTEGER NOT NULL REFERENCES documents (rowid),
    containment REAL NOT NULL,
    passages TEXT NOT NULL,  -- JSON: [[[start, end] in a, [start, end] in b], …]
    PRIMARY KEY (a, b),
    CHECK (a < b)
) STRICT, WITHOUT ROWID;
CREATE INDEX copies_b ON copies (b, a);

-- Of every revision, by the documents' rowid. Nothing is ever deleted from it: SQLite before 3.43 could not
CREATE VIRTUAL TABLE texts USING fts5 (
    title, text, names, content = '', tokenize = "unicode61 remove_diacritics 2"
);
