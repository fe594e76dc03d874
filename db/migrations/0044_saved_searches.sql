CREATE TABLE "saved_searches" (
	"id" uuid PRIMARY KEY NOT NULL,
	"business_id" uuid NOT NULL,
	"name" text NOT NULL,
	"state" text DEFAULT 'watching' NOT NULL,
	"query" text,
	"role_id" uuid,
	"created_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"looked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "saved_searches_state" CHECK ("saved_searches"."state" in ('watching', 'paused')),
	CONSTRAINT "saved_searches_one_kind" CHECK (("saved_searches"."query" is null) <> ("saved_searches"."role_id" is null))
);
--> statement-breakpoint
CREATE TABLE "search_finds" (
	"search_id" uuid NOT NULL,
	"agent_id" uuid NOT NULL,
	"found_at" timestamp (3) with time zone NOT NULL,
	"is_new" boolean NOT NULL,
	CONSTRAINT "search_finds_search_id_agent_id_pk" PRIMARY KEY("search_id","agent_id")
);
--> statement-breakpoint
ALTER TABLE "saved_searches" ADD CONSTRAINT "saved_searches_business_id_businesses_id_fk" FOREIGN KEY ("business_id") REFERENCES "public"."businesses"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_searches" ADD CONSTRAINT "saved_searches_role_id_roles_id_fk" FOREIGN KEY ("role_id") REFERENCES "public"."roles"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_searches" ADD CONSTRAINT "saved_searches_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "search_finds" ADD CONSTRAINT "search_finds_search_id_saved_searches_id_fk" FOREIGN KEY ("search_id") REFERENCES "public"."saved_searches"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "search_finds" ADD CONSTRAINT "search_finds_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "saved_searches_name" ON "saved_searches" USING btree ("business_id","name");--> statement-breakpoint
CREATE UNIQUE INDEX "saved_searches_role" ON "saved_searches" USING btree ("role_id") WHERE "saved_searches"."role_id" is not null;