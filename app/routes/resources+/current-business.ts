import { redirect } from "@remix-run/node";
import { z } from "zod";
import { chooseBusiness } from "#app/domain/accounts/session.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireViewer } from "#app/http/guards.server.ts";
import { actionOf } from "#app/http/route.server.ts";
import { NotFound } from "#app/kernel/errors.ts";

export const loader = () => redirect("/business");

/** Shows another of a member's businesses from now on in this session. */
export const action = actionOf(async ({ context, request }) => {
  const { viewer } = requireViewer(context);
  const form = await readForm(request, context, z.object({ businessId: z.uuid() }));
  if (!form.ok) return form.reply;
  const { businessId } = form.value;
  if (!viewer.businesses.some((one) => one.id === businessId)) throw new NotFound();
  if (context.sessionToken) await chooseBusiness(context.db, context.sessionToken, businessId);
  return redirect("/business");
});
