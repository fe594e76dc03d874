import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { decideDispute } from "#app/domain/disputes/decide-dispute.server.ts";
import { decideDisputeInput, waitsFor } from "#app/domain/disputes/dispute.ts";
import { disputePage } from "#app/domain/disputes/disputes.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireStaff } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { DecideDispute } from "#app/ui/disputes/decide-dispute.tsx";
import { DisputeDetail } from "#app/ui/disputes/dispute-detail.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("disputes:detail.title");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireStaff(context);
  return disputePage(context.db, id(params.disputeId), actor);
});

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireStaff(context, "mediator");
  const disputeId = id(params.disputeId);
  const form = await readForm(request, context, decideDisputeInput);
  if (!form.ok) return form.reply;
  await context.db.transaction((tx) => decideDispute(tx, { disputeId, ...form.value }, contextOf(actor, context)));
  return redirect(`/desk/disputes/${disputeId}`);
});

export default function DeskDispute() {
  const page = useLoaderData<typeof loader>();
  const { dispute, segments, hold, mayDecide } = page;
  const { now } = useReader();
  const decides = mayDecide && waitsFor(dispute, now)?.what === "decision";
  return (
    <DisputeDetail
      {...page}
      area="desk"
      zone="UTC"
      ownSegments={decides}
      action={
        decides ? (
          <DecideDispute segments={segments} currency={dispute.currency} zone="UTC" alreadyPaid={hold?.alreadyPaid ?? 0n} />
        ) : null
      }
    />
  );
}
