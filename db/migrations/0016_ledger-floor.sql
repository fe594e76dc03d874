ALTER TABLE "ledger_transactions" DROP CONSTRAINT "ledger_transactions_reverses_unique";--> statement-breakpoint
ALTER TABLE "ledger_balances" DROP CONSTRAINT "ledger_balances_one_shard";--> statement-breakpoint
ALTER TABLE "ledger_balances" DROP CONSTRAINT "ledger_balances_not_below_zero";--> statement-breakpoint
DROP INDEX "ledger_transactions_source";--> statement-breakpoint
DROP INDEX "ledger_transactions_stripe";--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD COLUMN "floor" smallint;--> statement-breakpoint
ALTER TABLE "ledger_accounts" DISABLE TRIGGER ledger_accounts_unchangeable;--> statement-breakpoint
UPDATE "ledger_accounts" SET "floor" = case when "owner_id" is null or "kind" = 'business:receivable' then 0 when "normal_side" = 'credit' then 1 else -1 end;--> statement-breakpoint
ALTER TABLE "ledger_accounts" ENABLE TRIGGER ledger_accounts_unchangeable;--> statement-breakpoint
ALTER TABLE "ledger_accounts" ALTER COLUMN "floor" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger_balances" ADD COLUMN "floor" smallint;--> statement-breakpoint
UPDATE "ledger_balances" b SET "floor" = a."floor" FROM "ledger_accounts" a WHERE a."id" = b."account_id";--> statement-breakpoint
ALTER TABLE "ledger_balances" ALTER COLUMN "floor" SET NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_transactions_reverses" ON "ledger_transactions" USING btree ("reverses") WHERE "ledger_transactions"."reverses" is not null;--> statement-breakpoint
CREATE INDEX "ledger_transactions_source" ON "ledger_transactions" USING btree ("source_kind","source_id") WHERE "ledger_transactions"."source_id" is not null;--> statement-breakpoint
CREATE INDEX "ledger_transactions_stripe" ON "ledger_transactions" USING btree ("stripe_id") WHERE "ledger_transactions"."stripe_id" is not null;--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_id_floor" UNIQUE("id","floor");--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_floor" CHECK ("ledger_accounts"."floor" = case when "ledger_accounts"."owner_id" is null or "ledger_accounts"."kind" = 'business:receivable' then 0 when "ledger_accounts"."normal_side" = 'credit' then 1 else -1 end);--> statement-breakpoint
ALTER TABLE "ledger_balances" ADD CONSTRAINT "ledger_balances_not_below_zero" CHECK ("ledger_balances"."floor" * ("ledger_balances"."debits" - "ledger_balances"."credits") <= 0);--> statement-breakpoint
ALTER TABLE "ledger_balances" ADD CONSTRAINT "ledger_balances_account_id_floor_ledger_accounts_id_floor_fk" FOREIGN KEY ("account_id","floor") REFERENCES "public"."ledger_accounts"("id","floor") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
DROP FUNCTION post_ledger_transaction;--> statement-breakpoint
-- Opens an account and its balance row as its id says; the checks of both tables refuse what the chart does not have.
CREATE FUNCTION open_ledger_account(p_id text, p_shard smallint, p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_owner uuid := CASE WHEN p_id ~ '^(agent|business):' THEN split_part(p_id, ':', 2)::uuid END;
  v_kind text := CASE
    WHEN v_owner IS NOT NULL THEN split_part(p_id, ':', 1) || ':' || split_part(p_id, ':', 3)
    WHEN p_id LIKE 'stripe:_:balance:%' THEN 'stripe:balance'
    WHEN p_id LIKE 'tax:%' THEN 'tax'
    ELSE left(p_id, -4) END;
  v_side text := CASE
    WHEN v_kind IN ('business:credit', 'platform:fees', 'tax') OR (v_kind LIKE 'agent:%' AND v_kind <> 'agent:owed') THEN 'credit'
    ELSE 'debit' END;
  v_floor smallint := CASE WHEN v_owner IS NULL OR v_kind = 'business:receivable' THEN 0 WHEN v_side = 'credit' THEN 1 ELSE -1 END;
BEGIN
  INSERT INTO ledger_accounts (id, currency, kind, owner_id, normal_side, floor, opened_at)
    VALUES (p_id, right(p_id, 3), v_kind, v_owner, v_side, v_floor, p_now) ON CONFLICT (id) DO NOTHING;
  INSERT INTO ledger_balances (account_id, shard, currency, floor) VALUES (p_id, p_shard, right(p_id, 3), v_floor) ON CONFLICT DO NOTHING;
END $$;--> statement-breakpoint
-- Posts a transaction in one round trip (decision 012). Accounts come sorted by id, so that two posters never wait for each other in a circle; what
-- belongs to the platform moves in the row of this session, so that they need not wait at all. The same key is posted once. What belongs to a
-- closed month is posted now and says when it belongs.
CREATE FUNCTION post_ledger_transaction(
  p_id uuid, p_key text, p_hash text, p_kind text, p_occurred_at timestamptz, p_now timestamptz, p_source_kind text, p_source_id text,
  p_stripe_id text, p_reverses uuid, p_detail jsonb,
  p_accounts text[], p_debits bigint[], p_credits bigint[],
  p_posting_ids uuid[], p_debit_accounts text[], p_credit_accounts text[], p_amounts bigint[],
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
    v_shard := CASE WHEN p_accounts[i] LIKE 'agent:%' OR p_accounts[i] LIKE 'business:%' THEN 0 ELSE v_own END;
    UPDATE ledger_balances SET debits = debits + p_debits[i], credits = credits + p_credits[i]
      WHERE account_id = p_accounts[i] AND shard = v_shard;
    IF NOT FOUND THEN
      PERFORM open_ledger_account(p_accounts[i], v_shard, p_now);
      UPDATE ledger_balances SET debits = debits + p_debits[i], credits = credits + p_credits[i]
        WHERE account_id = p_accounts[i] AND shard = v_shard;
    END IF;
  END LOOP;
  FOR i IN 1 .. cardinality(p_posting_ids) LOOP
    INSERT INTO ledger_postings (id, transaction_id, debit_account, credit_account, amount, currency, occurred_at)
      VALUES (p_posting_ids[i], p_id, p_debit_accounts[i], p_credit_accounts[i], p_amounts[i], right(p_debit_accounts[i], 3), v_at);
  END LOOP;
  transaction_id := p_id;
  posted := true;
  same := true;
END $$;
