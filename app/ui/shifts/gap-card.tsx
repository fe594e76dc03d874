import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import type { Stretch } from "#app/domain/shifts/shift.ts";
import { money } from "#app/kernel/money.ts";
import { dateIn } from "#app/kernel/time.ts";
import { Badge } from "#app/ui/kit/badge.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Form, Hidden } from "#app/ui/kit/form.tsx";
import { MoneyText } from "#app/ui/kit/money-text.tsx";
import { Stars } from "#app/ui/kit/stars.tsx";
import { useShiftWords } from "./shift-words.ts";

interface Gap extends Stretch {
  people: number;
  team: { contractId: string; name: string; agreed: boolean; leftMinutes: number }[];
  outside: { id: string; name: string; hourlyRate: bigint; currency: string; ratingMilli: number; ratingCount: number }[];
}

/** One gap of a week: who of the team could take it, and who else is usually free then. */
export function GapCard({ gap, role, mayManage }: { gap: Gap; role: { id: string; timeZone: string }; mayManage: boolean }) {
  const { t } = useTranslation("shifts");
  const words = useShiftWords(role.timeZone);
  const [from, to] = words.times(gap).split("–");
  return (
    <Card title={words.whole(gap)} actions={<Badge tone="marigold">{t("cover.missing", { count: gap.people })}</Badge>}>
      <div className="grid gap-4 md:grid-cols-2">
        <div className="grid content-start gap-2">
          <h3 className="font-medium text-sm">{t("cover.team")}</h3>
          {gap.team.length === 0 ? <p className="text-soft text-sm">{t("cover.nobodyOfTeam")}</p> : null}
          <ul className="grid gap-2 text-sm">
            {gap.team.map((one) => (
              <li key={one.contractId} className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <Link to={`/business/contracts/${one.contractId}`} className="font-medium text-accent hover:underline">
                  {one.name}
                </Link>
                <span className="text-soft">
                  {t(one.agreed ? "cover.agreed" : "cover.notAgreed")} · {t("cover.left")} <Minutes value={one.leftMinutes} />
                </span>
                {mayManage ? (
                  <Form intent="add" about={{ name: "contractId", value: one.contractId }}>
                    <Hidden name="day" value={dateIn(gap.startsAt, role.timeZone)} />
                    <Hidden name="from" value={from!} />
                    <Hidden name="to" value={to!} />
                    <Hidden name="note" value="" />
                    <Button size="sm" variant="secondary">
                      {t("cover.draft", { name: one.name })}
                    </Button>
                  </Form>
                ) : null}
              </li>
            ))}
          </ul>
        </div>
        <div className="grid content-start gap-2">
          <h3 className="font-medium text-sm">{t("cover.outside")}</h3>
          {gap.outside.length === 0 ? <p className="text-soft text-sm">{t("cover.nobodyOutside")}</p> : null}
          <ul className="grid gap-2 text-sm">
            {gap.outside.map((one) => (
              <li key={one.id} className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <Link to={`/business/agents/${one.id}?role=${role.id}`} className="font-medium text-accent hover:underline">
                  {one.name}
                </Link>
                <span>
                  <MoneyText value={money(one.hourlyRate, one.currency)} /> / h
                </span>
                <Stars value={one.ratingMilli / 1000} count={one.ratingCount} />
              </li>
            ))}
          </ul>
        </div>
      </div>
    </Card>
  );
}
