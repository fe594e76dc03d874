import { useTranslation } from "react-i18next";
import { Button } from "#app/ui/kit/button.tsx";
import { Card } from "#app/ui/kit/card.tsx";
import { Form, SelectField } from "#app/ui/kit/form.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";

export interface ContractChoice {
  id: string;
  title: string;
  agentName: string;
}
interface Login {
  id: string;
  externalId: string;
  name: string;
  contractId: string | null;
  events: number;
}

/** What a contract is called in a list of choices. */
export const choiceLabel = ({ agentName, title }: ContractChoice) => `${agentName} · ${title}`;

/** Each login of a helpdesk and whose work it does. */
export function LoginMapping({
  identities,
  choices,
  manages,
}: {
  identities: Login[];
  choices: ContractChoice[];
  manages: boolean;
}) {
  const { t } = useTranslation("helpdesks");
  const named = new Map(choices.map((one) => [one.id, choiceLabel(one)]));
  return (
    <Card title={t("logins.title")}>
      <p className="text-soft text-sm">{t("logins.text")}</p>
      {identities.length === 0 ? (
        <p className="text-soft text-sm">{t("logins.none")}</p>
      ) : (
        <Table
          caption={t("logins.title")}
          columns={[
            { key: "login", label: t("columns.login") },
            { key: "events", label: t("columns.events"), align: "right" },
            { key: "contract", label: t("columns.contract") },
          ]}
        >
          {identities.map((one) => (
            <Row key={one.id}>
              <Cell>
                <span className="block font-medium">{one.name || one.externalId}</span>
                {one.name ? <span className="block text-faint text-xs">{one.externalId}</span> : null}
              </Cell>
              <Cell numeric>{one.events || "–"}</Cell>
              <Cell>
                {manages ? (
                  <Form intent="map" about={{ name: "identityId", value: one.id }} className="flex min-w-64 items-end gap-2">
                    <SelectField
                      name="contractId"
                      label={t("logins.of", { login: one.name || one.externalId })}
                      className="flex-1 [&_label]:sr-only"
                      placeholder={t("logins.nobody")}
                      defaultValue={one.contractId ?? ""}
                      options={choices.map((choice) => ({ value: choice.id, label: choiceLabel(choice) }))}
                    />
                    <Button variant="secondary">{t("logins.save")}</Button>
                  </Form>
                ) : (
                  (named.get(one.contractId ?? "") ?? t("logins.nobody"))
                )}
              </Cell>
            </Row>
          ))}
        </Table>
      )}
    </Card>
  );
}
