import { useSubmit } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "#app/ui/kit/button.tsx";
import { Form } from "#app/ui/kit/form.tsx";
import { UnderWay } from "#app/ui/kit/under-way.tsx";

/** The team is being worked out. */
export function TeamWorking({ lookAgain }: { lookAgain: string }) {
  const { t } = useTranslation("matching");
  return (
    <UnderWay title={t("teams.working")} again={lookAgain} lookAgain={t("teams.lookAgain")}>
      {t("teams.workingText")}
    </UnderWay>
  );
}

/** The team has not been worked out, or that failed. Who may ask asks once by opening the page, and again by the button. */
export function TeamNotThere({ failed, mayAsk }: { failed: boolean; mayAsk: boolean }) {
  const { t } = useTranslation("matching");
  const submit = useSubmit();
  const asked = useRef(false);
  useEffect(() => {
    if (failed || !mayAsk || asked.current) return;
    asked.current = true;
    submit({ intent: "ask" }, { method: "post", replace: true, preventScrollReset: true });
  }, [failed, mayAsk, submit]);
  return (
    <div className={`grid max-w-3xl gap-2 rounded-lg p-3 text-sm ${failed ? "bg-red-soft text-red" : "bg-sky-soft text-sky"}`}>
      <p className="font-semibold">{t(failed ? "teams.failed" : "teams.none")}</p>
      <p>{t(failed ? "teams.failedText" : "teams.noneText")}</p>
      {mayAsk ? (
        <Form intent="ask">
          <Button variant="secondary" size="sm">
            {t(failed ? "teams.again" : "teams.ask")}
          </Button>
        </Form>
      ) : null}
    </div>
  );
}
