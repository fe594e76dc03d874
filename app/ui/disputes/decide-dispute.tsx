import { useState } from "react";
import { useTranslation } from "react-i18next";
import { money } from "#app/kernel/money.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { CheckboxField, Form, RadioCards, TextArea, useField } from "#app/ui/kit/form.tsx";
import { formatMoney } from "#app/ui/kit/money-text.tsx";
import { useReader } from "#app/ui/kit/reader.ts";
import { type NamedSegment, SegmentRows } from "./segment-rows.tsx";

interface Props {
  segments: NamedSegment[];
  currency: string;
  zone: string;
  /** Paid out before the dispute, minor units. */
  alreadyPaid: bigint;
}

/** The mediator ticks what stands, and says what happens with the money. */
export function DecideDispute(props: Props) {
  const { t } = useTranslation("disputes");
  const { alreadyPaid, currency } = props;
  const { locale } = useReader();
  return (
    <Card title={t("decide.title")}>
      <Form className="grid gap-4">
        <Ticks {...props} />
        <RadioCards
          name="refundTo"
          legend={t("decide.refundTo")}
          defaultValue="card"
          options={[
            { value: "card", label: t("decide.card"), description: t("decide.cardHint") },
            { value: "credit", label: t("decide.credit"), description: t("decide.creditHint") },
          ]}
        />
        {alreadyPaid > 0n ? (
          <CheckboxField
            name="repays"
            label={t("decide.repays")}
            hint={t("decide.repaysHint", { amount: formatMoney(money(alreadyPaid, currency), locale) })}
          />
        ) : null}
        <TextArea name="decision" label={t("decide.words")} hint={t("decide.wordsHint")} required maxLength={2000} />
        <div>
          <Button>{t("decide.action")}</Button>
        </div>
      </Form>
    </Card>
  );
}

function Ticks({ segments, currency, zone }: Props) {
  const { t } = useTranslation("disputes");
  const { locale } = useReader();
  const { typedAll, errors } = useField("upheld");
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set(typedAll ?? []));
  const toggle = (id: string) => {
    const next = new Set(ticked);
    if (!next.delete(id)) next.add(id);
    setTicked(next);
  };
  const pay = segments.reduce((sum, one) => (ticked.has(one.id) ? sum + one.pay : sum), 0n);
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="mb-1 font-medium text-sm">{t("decide.segments")}</legend>
      <p className="text-soft text-sm">{t("decide.segmentsHint")}</p>
      <div className="flex flex-wrap items-center gap-2">
        <Button type="button" variant="secondary" size="sm" onClick={() => setTicked(new Set(segments.map((one) => one.id)))}>
          {t("decide.all")}
        </Button>
        <Button type="button" variant="secondary" size="sm" onClick={() => setTicked(new Set())}>
          {t("decide.none")}
        </Button>
        <output className="tabular ml-auto font-semibold text-sm">
          {t("decide.sum", { count: ticked.size, of: segments.length, amount: formatMoney(money(pay, currency), locale) })}
        </output>
      </div>
      <SegmentRows segments={segments} currency={currency} zone={zone} ticks={{ ticked, toggle }} />
      {errors.length > 0 ? <p className="text-red text-sm">{errors.join(" ")}</p> : null}
    </fieldset>
  );
}
