import type { Plan, PlannedChange } from "@flyloft/management";
import { describeSigner } from "@flyloft/plugin-core";
import { Badge, type BadgeProps } from "./Badge.tsx";
import { Notice } from "./Notice.tsx";
import styles from "./PlanView.module.css";
import { Problem } from "./Problem.tsx";

/** What a change would do, before it is done. */
export function PlanView({ plan }: { readonly plan: Plan }) {
  const { plugins, config, removes } = plan;
  return (
    <div className={styles.plan}>
      {!plan.isPossible && (
        <Notice tone="danger" title="This can’t be done" role="alert" />
      )}
      {plugins.length > 0 && (
        <ul className={styles.list} aria-label="Plugins">
          {plugins.map((planned) => (
            <li key={planned.reference}>
              <Planned planned={planned} />
            </li>
          ))}
        </ul>
      )}
      {removes.length > 0 && (
        <section>
          <h3 className={styles.heading}>Removed for good</h3>
          <ul className={styles.removes}>
            {removes.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </section>
      )}
      {config.length > 0 && <Configuration config={config} />}
    </div>
  );
}

type Tone = NonNullable<BadgeProps["tone"]>;

const ACTIONS: Readonly<
  Record<PlannedChange["action"], readonly [string, Tone]>
> = {
  add: ["Add", "success"],
  change: ["Change", "accent"],
  remove: ["Remove", "danger"],
  keep: ["Keep", "neutral"],
  enable: ["Enable", "success"],
  disable: ["Disable", "neutral"],
  configure: ["Configure", "accent"],
  fail: ["Fails", "danger"],
  unknown: ["Unknown", "warning"],
};

function Planned({ planned }: { readonly planned: PlannedChange }) {
  const { action, before, after, reference, reason } = planned;
  const [text, tone] = ACTIONS[action];
  const name = after?.name ?? before?.name ?? reference;
  return (
    <div className={styles.planned}>
      <div className={styles.line}>
        <Badge tone={tone}>{text}</Badge>
        <span className={styles.name}>{name}</span>
        <Versions planned={planned} />
        {planned.fetches && <span className={styles.soft}>downloads</span>}
      </div>
      {name !== reference && (
        <code className={styles.reference}>{reference}</code>
      )}
      <SignedBy planned={planned} />
      {reason && <Problem tone="danger" problem={reason} />}
      {planned.warnings.map((warning) => (
        <Problem
          key={warning.code + warning.message}
          tone="warning"
          problem={warning}
        />
      ))}
      {planned.notes.length > 0 && (
        <ul className={styles.notes}>
          {planned.notes.map(({ about, severity, message, hint }) => (
            <li key={message} data-severity={severity}>
              {message}
              {/* It tells how to say so in a file. */}
              {hint && about !== "offers" && (
                <span className={styles.soft}> {hint}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Versions({
  planned: { before, after },
}: {
  readonly planned: PlannedChange;
}) {
  const from = before?.version;
  const to = after?.version;
  if (from && to && from !== to) {
    return (
      <span className={styles.version}>
        {from} <span aria-label="becomes">→</span> <b>{to}</b>
      </span>
    );
  }
  const version = to ?? from;
  return version ? <span className={styles.version}>{version}</span> : null;
}

function SignedBy({
  planned: { before, after },
}: {
  readonly planned: PlannedChange;
}) {
  const [old, next] = [before, after].map(
    (version) => version?.signer && describeSigner(version.signer),
  );
  if (!next) return null;
  const isOther = old !== undefined && old !== next;
  return (
    <p className={styles.signer} data-changed={isOther}>
      Signed by {next}
      {isOther && `, before by ${old}`}
    </p>
  );
}

function Configuration({ config }: Pick<Plan, "config">) {
  return (
    <details className={styles.config} open={config.length <= 4}>
      <summary className={styles.heading}>
        {config.length === 1
          ? "1 key of the configuration"
          : `${config.length} keys of the configuration`}
      </summary>
      <dl>
        {config.map(({ key, before, after }) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>
              {before !== undefined && <del>{before}</del>}
              {after !== undefined && <ins>{after}</ins>}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
