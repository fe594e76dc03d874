import { Link } from "@remix-run/react";
import { useTranslation } from "react-i18next";
import { Page } from "#app/ui/kit/page.tsx";
import { pageTitle } from "#app/ui/shell/page-title.ts";

export const meta = pageTitle("accounts:signUp.title");

export default function SignUp() {
  const { t } = useTranslation("accounts");
  return (
    <Page title={t("signUp.title")}>
      <ul className="grid gap-3">
        {(["business", "agent"] as const).map((kind) => (
          <li key={kind}>
            <Link
              to={`/auth/sign-up/${kind}`}
              className="block rounded-lg border border-line bg-raised p-5 transition-colors hover:border-accent"
            >
              <span className="block font-semibold text-lg">{t(`signUp.${kind}.choice`)}</span>
              <span className="mt-1 block text-soft">{t(`signUp.${kind}.text`)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <p className="mt-5 text-sm">
        {t("signUp.haveAccount")}{" "}
        <Link to="/auth/sign-in" className="text-accent underline">
          {t("signIn.title")}
        </Link>
      </p>
    </Page>
  );
}
