import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { channels, tiers } from "#app/domain/agents/profile.ts";
import type { HeadcountBand } from "#app/domain/roles/headcount.ts";
import { money, settlementCurrencies, toMajor } from "#app/kernel/money.ts";
import { timeZones } from "#app/kernel/time.ts";
import { LanguageRows, ToolRows } from "#app/ui/agents/skill-rows.tsx";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { CheckboxField, FieldSet, Form, Hidden, SelectField, TextArea, TextField } from "#app/ui/kit/form.tsx";
import { DraftSaver } from "./draft-saver.tsx";
import { HeadcountRows } from "./headcount-rows.tsx";
import { RolePreview } from "./role-preview.tsx";
import { WeekHoursPicker } from "./week-hours-picker.tsx";

export interface RoleValues {
  title: string;
  description: string;
  languages: { language: string; level: string }[];
  tools: { tool: string; required: boolean }[];
  channels: string[];
  tier: string;
  headcount: number;
  headcounts: HeadcountBand[];
  maxRate: bigint | null;
  currency: string;
  weeklyLimitMinutes: number;
  timeZone: string;
  coverage: string;
  minCoveragePercent: number;
  startsOn: string | null;
  endsOn: string | null;
}

/** Posting a role: roomy, one thing after the other; the draft may stay incomplete. @param draftId a draft that saves itself */
export function RoleForm({ role, id, draftId, action }: { role: RoleValues; id?: string; draftId?: string; action: string }) {
  const { t } = useTranslation("roles");
  const limits = [...new Set([10, 12, 16, 20, 25, 30, 35, 40, 60, 168, role.weeklyLimitMinutes / 60])].sort((a, b) => a - b);
  const place = useRef<HTMLDivElement>(null);
  return (
    <div ref={place} className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <Form className="grid gap-5">
        {id ? <Hidden name="id" value={id} /> : null}
        <Card title={t("form.what")}>
          <TextField name="title" label={t("form.title")} defaultValue={role.title} required maxLength={120} />
          <TextArea
            name="description"
            label={t("form.description")}
            hint={t("form.descriptionHint")}
            defaultValue={role.description}
            rows={5}
            maxLength={4000}
          />
          <FieldSet legend={t("form.channels")} errorsOf="channels">
            <div className="flex flex-wrap gap-4">
              {channels.map((channel) => (
                <CheckboxField
                  key={channel}
                  name="channels"
                  value={channel}
                  label={t(`agents:channels.${channel}`)}
                  defaultChecked={role.channels.includes(channel)}
                />
              ))}
            </div>
          </FieldSet>
        </Card>
        <Card title={t("form.skills")}>
          <LanguageRows
            name="languages"
            rows={role.languages}
            most={4}
            legend={t("form.languages")}
            hint={t("form.languagesHint")}
          />
          <ToolRows name="tools" rows={role.tools} most={6} legend={t("form.tools")} hint={t("form.toolsHint")} withRequired />
          <SelectField
            name="tier"
            label={t("form.tier")}
            options={tiers.map((tier) => ({ value: tier, label: t(`agents:tiers.${tier}`) }))}
            defaultValue={role.tier}
          />
        </Card>
        <Card title={t("form.hours")}>
          <SelectField
            name="timeZone"
            label={t("form.timeZone")}
            options={timeZones().map((zone) => ({ value: zone, label: zone }))}
            defaultValue={role.timeZone}
          />
          <WeekHoursPicker
            name="coverage"
            label={t("form.coverage")}
            hint={t("form.coverageHint")}
            defaultValue={role.coverage}
          />
          <div className="grid items-start gap-4 sm:grid-cols-3">
            <TextField
              name="headcount"
              type="number"
              min={1}
              max={50}
              label={t("form.headcount")}
              hint={t("form.headcountHint")}
              defaultValue={role.headcount}
            />
            <SelectField
              name="weeklyLimitMinutes"
              label={t("form.weeklyLimit")}
              hint={t("form.weeklyLimitHint")}
              options={limits.map((hours) => ({ value: String(hours * 60), label: t("form.limitHours", { hours }) }))}
              defaultValue={String(role.weeklyLimitMinutes)}
            />
            <TextField
              name="minCoveragePercent"
              type="number"
              min={0}
              max={100}
              label={t("form.minCoverage")}
              hint={t("form.minCoverageHint")}
              defaultValue={role.minCoveragePercent}
              suffix="%"
            />
          </div>
          <HeadcountRows name="headcounts" bands={role.headcounts} />
        </Card>
        <Card title={t("form.moneyAndTime")}>
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <TextField
              name="maxRate"
              inputMode="decimal"
              label={t("form.maxRate")}
              hint={t("form.maxRateHint")}
              defaultValue={role.maxRate === null ? "" : toMajor(money(role.maxRate, role.currency))}
            />
            <SelectField
              name="currency"
              label={t("form.currency")}
              hint={t("form.currencyHint")}
              options={settlementCurrencies.map((one) => ({ value: one, label: one }))}
              defaultValue={role.currency}
            />
            <TextField
              name="startsOn"
              type="date"
              label={t("form.startsOn")}
              hint={t("form.startsOnHint")}
              defaultValue={role.startsOn ?? ""}
            />
            <TextField
              name="endsOn"
              type="date"
              label={t("form.endsOn")}
              hint={t("form.endsOnHint")}
              defaultValue={role.endsOn ?? ""}
            />
          </div>
        </Card>
        <div className="flex flex-wrap items-center justify-end gap-4">
          {draftId ? <DraftSaver form={place} id={draftId} /> : null}
          <Button>{action}</Button>
        </div>
      </Form>
      <aside className="lg:sticky lg:top-20">
        <RolePreview form={place} />
      </aside>
    </div>
  );
}
