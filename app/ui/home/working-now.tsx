import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { Avatar } from "#app/ui/kit/avatar.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { When } from "#app/ui/kit/when.tsx";

interface Line {
  id: string;
  agentId: string;
  agentName: string;
  title: string;
  running: { mode: string; memo: string; startedAt: Date } | null;
}

/** Who has the tracker on at this moment, since when and with what. */
export function WorkingNow({ contracts }: { contracts: Line[] }) {
  const { t } = useTranslation("home");
  const working = contracts.filter((one) => one.running);
  return (
    <Card title={t("business.now", { count: working.length })}>
      {working.length === 0 ? <p className="text-soft text-sm">{t("business.nobodyNow")}</p> : null}
      <ul className="grid gap-2">
        {working.map((one) => (
          <li key={one.id}>
            <Link
              to={`/business/diary/${one.id}`}
              className="-mx-2 flex min-h-11 items-center gap-3 rounded-lg px-2 py-1 text-sm hover:bg-sunken"
            >
              <Avatar id={one.agentId} name={one.agentName} />
              <span className="min-w-0">
                <span className="block font-medium">{one.agentName}</span>
                <span className="block text-soft">
                  {t(`diary:kinds.${one.running!.mode}`)} · {t("since")} <When at={one.running!.startedAt} format="time" />
                  {one.running!.memo ? ` · ${one.running!.memo}` : null}
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
