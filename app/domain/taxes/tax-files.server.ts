import { and, eq, inArray } from "drizzle-orm";
import { type Context, permit } from "#app/domain/accounts/permissions.ts";
import { recordAudit } from "#app/domain/accounts/record-audit.server.ts";
import type { Queryable, Tx } from "#db/client.server.ts";
import { payoutAccounts } from "#db/schema/payouts.ts";
import { taxProfiles } from "#db/schema/taxes.ts";
import type { FieldCipher } from "./field-cipher.server.ts";
import { sealedPlaces } from "./save-tax-profile.server.ts";
import { file1099K, fileDac7, type ReportedAgent, type ReportFile } from "./tax-files.ts";
import { taxYearOf } from "./tax-year.server.ts";
import type { Report } from "./tax-year.ts";

const files: Record<Report, (agents: readonly ReportedAgent[]) => ReportFile> = { "1099-K": file1099K, DAC7: fileDac7 };

/** A year's report with numbers by their last signs only, for checking. Five queries and one. @throws Forbidden */
export async function reportFile(
  db: Queryable,
  { year, report }: { year: number; report: Report },
  context: Context,
): Promise<ReportFile> {
  return files[report](await reportedAgents(db, year, report, context));
}

/**
 * The file that goes to the authority, with whole numbers and birth dates. Who took it and why is kept in the audit log.
 * @throws Forbidden
 */
export async function filingFile(
  tx: Tx,
  { year, report, reason, cipher }: { year: number; report: Report; reason: string; cipher: FieldCipher },
  context: Context,
): Promise<ReportFile> {
  permit(context.actor, "finance.act");
  const agents = await reportedAgents(tx, year, report, context, cipher);
  await recordAudit(
    tx,
    {
      action: "tax-report.exported",
      subject: { kind: "tax-year", id: String(year) },
      reason,
      detail: { report, agents: agents.length },
    },
    context,
  );
  return files[report](agents);
}

async function reportedAgents(
  db: Queryable,
  year: number,
  report: Report,
  context: Context,
  cipher?: FieldCipher,
): Promise<ReportedAgent[]> {
  const named = (await taxYearOf(db, year, context)).filter((one) => one.report === report);
  if (named.length === 0) return [];
  const ids = named.map((one) => one.agentId);
  const rows = await db
    .select({ profile: taxProfiles, bankLast4: payoutAccounts.bankLast4 })
    .from(taxProfiles)
    .leftJoin(payoutAccounts, eq(payoutAccounts.agentId, taxProfiles.subjectId))
    .where(and(eq(taxProfiles.subjectKind, "agent"), inArray(taxProfiles.subjectId, ids)));
  return named.map(({ agentId, name, country, years }) => {
    const found = rows.find((row) => row.profile.subjectId === agentId);
    const profile = found?.profile;
    const places = sealedPlaces({ kind: "agent", id: agentId });
    const opened = (sealed: string | null | undefined, place: string, masked: string) =>
      sealed ? (cipher ? cipher.open(sealed, place) : masked) : "";
    return {
      agentId,
      name: profile?.legalName ?? name,
      entity: profile?.entity ?? "",
      country,
      region: profile?.region ?? "",
      address: profile?.address ?? "",
      city: profile?.city ?? "",
      postcode: profile?.postcode ?? "",
      vatNumber: profile?.vatNumber ?? "",
      registrationNumber: profile?.answers.registrationNumber ?? "",
      taxId: opened(profile?.taxIdCipher, places.taxId, `...${profile?.taxIdLast4}`),
      taxIdCountry: profile?.taxIdCountry ?? "",
      birthDate: opened(profile?.birthDateCipher, places.birthDate, "on file"),
      bankLast4: found?.bankLast4 ? `...${found.bankLast4}` : "",
      years,
    };
  });
}
