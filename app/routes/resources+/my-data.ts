import { redirect } from "@remix-run/node";
import { z } from "zod";
import { confirmPassword } from "#app/domain/accounts/confirm-password.server.ts";
import { recordExport } from "#app/domain/accounts/record-export.server.ts";
import { filesAboutMe } from "#app/domain/notifications/everything-about-me.server.ts";
import { fieldCipherOf } from "#app/domain/taxes/field-cipher.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { actionOf, contextOf, loaderOf } from "#app/http/route.server.ts";
import { zipStream } from "#app/http/zip.server.ts";
import { DomainError, TooMany } from "#app/kernel/errors.ts";
import { dateIn } from "#app/kernel/time.ts";

const input = z.object({ password: z.string().min(1).max(1000) });

/** Asked for by its address there is nothing: the page asks for the password. */
export const loader = loaderOf(({ context }) => {
  requireViewer(context);
  return redirect("/settings/my-data");
});

/** Everything about whoever asks, after their password; what is wrong is said on the page, which a download cannot show. */
export const action = actionOf(async ({ context, request }) => {
  const { actor } = requireViewer(context);
  const back = (problem: string) => redirect(`/settings/my-data?problem=${problem}`);
  const form = input.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) return back("password");
  try {
    await confirmPassword(context.db, { password: form.data.password, field: "password" }, { actor, realNow: new Date() });
  } catch (error) {
    if (error instanceof DomainError) return back(error instanceof TooMany ? "attempts" : "password");
    throw error;
  }
  const now = context.now();
  await context.db.transaction((tx) => recordExport(tx, contextOf(actor, context)));
  const cipher = fieldCipherOf(context.env);
  const files = filesAboutMe(context.db, { actor, now, cipher, t: context.translate });
  return zipStream(`deskhand-my-data-${dateIn(now, context.timeZone)}.zip`, files, now);
});
