import { Button } from "@backstage/ui";
import type { Generation } from "@flyloft/management";
import { useState } from "react";
import { answerOf } from "../management/answerOf.ts";
import { Badge, type BadgeProps } from "../management/Badge.tsx";
import { ChangeDialog } from "../management/ChangeDialog.tsx";
import { formatAgo, formatMoment } from "../management/format.ts";
import { useManagement } from "../management/Management.tsx";
import { Problem } from "../management/Problem.tsx";
import { useAnswer } from "../management/useAnswer.ts";
import styles from "./ActivityPage.module.css";

export interface GenerationListProps {
  /** A roll-back is on its way. */
  readonly onOrdered: (id: string) => void;
}

const FIRST = 8;

/** What the portal ran, and the way back to it. */
export function GenerationList({ onOrdered }: GenerationListProps) {
  const { may } = useManagement();
  const { data } = useAnswer("generations", (client, signal) =>
    answerOf(client.GET("/generations", { signal })),
  );
  const [isWhole, setWhole] = useState(false);
  const [chosen, setChosen] = useState<number>();
  if (!data) return null;
  const { current, items } = data;
  const shown = isWhole ? items : items.slice(0, FIRST);
  return (
    <section aria-labelledby="activity-generations">
      <h2 className={styles.heading} id="activity-generations">
        Generations
      </h2>
      <ol className={styles.generations}>
        {shown.map((generation) => (
          <li key={generation.number}>
            <Row generation={generation} />
            {may("rollback") &&
              generation.isKept &&
              generation.number !== current && (
                <Button
                  size="small"
                  variant="secondary"
                  aria-label={`Go back to generation ${generation.number}`}
                  onPress={() => setChosen(generation.number)}
                >
                  Go back to
                </Button>
              )}
          </li>
        ))}
      </ol>
      {shown.length < items.length && (
        <div className={styles.more}>
          <Button variant="secondary" onPress={() => setWhole(true)}>
            Show all {String(items.length)}
          </Button>
        </div>
      )}
      {chosen !== undefined && (
        <ChangeDialog
          order={{ action: "rollback-portal", number: chosen }}
          title={`Go back to generation ${chosen}`}
          text="The whole portal becomes what it was then, until the next change: all plugins, their versions and their settings. Data in tables stays as it is."
          confirm="Go back"
          onClose={() => setChosen(undefined)}
          onOrdered={({ id }) => {
            setChosen(undefined);
            onOrdered(id);
          }}
        />
      )}
    </section>
  );
}

type Tone = NonNullable<BadgeProps["tone"]>;

const STATES: Readonly<Record<Generation["state"], readonly [string, Tone]>> = {
  active: ["Running", "success"],
  retired: ["Retired", "neutral"],
  rejected: ["Not taken over", "danger"],
};

function Row({ generation }: { readonly generation: Generation }) {
  const { number, state, cause, createdAt, reason } = generation;
  const [text, tone] = STATES[state];
  return (
    <div className={styles.generation}>
      <p>
        <b>{number}</b>
        <Badge tone={tone}>{text}</Badge>
        <span>{cause}</span>
        <time dateTime={createdAt} title={formatMoment(createdAt)}>
          {formatAgo(createdAt)}
        </time>
      </p>
      {reason && <Problem tone="danger" problem={reason} />}
    </div>
  );
}
