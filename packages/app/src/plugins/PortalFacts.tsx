import { answerOf } from "../management/answerOf.ts";
import { useAnswer } from "../management/useAnswer.ts";
import styles from "./PluginsFrame.module.css";

/** Which portal this is. */
export function PortalFacts() {
  const { data } = useAnswer("plugins", (client, signal) =>
    answerOf(client.GET("/plugins", { signal })),
  );
  if (!data) return <p className={styles.facts}>&nbsp;</p>;
  const { generation, portal } = data;
  const facts = [
    ["Generation", String(generation)],
    ["Flyloft", portal.version],
    ["Backstage", portal.backstageVersion],
    ["Node", portal.node],
  ] as const;
  return (
    <dl className={styles.facts} aria-label="Portal">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
