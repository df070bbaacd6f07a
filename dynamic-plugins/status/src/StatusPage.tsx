import { Alert, Button, Container, Skeleton } from "@backstage/ui";
import { FailedPlugins } from "./FailedPlugins.tsx";
import styles from "./Status.module.css";
import { StateCounts } from "./StateCounts.tsx";
import type { PortalStatus } from "./portalStatus.ts";
import { usePortalStatus } from "./usePortalStatus.ts";

export function StatusPage() {
  const { status, error, refresh } = usePortalStatus();
  return (
    <div className={styles.page}>
      <Container>
        {error && (
          <Alert
            className={styles.alert}
            status="danger"
            icon
            role="alert"
            title={
              status
                ? `Not up to date: last read at ${timeOf(status.readAt)}`
                : "The portal’s status could not be read"
            }
            description={error.message}
            customActions={<Button onPress={refresh}>Retry</Button>}
          />
        )}
        {status && <Report status={status} />}
        {!status && !error && <Skeleton height={240} />}
      </Container>
    </div>
  );
}

function Report({ status }: { readonly status: PortalStatus }) {
  const { ready, portal, generation, items, readAt } = status;
  return (
    <>
      <output className={styles.state} data-ready={ready}>
        {ready ? "Ready" : "Not ready"}
      </output>
      <dl className={styles.facts}>
        <Fact name="Portal" value={portal.version} />
        <Fact name="Backstage" value={portal.backstageVersion} />
        <Fact name="Node.js" value={portal.node} />
        <Fact name="Generation" value={String(generation)} />
      </dl>
      <h2 className={styles.heading}>Plugins</h2>
      <StateCounts plugins={items} />
      <FailedPlugins plugins={items} />
      <p className={styles.note}>
        Read at {timeOf(readAt)}, again every ten seconds.
      </p>
    </>
  );
}

function Fact({
  name,
  value,
}: {
  readonly name: string;
  readonly value: string;
}) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function timeOf(date: Date): string {
  return new Intl.DateTimeFormat(undefined, { timeStyle: "medium" }).format(
    date,
  );
}
