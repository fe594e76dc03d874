DROP INDEX "match_profiles_rating";--> statement-breakpoint
CREATE INDEX "agents_rating" ON "agents" USING btree ("rating_milli" DESC NULLS LAST,"id");
--> statement-breakpoint
-- Room on each page for a row's next version: what ranking reads of somebody changes without its indexes being touched.
ALTER TABLE "match_profiles" SET (fillfactor = 85);
