import { useTranslation } from "react-i18next";
import { type EventKind, eventKinds } from "#app/domain/helpdesks/helpdesk-event.ts";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, Hidden, SelectField, useField } from "#app/ui/kit/form.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { type ContractChoice, choiceLabel } from "./login-mapping.tsx";

interface Mapped {
  readable: number;
  agents: { name: string; count: number; contractId: string | null }[];
  moreAgents: number;
  activities: { name: string; count: number; kind: EventKind }[];
  choices: ContractChoice[];
}

/** What each agent and activity of a log becomes, and the start. */
export function ImportMapping({ draft }: { draft: Mapped }) {
  const { t } = useTranslation("helpdesks");
  return (
    <Card title={t("draft.mapping")}>
      <Form intent="start" className="grid gap-4">
        <Table
          caption={t("draft.activities")}
          columns={[
            { key: "name", label: t("draft.activities") },
            { key: "events", label: t("draft.events"), align: "right" },
            { key: "kind", label: t("draft.kind") },
          ]}
        >
          {draft.activities.map((one, index) => (
            <Row key={one.name}>
              <Cell>{one.name}</Cell>
              <Cell numeric>{one.count}</Cell>
              <Cell>
                <Hidden name={`activities[${index}].name`} value={one.name} />
                <SelectField
                  name={`activities[${index}].kind`}
                  label={`${t("draft.kind")}: ${one.name}`}
                  className="min-w-40 [&_label]:sr-only"
                  defaultValue={one.kind}
                  options={eventKinds.map((kind) => ({ value: kind, label: t(`events.${kind}`) }))}
                />
              </Cell>
            </Row>
          ))}
        </Table>
        {draft.agents.length > 0 ? (
          <Table
            caption={t("draft.agents")}
            columns={[
              { key: "name", label: t("draft.agents") },
              { key: "events", label: t("draft.events"), align: "right" },
              { key: "contract", label: t("columns.contract") },
            ]}
          >
            {draft.agents.map((one, index) => (
              <Row key={one.name}>
                <Cell>{one.name}</Cell>
                <Cell numeric>{one.count}</Cell>
                <Cell>
                  <Hidden name={`agents[${index}].name`} value={one.name} />
                  <SelectField
                    name={`agents[${index}].contractId`}
                    label={t("logins.of", { login: one.name })}
                    className="min-w-56 [&_label]:sr-only"
                    placeholder={t("logins.nobody")}
                    defaultValue={one.contractId ?? ""}
                    options={draft.choices.map((choice) => ({ value: choice.id, label: choiceLabel(choice) }))}
                  />
                </Cell>
              </Row>
            ))}
          </Table>
        ) : null}
        {draft.moreAgents > 0 ? <p className="text-soft text-sm">{t("draft.moreAgents", { count: draft.moreAgents })}</p> : null}
        <Whole />
        <p className="text-soft text-sm">{t("draft.startText")}</p>
        <div>
          <Button>{t("draft.start", { rows: draft.readable })}</Button>
        </div>
      </Form>
    </Card>
  );
}

/** What was refused of the lists as a whole. */
function Whole() {
  const { errors } = useField("activities");
  return errors.length > 0 ? <p className="text-red text-sm">{errors.join(" ")}</p> : null;
}
