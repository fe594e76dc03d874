CREATE EXTENSION IF NOT EXISTS unaccent;
--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
CREATE TABLE "agent_search" (
	"agent_id" uuid PRIMARY KEY NOT NULL,
	"document" "tsvector" NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agent_words" (
	"word" text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
ALTER TABLE "agent_search" ADD CONSTRAINT "agent_search_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "agent_search_document" ON "agent_search" USING gin ("document");--> statement-breakpoint
CREATE INDEX "agent_words_near" ON "agent_words" USING gin ("word" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "match_profiles_rating" ON "match_profiles" USING btree ("rating_milli" DESC NULLS LAST,"agent_id") WHERE "match_profiles"."open";--> statement-breakpoint
CREATE TEXT SEARCH CONFIGURATION agent_simple (COPY = simple);
--> statement-breakpoint
ALTER TEXT SEARCH CONFIGURATION agent_simple ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
--> statement-breakpoint
CREATE TEXT SEARCH CONFIGURATION agent_en (COPY = english);
--> statement-breakpoint
ALTER TEXT SEARCH CONFIGURATION agent_en ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
--> statement-breakpoint
CREATE TEXT SEARCH CONFIGURATION agent_fr (COPY = french);
--> statement-breakpoint
ALTER TEXT SEARCH CONFIGURATION agent_fr ALTER MAPPING FOR hword, hword_part, word WITH unaccent, french_stem;
--> statement-breakpoint
CREATE TEXT SEARCH CONFIGURATION agent_pt (COPY = portuguese);
--> statement-breakpoint
ALTER TEXT SEARCH CONFIGURATION agent_pt ALTER MAPPING FOR hword, hword_part, word WITH unaccent, portuguese_stem;
--> statement-breakpoint
CREATE TEXT SEARCH CONFIGURATION agent_es (COPY = spanish);
--> statement-breakpoint
ALTER TEXT SEARCH CONFIGURATION agent_es ALTER MAPPING FOR hword, hword_part, word WITH unaccent, spanish_stem;
--> statement-breakpoint
-- A text in any of the four languages: whole words, and each language's stems of them.
CREATE FUNCTION agent_document(words text) RETURNS tsvector LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT to_tsvector('agent_simple', words) || to_tsvector('agent_en', words) || to_tsvector('agent_fr', words)
    || to_tsvector('agent_pt', words) || to_tsvector('agent_es', words)
$$;
--> statement-breakpoint
-- All of some words, each as it stands, as a beginning, or as any of the languages stems it.
CREATE FUNCTION agent_query(words text[]) RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT string_agg('(' || one || ')', ' & ')::tsquery FROM (
    SELECT (to_tsquery('agent_simple', '''' || replace(replace(word, '\', ''), '''', '') || ''':*') || plainto_tsquery('agent_en', word)
      || plainto_tsquery('agent_fr', word) || plainto_tsquery('agent_pt', word) || plainto_tsquery('agent_es', word))::text AS one
    FROM unnest(words) AS word
  ) each_word WHERE one <> ''
$$;
