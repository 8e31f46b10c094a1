"""Another event table against the incidents of a ledger: matched, only here, only there, and where they disagree."""
