import { useTranslation } from "react-i18next";
import type { Adherence } from "#app/domain/shifts/adherence.ts";
import { Card } from "#app/ui/kit/card.tsx";
import { Minutes } from "#app/ui/kit/duration.tsx";
import { Cell, Row, Table } from "#app/ui/kit/table.tsx";
import { AdherenceMeaning, AdherenceShare } from "./adherence-figures.tsx";

/** How each agent's week follows its plan; nothing while no shift has begun. */
export function TeamAdherence({ rows }: { rows: (Adherence & { contractId: string; agentName: string })[] }) {
  const { t } = useTranslation("shifts");
  if (!rows.some((one) => one.planned > 0)) return null;
  return (
    <Card title={t("adherence.title")}>
      <Table
        caption={t("adherence.title")}
        columns={[
          { key: "who", label: t("team.who") },
          { key: "adherence", label: t("adherence.adherence"), align: "right" },
          { key: "conformance", label: t("adherence.conformance"), align: "right" },
          { key: "inside", label: t("adherence.inside"), align: "right" },
          { key: "worked", label: t("adherence.worked"), align: "right" },
        ]}
      >
        {rows.map((one) => (
          <Row key={one.contractId}>
            <Cell className="whitespace-nowrap font-medium">{one.agentName}</Cell>
            <Cell numeric>
              <AdherenceShare kind="adherence" of={one} />
            </Cell>
            <Cell numeric>
              <AdherenceShare kind="conformance" of={one} />
            </Cell>
            <Cell numeric>
              <Minutes value={one.inside} /> / <Minutes value={one.planned} />
            </Cell>
            <Cell numeric>
              <Minutes value={one.worked} />
            </Cell>
          </Row>
        ))}
      </Table>
      <AdherenceMeaning />
    </Card>
  );
}
