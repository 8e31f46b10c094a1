-- Lists in other orders than by day.

CREATE INDEX claims_confidence ON claims (current, confidence, rowid);
CREATE INDEX incidents_by_independent ON incidents (independent, id);
CREATE INDEX incidents_by_killed ON incidents (killed_best, id);
CREATE INDEX incidents_by_disputes ON incidents (disputes, id);
