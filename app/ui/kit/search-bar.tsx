import { Form, useSearchParams } from "@remix-run/react";
import { Search } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button.tsx";

export function SearchBar({ name = "q", placeholder, filters }: { name?: string; placeholder: string; filters?: ReactNode }) {
  const [search] = useSearchParams();
  const { t } = useTranslation("kit");
  return (
    <Form method="get" role="search" className="flex flex-wrap items-end gap-2">
      <label className="relative min-w-52 flex-1">
        <span className="sr-only">{placeholder}</span>
        <Search className="pointer-events-none absolute top-3 left-3 size-4 text-faint" aria-hidden="true" />
        <input
          type="search"
          name={name}
          defaultValue={search.get(name) ?? ""}
          placeholder={placeholder}
          className="h-10 w-full rounded-lg border border-line-strong bg-raised pr-3 pl-9 text-sm placeholder:text-faint"
        />
      </label>
      {filters}
      <Button type="submit" variant="secondary">
        {t("search")}
      </Button>
    </Form>
  );
}
