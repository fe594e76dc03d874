import { isRouteErrorResponse, useRouteError } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { LinkButton } from "#app/ui/kit/button.tsx";
import { type Area, AreaShell, areaOf } from "./area-shell.tsx";
import { QuietShell } from "./quiet-shell.tsx";
import { useViewer } from "./viewer.ts";

interface Refused {
  error?: { key: string; params: Record<string, string | number> };
}

/** Where the words for a failed page are, under "errors:page". */
export function refusalKey(error: unknown): string {
  const status = isRouteErrorResponse(error) ? error.status : 500;
  return `errors:page.${[400, 403, 404, 409, 429].includes(status) ? status : 500}`;
}

/** Why there is no page: what is wrong, for whom, and where to go on. */
function Refusal({ home }: { home: string }) {
  const error = useRouteError();
  const { t } = useTranslation("errors");
  const status = isRouteErrorResponse(error) ? error.status : 500;
  const refused = isRouteErrorResponse(error) ? (error.data as Refused | null)?.error : undefined;
  const words = refusalKey(error);
  return (
    <div className="mx-auto grid w-full max-w-xl justify-items-start gap-4 py-12">
      <p className="tabular font-semibold text-4xl text-faint" aria-hidden="true">
        {status}
      </p>
      <h1 className="font-semibold text-2xl tracking-tight">{t(`${words}.title`)}</h1>
      <p className="text-soft">{refused ? t(refused.key, refused.params) : t(`${words}.text`)}</p>
      <LinkButton to={home}>{t("page.home")}</LinkButton>
    </div>
  );
}

/** In the place of a page of an area, the navigation staying; those who do not belong to the area get the quiet frame. */
export function AreaRefusal({ area }: { area: Area }) {
  return areaOf(useViewer()) === area ? (
    <AreaShell area={area}>
      <Refusal home={`/${area}`} />
    </AreaShell>
  ) : (
    <QuietRefusal />
  );
}

export function QuietRefusal() {
  return (
    <QuietShell>
      <Refusal home="/" />
    </QuietShell>
  );
}
