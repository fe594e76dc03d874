DROP INDEX "ledger_postings_debit_account";--> statement-breakpoint
DROP INDEX "ledger_postings_credit_account";--> statement-breakpoint
ALTER TABLE "ledger_postings" ADD COLUMN "occurred_at" timestamp (3) with time zone;--> statement-breakpoint
-- The one time that rows of the ledger are touched: they get their transaction's moment beside them.
ALTER TABLE "ledger_postings" DISABLE TRIGGER ledger_postings_append_only;--> statement-breakpoint
UPDATE "ledger_postings" p SET "occurred_at" = t."occurred_at" FROM "ledger_transactions" t WHERE t."id" = p."transaction_id";--> statement-breakpoint
ALTER TABLE "ledger_postings" ENABLE TRIGGER ledger_postings_append_only;--> statement-breakpoint
ALTER TABLE "ledger_postings" ALTER COLUMN "occurred_at" SET NOT NULL;--> statement-breakpoint
CREATE INDEX "ledger_postings_debit_at" ON "ledger_postings" USING btree ("debit_account","occurred_at","amount");--> statement-breakpoint
CREATE INDEX "ledger_postings_credit_at" ON "ledger_postings" USING btree ("credit_account","occurred_at","amount");--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_on_chart" CHECK (case
        when "ledger_accounts"."kind" in ('business:receivable', 'business:credit', 'agent:pending', 'agent:held', 'agent:available', 'agent:in_transit', 'agent:paid_out', 'agent:owed')
          then "ledger_accounts"."owner_id" is not null and "ledger_accounts"."id" = split_part("ledger_accounts"."kind", ':', 1) || ':' || "ledger_accounts"."owner_id" || ':' || split_part("ledger_accounts"."kind", ':', 2) || ':' || "ledger_accounts"."currency"
        when "ledger_accounts"."kind" in ('platform:advances', 'platform:fees', 'platform:stripe_fees', 'platform:fx', 'platform:chargebacks', 'platform:write_offs', 'platform:bank', 'stripe:in_transit', 'bank:settled', 'clearing')
          then "ledger_accounts"."owner_id" is null and "ledger_accounts"."id" = "ledger_accounts"."kind" || ':' || "ledger_accounts"."currency"
        when "ledger_accounts"."kind" = 'stripe:balance' then "ledger_accounts"."owner_id" is null and "ledger_accounts"."id" ~ '^stripe:[ab]:balance:[A-Z]{3}$'
        when "ledger_accounts"."kind" = 'tax' then "ledger_accounts"."owner_id" is null and "ledger_accounts"."id" ~ '^tax:[A-Z]{2}(-[A-Z0-9]{1,3})?:vat:[A-Z]{3}$'
        else false end);--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_normal_side" CHECK ("ledger_accounts"."normal_side" = case when "ledger_accounts"."kind" in ('business:credit', 'agent:pending', 'agent:held', 'agent:available', 'agent:in_transit', 'agent:paid_out', 'platform:fees', 'tax') then 'credit' else 'debit' end);--> statement-breakpoint
ALTER TABLE "ledger_balances" ADD CONSTRAINT "ledger_balances_not_below_zero" CHECK (case
        when "ledger_balances"."account_id" like 'agent:%:owed:%' then "ledger_balances"."debits" >= "ledger_balances"."credits"
        when "ledger_balances"."account_id" like 'agent:%' or "ledger_balances"."account_id" like 'business:%:credit:%' then "ledger_balances"."credits" >= "ledger_balances"."debits"
        else true end);--> statement-breakpoint
ALTER TABLE "ledger_balances" ADD CONSTRAINT "ledger_balances_one_shard" CHECK ("ledger_balances"."shard" = 0 or ("ledger_balances"."account_id" not like 'agent:%' and "ledger_balances"."account_id" not like 'business:%'));--> statement-breakpoint
-- Posts a transaction in one round trip (decision 012). Accounts come sorted by id, so that two posters never wait for each other in a circle; what
-- belongs to the platform moves in the row of this session, so that they need not wait at all. The same key is posted once. What belongs to a
-- closed month is posted now and says when it belongs.
CREATE FUNCTION post_ledger_transaction(
  p_id uuid, p_key text, p_hash text, p_kind text, p_occurred_at timestamptz, p_now timestamptz, p_source_kind text, p_source_id text,
  p_stripe_id text, p_reverses uuid, p_detail jsonb,
  p_accounts text[], p_currencies text[], p_kinds text[], p_owners uuid[], p_sides text[], p_debits bigint[], p_credits bigint[],
  p_posting_ids uuid[], p_debit_accounts text[], p_credit_accounts text[], p_amounts bigint[], p_posting_currencies text[],
  OUT transaction_id uuid, OUT posted boolean, OUT same boolean
) LANGUAGE plpgsql AS $$
DECLARE
  v_at timestamptz := p_occurred_at;
  v_detail jsonb := p_detail;
  v_own smallint := pg_backend_pid() % 16;
  v_shard smallint;
BEGIN
  IF v_at <> p_now AND EXISTS (SELECT FROM accounting_periods WHERE state = 'closed' AND month = to_char(v_at AT TIME ZONE 'UTC', 'YYYY-MM')) THEN
    v_detail := v_detail || jsonb_build_object('belongsTo', to_char(v_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
    v_at := p_now;
  END IF;
  INSERT INTO ledger_transactions (id, key, input_hash, kind, occurred_at, source_kind, source_id, stripe_id, reverses, detail)
    VALUES (p_id, p_key, p_hash, p_kind, v_at, p_source_kind, p_source_id, p_stripe_id, p_reverses, v_detail)
    ON CONFLICT (key) DO NOTHING;
  IF NOT FOUND THEN
    posted := false;
    SELECT t.id, t.input_hash = p_hash INTO transaction_id, same FROM ledger_transactions t WHERE t.key = p_key;
    RETURN;
  END IF;
  FOR i IN 1 .. cardinality(p_accounts) LOOP
    v_shard := CASE WHEN p_owners[i] IS NULL THEN v_own ELSE 0 END;
    UPDATE ledger_balances SET debits = debits + p_debits[i], credits = credits + p_credits[i]
      WHERE account_id = p_accounts[i] AND shard = v_shard;
    IF NOT FOUND THEN
      INSERT INTO ledger_accounts (id, currency, kind, owner_id, normal_side, opened_at)
        VALUES (p_accounts[i], p_currencies[i], p_kinds[i], p_owners[i], p_sides[i], p_now) ON CONFLICT DO NOTHING;
      INSERT INTO ledger_balances (account_id, shard, currency) VALUES (p_accounts[i], v_shard, p_currencies[i]) ON CONFLICT DO NOTHING;
      UPDATE ledger_balances SET debits = debits + p_debits[i], credits = credits + p_credits[i]
        WHERE account_id = p_accounts[i] AND shard = v_shard;
    END IF;
  END LOOP;
  INSERT INTO ledger_postings (id, transaction_id, debit_account, credit_account, amount, currency, occurred_at)
    SELECT u.id, p_id, u.debit, u.credit, u.amount, u.currency, v_at
    FROM unnest(p_posting_ids, p_debit_accounts, p_credit_accounts, p_amounts, p_posting_currencies) AS u(id, debit, credit, amount, currency);
  transaction_id := p_id;
  posted := true;
  same := true;
END $$;--> statement-breakpoint
-- Room for new versions of a row on its own page: a balance changes at every posting.
ALTER TABLE ledger_balances SET (fillfactor = 50);--> statement-breakpoint
-- Accounts are opened and never changed; a balance row moves with postings and is never taken away; a closed month stays closed.
CREATE TRIGGER ledger_accounts_unchangeable BEFORE UPDATE OR DELETE ON ledger_accounts FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();--> statement-breakpoint
CREATE TRIGGER ledger_accounts_keep BEFORE TRUNCATE ON ledger_accounts FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();--> statement-breakpoint
CREATE TRIGGER ledger_balances_stay BEFORE DELETE ON ledger_balances FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();--> statement-breakpoint
CREATE TRIGGER ledger_balances_keep BEFORE TRUNCATE ON ledger_balances FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();--> statement-breakpoint
CREATE TRIGGER accounting_periods_stay_closed BEFORE UPDATE OR DELETE ON accounting_periods FOR EACH ROW WHEN (OLD.state = 'closed') EXECUTE FUNCTION ledger_is_append_only();--> statement-breakpoint
CREATE TRIGGER accounting_periods_keep BEFORE TRUNCATE ON accounting_periods FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
