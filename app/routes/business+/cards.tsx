import { redirect } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { cardExpiry } from "#app/domain/billing/bill.ts";
import { cardsOf } from "#app/domain/billing/bills.server.ts";
import {
  finishCardSetupFlow,
  moveCard,
  removeCard,
  setDefaultCard,
  startCardSetupFlow,
} from "#app/domain/billing/start-card-setup-flow.server.ts";
import { readForm } from "#app/http/forms.server.ts";
import { requireMember } from "#app/http/guards.server.ts";
import { actionOf, contextOf, id, loaderOf } from "#app/http/route.server.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { ConfirmDialog } from "#app/ui/kit/dialog.tsx";
import { EmptyState } from "#app/ui/kit/empty-state.tsx";
import { Form, Hidden } from "#app/ui/kit/form.tsx";
import { Page } from "#app/ui/kit/page.tsx";
import { When } from "#app/ui/kit/when.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("billing:cards.title");

export const loader = loaderOf(async ({ context, url }) => {
  const { actor, businessId } = requireMember(context);
  const setup = url.searchParams.get("setup");
  if (setup) {
    await finishCardSetupFlow(context.db, context.stripe, { setupId: id(setup) }, contextOf(actor, context));
    throw redirect("/business/cards");
  }
  const cards = await cardsOf(context.db, businessId, actor);
  return { cards: cards.map((card) => ({ ...card, expiry: cardExpiry(card, context.now()) })) };
});

const input = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("add") }),
  z.object({ intent: z.literal("default"), cardId: z.uuid() }),
  z.object({ intent: z.literal("remove"), cardId: z.uuid() }),
  ...(["up", "down"] as const).map((way) =>
    z.object({ intent: z.literal(way), cardId: z.uuid(), from: z.coerce.number().int().min(0).max(99) }),
  ),
]);

export const action = actionOf(async ({ context, request }) => {
  const { actor, businessId } = requireMember(context);
  const form = await readForm(request, context, input);
  if (!form.ok) return form.reply;
  const asking = contextOf(actor, context);
  const { value } = form;
  if (value.intent === "add") {
    const returnTo = `${context.env.PUBLIC_URL}/business/cards`;
    const { url } = await startCardSetupFlow(context.db, context.stripe, { businessId, returnTo }, asking);
    return redirect(url);
  }
  await context.db.transaction((tx) => {
    if (value.intent === "up" || value.intent === "down")
      return moveCard(tx, { cardId: value.cardId, from: value.from, by: value.intent }, asking);
    return value.intent === "default" ? setDefaultCard(tx, value, asking) : removeCard(tx, value, asking);
  });
  return redirect("/business/cards");
});

export default function Cards() {
  const { cards } = useLoaderData<typeof loader>();
  const { t } = useTranslation("billing");
  const add = (
    <Form>
      <Button name="intent" value="add">
        {t("cards.add")}
      </Button>
    </Form>
  );
  return (
    <Page
      title={t("cards.title")}
      subtitle={t("cards.subtitle")}
      back={{ to: "/business/bills", label: t("bills.title") }}
      actions={cards.length > 0 ? add : undefined}
    >
      {cards.length === 0 ? (
        <EmptyState title={t("cards.empty")} action={add}>
          {t("cards.emptyHint")}
        </EmptyState>
      ) : null}
      {cards.length > 1 ? <p className="text-soft text-sm">{t("cards.orderText")}</p> : null}
      <ol className="grid gap-5">
        {cards.map((card, place) => (
          <li key={card.id}>
            <CardOnFile card={card} place={place} of={cards.length} />
          </li>
        ))}
      </ol>
    </Page>
  );
}

type Shown = ReturnType<typeof useLoaderData<typeof loader>>["cards"][number];

/** A card with its place in the order in which cards are tried; the buttons work with keyboard, touch and without JavaScript. */
function CardOnFile({ card, place, of }: { card: Shown; place: number; of: number }) {
  const { t } = useTranslation("billing");
  const named = t("cards.named", { brand: card.brand.toUpperCase(), last4: card.last4 });
  return (
    <Card
      title={of > 1 ? t("cards.placed", { place: place + 1, card: named }) : named}
      actions={
        <span className="flex flex-wrap gap-2">
          {card.isDefault ? <Badge tone="teal">{t("cards.default")}</Badge> : null}
          {card.expiry ? (
            <Badge tone={card.expiry === "expired" ? "red" : "marigold"}>{t(`cards.expiry.${card.expiry}`)}</Badge>
          ) : null}
        </span>
      }
    >
      <p className="text-soft text-sm">
        {t("cards.expires", { month: String(card.expMonth).padStart(2, "0"), year: card.expYear })} · {t("cards.added")}{" "}
        <When at={card.addedAt} format="date" />
      </p>
      {card.expiry ? <p className="text-sm">{t(`cards.expiryText.${card.expiry}`)}</p> : null}
      <div className="flex flex-wrap items-start gap-2">
        {of > 1 ? (
          <Form className="flex gap-2">
            <Hidden name="cardId" value={card.id} />
            <Hidden name="from" value={String(place)} />
            <Button
              variant="secondary"
              name="intent"
              value="up"
              disabled={place === 0}
              aria-label={t("cards.moveUp", { card: named })}
            >
              <ArrowUp className="size-4" aria-hidden="true" />
            </Button>
            <Button
              variant="secondary"
              name="intent"
              value="down"
              disabled={place === of - 1}
              aria-label={t("cards.moveDown", { card: named })}
            >
              <ArrowDown className="size-4" aria-hidden="true" />
            </Button>
          </Form>
        ) : null}
        {card.isDefault ? null : (
          <Form>
            <Hidden name="cardId" value={card.id} />
            <Button variant="secondary" name="intent" value="default">
              {t("cards.makeDefault")}
            </Button>
          </Form>
        )}
        {card.isDefault && of > 1 ? null : (
          <ConfirmDialog trigger={t("cards.remove")} title={t("cards.removeTitle")}>
            <p className="text-sm">{t("cards.removeText")}</p>
            <Form>
              <Hidden name="cardId" value={card.id} />
              <Button variant="danger" name="intent" value="remove">
                {t("cards.removeNow")}
              </Button>
            </Form>
          </ConfirmDialog>
        )}
      </div>
    </Card>
  );
}
