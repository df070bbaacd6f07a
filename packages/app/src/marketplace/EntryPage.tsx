import { ButtonLink } from "@backstage/ui";
import type { MarketplaceDetail } from "@flyloft/management";
import { lazy, Suspense } from "react";
import { useParams } from "react-router-dom";
import { answerOf } from "../management/answerOf.ts";
import { BackLink } from "../management/BackLink.tsx";
import { Badge } from "../management/Badge.tsx";
import { useManagement } from "../management/Management.tsx";
import { Notice } from "../management/Notice.tsx";
import {
  asksPermissions,
  PermissionChoice,
} from "../management/PermissionChoice.tsx";
import { PluginIcon } from "../management/PluginIcon.tsx";
import { installPath, pluginPath } from "../management/pluginPath.ts";
import { Problem } from "../management/Problem.tsx";
import { useAnswer } from "../management/useAnswer.ts";
import { VersionTable } from "../management/VersionTable.tsx";
import { PageTitle } from "../management/PageTitle.tsx";
import pageStyles from "../plugins/page/PluginPage.module.css";
import { EntryFacts } from "./EntryFacts.tsx";

const Readme = lazy(async () => {
  const { Readme } = await import("../plugins/page/Readme.tsx");
  return { default: Readme };
});

/** One plugin of a catalog: what it is, whether it runs here, what it asks for, and the way to its plan. */
export function EntryPage() {
  const { catalog = "", name = "" } = useParams();
  const { data, problem, isLoading } = useAnswer(
    `entry ${catalog} ${name}`,
    (client, signal) =>
      answerOf(
        client.GET("/marketplace/{catalog}/{name}", {
          params: { path: { catalog, name } },
          signal,
        }),
      ),
  );
  return (
    <div className={pageStyles.page} aria-busy={isLoading}>
      <BackLink to="/plugins/marketplace">Marketplace</BackLink>
      {problem && !data && <Problem tone="danger" problem={problem} />}
      {!data && <PageTitle>{name}</PageTitle>}
      {data && <Entry entry={data} />}
    </div>
  );
}

function Entry({ entry }: { readonly entry: MarketplaceDetail }) {
  const { description, deprecated, permissions, readme, versions } = entry;
  return (
    <>
      <EntryHead entry={entry} />
      {deprecated && (
        <Notice tone="warning" title="Its publisher gave it up">
          <p>{deprecated}</p>
        </Notice>
      )}
      {description && <p className={pageStyles.lead}>{description}</p>}
      <div className={pageStyles.columns}>
        <div className={pageStyles.text}>
          {asksPermissions(permissions) && (
            <section className={pageStyles.panel}>
              <h2 className={pageStyles.heading}>Permissions</h2>
              <PermissionChoice permissions={permissions} granted={[]} />
            </section>
          )}
          {versions.length > 0 && (
            <section>
              <h2 className={pageStyles.heading}>Versions</h2>
              <VersionTable versions={versions} />
            </section>
          )}
          {readme && (
            <Suspense fallback={null}>
              <Readme markdown={readme} />
            </Suspense>
          )}
        </div>
        <aside className={pageStyles.side} aria-label="Facts">
          <EntryFacts entry={entry} />
        </aside>
      </div>
    </>
  );
}

function EntryHead({ entry }: { readonly entry: MarketplaceDetail }) {
  const { name, title = name, version, author, installed } = entry;
  const { may } = useManagement();
  const runsHere = compatibilityOf(entry);
  const facts = [title === name ? undefined : name, version, author];
  return (
    <header className={pageStyles.line}>
      <PluginIcon
        title={title}
        category={entry.category}
        icon={entry.icon}
        size="large"
      />
      <div className={pageStyles.names}>
        <div className={pageStyles.titleLine}>
          <PageTitle>{title}</PageTitle>
          {runsHere === true && (
            <Badge tone="success" mark="✓">
              Runs here
            </Badge>
          )}
          {runsHere === false && (
            <Badge tone="danger" mark="✕">
              Does not run here
            </Badge>
          )}
          {entry.signer && <Badge tone="neutral">Signer named</Badge>}
        </div>
        <p className={pageStyles.facts}>
          {facts.map((fact) => fact && <span key={fact}>{fact}</span>)}
        </p>
      </div>
      <div className={pageStyles.actions}>
        {installed ? (
          <ButtonLink href={pluginPath(name)} variant="secondary">
            Manage it
          </ButtonLink>
        ) : (
          may("install") && (
            <ButtonLink
              href={installPath({
                reference: entry.reference,
                with: entry.with,
              })}
              variant="primary"
            >
              Install
            </ButtonLink>
          )
        )}
      </div>
    </header>
  );
}

/** Whether any version runs in this portal; undefined where nobody said. */
function compatibilityOf({ versions }: MarketplaceDetail): boolean | undefined {
  const known = versions.filter(
    ({ isCompatible }) => isCompatible !== undefined,
  );
  if (known.length === 0) return undefined;
  return known.some(({ isCompatible }) => isCompatible);
}
