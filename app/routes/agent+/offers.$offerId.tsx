import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { acceptOffer } from "#app/domain/contracts/accept-offer.server.ts";
import { offerPage } from "#app/domain/hiring/applications.server.ts";
import { declineOffer } from "#app/domain/hiring/decline-offer.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireAgent } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { weekOf } from "#app/kernel/time.ts";
import { toUtcHours, touchedLocalHours } from "#app/kernel/week-hours.ts";
import { EvidenceMeaning } from "#app/ui/hiring/evidence-meaning.tsx";
import { OfferTerms } from "#app/ui/hiring/offer-terms.tsx";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { ConfirmDialog } from "#app/ui/kit/dialog.tsx";
import { Form } from "#app/ui/kit/form.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { When } from "#app/ui/kit/when.tsx";
import { WeekHeatmap } from "#app/ui/roles/week-heatmap.tsx";
import { hoursInWords } from "#app/ui/roles/week-words.ts";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("hiring:offer.received");

export const loader = loaderOf(async ({ context, params }) => {
  const { actor } = requireAgent(context);
  const page = await offerPage(context.db, id(params.offerId), actor);
  const { windows, timeZone } = page.offer;
  const week = weekOf(context.now());
  const ownClock = touchedLocalHours(toUtcHours(windows, timeZone, week), context.timeZone, week);
  return { ...page, zone: context.timeZone, ownClock };
});

const input = z.object({ intent: z.enum(["accept", "decline"]) });

export const action = actionOf(async ({ context, params, request }) => {
  const { actor } = requireAgent(context);
  const offerId = id(params.offerId);
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const by = contextOf(actor, context);
  if (form.value.intent === "decline") {
    await context.db.transaction((tx) => declineOffer(tx, { offerId }, by));
    return redirect(`/agent/offers/${offerId}`);
  }
  const contract = await context.db.transaction((tx) => acceptOffer(tx, { offerId }, by));
  return redirect(`/agent/contracts/${contract.id}`);
});

export default function Offer() {
  const { offer, businessName, zone, ownClock } = useLoaderData<typeof loader>();
  const { t } = useTranslation("hiring");
  const { locale } = useReader();
  return (
    <Page
      title={t("offer.from", { business: businessName })}
      subtitle={offer.title}
      state={<Badge tone={offer.state === "sent" ? "marigold" : "neutral"}>{t(`offerStates.${offer.state}`)}</Badge>}
      back={{ to: `/agent/applications/${offer.applicationId}`, label: businessName }}
    >
      <Card title={t("offer.terms")}>
        <OfferTerms terms={offer} />
      </Card>
      <Card title={t("offer.windows")}>
        <p className="text-soft text-sm">{t("roles:detail.zone", { zone: offer.timeZone })}</p>
        <WeekHeatmap bits={offer.windows} label={t("offer.windows")} />
        {zone === offer.timeZone ? null : (
          <p className="text-sm">
            <span className="text-soft">{t("roles:browse.ownClock", { zone })}</span> {hoursInWords(ownClock, locale)}
          </p>
        )}
      </Card>
      <Card title={t("evidence.panel")}>
        <p className="font-medium text-sm">{t(`evidence.levels.${offer.evidenceLevel}`)}</p>
        <EvidenceMeaning level={offer.evidenceLevel} />
      </Card>
      {offer.message ? (
        <Card title={t("offer.word")}>
          <p className="whitespace-pre-line">{offer.message}</p>
        </Card>
      ) : null}
      {offer.state === "sent" ? (
        <Card title={t("offer.answer")}>
          <p className="text-sm">
            {t("offer.until")} <When at={offer.expiresAt} />
          </p>
          <p className="text-soft text-sm">{t("offer.accepting")}</p>
          <Form className="flex flex-wrap items-start gap-3">
            <Button name="intent" value="accept">
              {t("offer.accept")}
            </Button>
            <ConfirmDialog trigger={t("offer.decline")} title={t("offer.declineTitle")}>
              <Button name="intent" value="decline" variant="danger">
                {t("offer.decline")}
              </Button>
            </ConfirmDialog>
          </Form>
        </Card>
      ) : null}
    </Page>
  );
}
