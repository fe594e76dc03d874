ALTER TABLE "contracts" ADD CONSTRAINT "contracts_id_agent" UNIQUE("id","agent_id");--> statement-breakpoint
ALTER TABLE "segments" DROP CONSTRAINT "segments_contract_id_contracts_id_fk";
--> statement-breakpoint
ALTER TABLE "segments" DROP CONSTRAINT "segments_agent_id_agents_id_fk";
--> statement-breakpoint
ALTER TABLE "segments" ADD CONSTRAINT "segments_contract_agent" FOREIGN KEY ("contract_id","agent_id") REFERENCES "public"."contracts"("id","agent_id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
-- What the diary holds that decides about a batch, after the agent's row is locked: one batch of an agent at a time. One round trip, and plans that are
-- made once a connection: planning seven questions over all months took longer than answering them. Each week is asked for by itself, so that
-- a plan made for any week still reads one month.
CREATE FUNCTION diary_facts(
  p_contract uuid, p_agent uuid, p_ids uuid[], p_weeks date[], p_around date[], p_from timestamptz, p_to timestamptz,
  OUT pauses json, OUT known jsonb, OUT taken jsonb, OUT frozen jsonb, OUT limits jsonb, OUT worked jsonb, OUT head json
) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  v_week date;
  v_limit integer;
  v_minutes bigint;
BEGIN
  PERFORM FROM agents WHERE id = p_agent FOR UPDATE;
  known := '[]';
  taken := '[]';
  frozen := '[]';
  limits := '{}';
  worked := '{}';
  SELECT json_agg(json_build_object('p', paused_at, 'r', resumed_at) ORDER BY paused_at) INTO pauses
    FROM contract_pauses WHERE contract_id = p_contract;
  SELECT json_build_object('seq', seq, 'hash', hash) INTO head FROM diary_chain WHERE contract_id = p_contract ORDER BY seq DESC LIMIT 1;
  FOREACH v_week IN ARRAY p_around LOOP
    known := known || (
      SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'c', contract_id, 's', started_at, 'm', minutes, 'k', kind)), '[]')
      FROM segments WHERE id = ANY (p_ids) AND week = v_week);
  END LOOP;
  FOREACH v_week IN ARRAY p_weeks LOOP
    taken := taken || (
      SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'f', started_at, 't', ended_at)), '[]') FROM segments
      WHERE agent_id = p_agent AND week = v_week AND deleted_at IS NULL
        AND started_at < p_to AND started_at > p_from - interval '10 minutes' AND ended_at > p_from);
    SELECT sum(minutes) INTO v_minutes FROM segments
      WHERE contract_id = p_contract AND week = v_week AND deleted_at IS NULL AND NOT over_limit;
    worked := worked || jsonb_build_object(v_week::text, coalesce(v_minutes, 0));
    SELECT weekly_limit_minutes INTO v_limit FROM contract_terms
      WHERE contract_id = p_contract AND from_week <= v_week ORDER BY from_week DESC, recorded_at DESC LIMIT 1;
    IF FOUND THEN limits := limits || jsonb_build_object(v_week::text, v_limit); END IF;
    IF EXISTS (SELECT FROM timesheets WHERE contract_id = p_contract AND week = v_week) THEN frozen := frozen || to_jsonb(v_week::text); END IF;
  END LOOP;
END $$;
