import { boolean, date, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { currency, instant, minor, oneOf } from "./columns.ts";

export const taxSubjects = ["agent", "business"] as const;
export const taxForms = ["W-9", "W-8BEN", "W-8BEN-E", "DAC7"] as const;

/** Who somebody is for invoices and tax authorities. What identifies a person is encrypted at rest (AES-256-GCM); only its last digits are readable. */
export const taxProfiles = pgTable(
  "tax_profiles",
  {
    subjectKind: text("subject_kind", { enum: taxSubjects }).notNull(),
    subjectId: uuid("subject_id").notNull(),
    legalName: text("legal_name").notNull(),
    entity: text("entity", { enum: ["individual", "company"] }).notNull(),
    country: text("country").notNull(),
    /** State of the US, province of Canada; empty elsewhere. */
    region: text("region").notNull().default(""),
    address: text("address").notNull().default(""),
    city: text("city").notNull().default(""),
    postcode: text("postcode").notNull().default(""),
    /** "PT123456789"; empty when not registered. Its form is checked, not its truth. */
    vatNumber: text("vat_number").notNull().default(""),
    vatRegistered: boolean("vat_registered").notNull().default(false),
    taxIdCipher: text("tax_id_cipher"),
    taxIdLast4: text("tax_id_last4"),
    taxIdCountry: text("tax_id_country"),
    birthDateCipher: text("birth_date_cipher"),
    form: text("form", { enum: taxForms }),
    /** Answers of the form beside the above: treaty country, classification, FATCA code ... */
    answers: jsonb("answers").notNull().default({}).$type<Record<string, string>>(),
    signedName: text("signed_name"),
    signedAt: instant("signed_at"),
    /** A W-8 holds until the end of the third year after it was signed. */
    validUntil: date("valid_until", { mode: "string" }),
    updatedAt: instant("updated_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectKind, t.subjectId] }),
    index("tax_profiles_country").on(t.country),
    oneOf("tax_profiles_subject", t.subjectKind, taxSubjects),
  ],
);

/** A year's figures of an agent as reported, kept as they were on the day. */
export const taxSummaries = pgTable(
  "tax_summaries",
  {
    agentId: uuid("agent_id").notNull(),
    year: integer("year").notNull(),
    currency: currency().notNull(),
    gross: minor("gross").notNull(),
    fees: minor("fees").notNull(),
    tax: minor("tax").notNull(),
    transactions: integer("transactions").notNull(),
    quarters: jsonb("quarters").notNull().$type<{ gross: string; credited: string; transactions: number }[]>(),
    form: text("form"),
    madeAt: instant("made_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.agentId, t.year, t.currency] })],
);

/** When an agent was last asked for a tax form, so that asking again waits its days. */
export const taxFormRequests = pgTable("tax_form_requests", {
  agentId: uuid("agent_id").primaryKey(),
  askedAt: instant("asked_at").notNull(),
  times: integer("times").notNull().default(1),
});
