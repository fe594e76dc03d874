-- An agent's living segments never overlap, over all contracts (product.md, "Time worked").
ALTER TABLE segments ADD CONSTRAINT segments_never_overlap
  EXCLUDE USING gist (agent_id WITH =, tstzrange(started_at, ended_at) WITH &&) WHERE (deleted_at IS NULL);
--> statement-breakpoint
-- The ledger is append-only, for the app's own role too: corrections reverse (house.md, law 6).
CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only: % on % refused, post a reversal instead', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER ledger_transactions_append_only BEFORE UPDATE OR DELETE ON ledger_transactions FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
--> statement-breakpoint
CREATE TRIGGER ledger_postings_append_only BEFORE UPDATE OR DELETE ON ledger_postings FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
--> statement-breakpoint
CREATE TRIGGER ledger_transactions_keep BEFORE TRUNCATE ON ledger_transactions FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
--> statement-breakpoint
CREATE TRIGGER ledger_postings_keep BEFORE TRUNCATE ON ledger_postings FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
--> statement-breakpoint
-- The relay wakes when something was recorded; the notice goes out only when the recording transaction commits.
CREATE FUNCTION notify_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('outbox', '');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER events_notify AFTER INSERT ON events FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox();
--> statement-breakpoint
CREATE INDEX events_waiting ON events (seq) WHERE relayed_at IS NULL;
--> statement-breakpoint
INSERT INTO business_clock ("only", offset_seconds) VALUES (true, 0);
--> statement-breakpoint
CREATE FUNCTION notify_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('clock', NEW.offset_seconds::text);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER business_clock_notify AFTER UPDATE ON business_clock FOR EACH ROW EXECUTE FUNCTION notify_clock();
