-- What people decided. `decisions` is append-only and made of nothing else; `anchors`, `decided` and `bonds` say where
-- each decision holds now and are made again whenever a text changes.

CREATE TABLE decisions (
    number INTEGER PRIMARY KEY,  -- in the order in which they were made
    made TEXT NOT NULL,  -- UTC
    coder TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('accept', 'reject', 'edit', 'add', 'merge', 'split', 'undo')),
    subjects TEXT NOT NULL,  -- JSON: the claims that it is about, each with document, revision, key, type, quote, side
    fields TEXT NOT NULL,  -- JSON: values by field, of an edit or an added claim, as the contract has them
    seen TEXT NOT NULL,  -- JSON: what the coder had before them: a claim, or the ids of incidents
    undoes INTEGER REFERENCES decisions (number),
    final INTEGER NOT NULL CHECK (final IN (0, 1)),  -- 1 for an adjudication
    comment TEXT,
    CHECK ((action = 'undo') = (undoes IS NOT NULL))
) STRICT;
CREATE INDEX decisions_undoes ON decisions (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX decisions_coder ON decisions (coder, number);

CREATE TRIGGER decisions_stay BEFORE UPDATE ON decisions BEGIN
    SELECT raise(ABORT, 'decisions are append-only: undo is one more');
END;
CREATE TRIGGER decisions_are_kept BEFORE DELETE ON decisions BEGIN
    SELECT raise(ABORT, 'decisions are append-only: undo is one more');
END;

CREATE TABLE anchors (  -- one for each claim that people spoke about: where it is in the last revision of its document
    number INTEGER PRIMARY KEY,
    document TEXT NOT NULL,  -- id of the document
    key TEXT NOT NULL,  -- of the claim; the last one that it had where it is lost
    type TEXT NOT NULL,  -- that people saw
    held TEXT NOT NULL CHECK (held IN ('key', 'quote', 'lost')),  -- how it was found again
    quote TEXT NOT NULL  -- JSON: the words of the trigger, 32 characters before and after, where they begin
) STRICT;
CREATE INDEX anchors_claim ON anchors (document, key);
CREATE INDEX anchors_key ON anchors (key);
CREATE INDEX anchors_lost ON anchors (document) WHERE held = 'lost';

CREATE TABLE decided (  -- which decision is about which of them
    decision INTEGER NOT NULL REFERENCES decisions (number),
    anchor INTEGER NOT NULL REFERENCES anchors (number),
    side INTEGER NOT NULL,  -- of a split: claims of one side belong together, those of two apart; else 0
    PRIMARY KEY (decision, anchor)
) STRICT, WITHOUT ROWID;
CREATE INDEX decided_anchor ON decided (anchor, decision);

CREATE TABLE bonds (  -- what merges and splits say of pairs of claims; stronger than any link
    a INTEGER NOT NULL REFERENCES claims (rowid),
    b INTEGER NOT NULL REFERENCES claims (rowid),
    together INTEGER NOT NULL CHECK (together IN (0, 1)),
    PRIMARY KEY (a, b),
    CHECK (a < b)
) STRICT, WITHOUT ROWID;
CREATE INDEX bonds_b ON bonds (b, a);

CREATE TABLE translations (  -- a coder's, of a document in a language that the program does not read
    document TEXT PRIMARY KEY,  -- its id
    language TEXT NOT NULL,  -- of the translation
    text TEXT NOT NULL,
    coder TEXT NOT NULL,
    made TEXT NOT NULL
) STRICT;

-- A rejected claim has current = 0 whatever its document: so it is in no incident and in no answer
ALTER TABLE claims ADD COLUMN standing TEXT NOT NULL DEFAULT 'machine'
    CHECK (standing IN ('machine', 'accepted', 'edited', 'added', 'rejected', 'needs_review'));
CREATE INDEX claims_standing ON claims (standing, rowid) WHERE standing != 'machine';
