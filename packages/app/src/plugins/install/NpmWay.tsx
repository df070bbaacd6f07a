import { Button } from "@backstage/ui";
import type { MarketplaceEntry } from "@flyloft/management";
import { useState } from "react";
import { useNavigate } from "react-router-dom";
import { answerOf } from "../../management/answerOf.ts";
import { Badge } from "../../management/Badge.tsx";
import { PluginIcon } from "../../management/PluginIcon.tsx";
import { installPath } from "../../management/pluginPath.ts";
import { Problem } from "../../management/Problem.tsx";
import { SearchBox } from "../../management/SearchBox.tsx";
import { useAnswer } from "../../management/useAnswer.ts";
import { useSettled } from "../../management/useSettled.ts";
import styles from "./InstallPage.module.css";
import { ReferenceForm } from "./ReferenceForm.tsx";

/** A package of an npm registry, found by words or known by name. */
export function NpmWay() {
  const [text, setText] = useState("");
  return (
    <>
      <div data-kept>
        <SearchBox
          label="Search npm"
          placeholder="Search the npm registry for plugins"
          value={text}
          onChange={setText}
        />
      </div>
      <Results text={useSettled(text.trim())} />
      <p className={styles.or}>or name it</p>
      <ReferenceForm label="Package" placeholder="@acme/plugin-radar@^2" />
      <p className={styles.help}>
        A name, with a version, range or tag if it has to be a certain one. The
        <code> https://</code> address of a tarball works, too.
      </p>
    </>
  );
}

function Results({ text }: { readonly text: string }) {
  const catalogs = useAnswer("catalogs", (client, signal) =>
    answerOf(
      client.GET("/marketplace", { params: { query: { limit: 1 } }, signal }),
    ),
  );
  const npm = catalogs.data?.catalogs.find(({ kind }) => kind === "npm");
  const isAsked = text !== "" && npm !== undefined;
  const found = useAnswer(
    isAsked ? `npm ${text}` : undefined,
    (client, signal) =>
      answerOf(
        client.GET("/marketplace", {
          params: { query: { catalog: npm?.id ?? "", text, limit: 10 } },
          signal,
        }),
      ),
  );
  if (text && catalogs.data && !npm) {
    return (
      <output className={styles.help}>
        This portal has no npm catalog to search in. Name the package below.
      </output>
    );
  }
  const problem = found.problem ?? npm?.problem;
  if (text && problem) return <Problem tone="warning" problem={problem} />;
  if (!isAsked) return null;
  if (!found.data) return <output className={styles.help}>Searching …</output>;
  if (found.data.items.length === 0) {
    return <output className={styles.help}>No plugin has these words.</output>;
  }
  return (
    <ul className={styles.results} aria-label="Found in npm">
      {found.data.items.map((entry) => (
        <Result key={entry.name} entry={entry} />
      ))}
    </ul>
  );
}

function Result({ entry }: { readonly entry: MarketplaceEntry }) {
  const { name, title = name, version, description, installed } = entry;
  const navigate = useNavigate();
  return (
    <li>
      <PluginIcon title={title} category={entry.category} icon={entry.icon} />
      <div className={styles.result}>
        <b>{title}</b>{" "}
        <span>
          {title === name ? "" : name} {version}
        </span>
        {description && <p>{description}</p>}
      </div>
      {installed ? (
        <Badge tone="success" mark="✓">
          Installed
        </Badge>
      ) : (
        <Button
          size="small"
          variant="secondary"
          aria-label={`Install ${title}`}
          onPress={() =>
            // A search tells no families. The plan does, and takes them out where there is none.
            navigate(
              installPath({ reference: entry.reference, with: "family" }),
            )
          }
        >
          Install
        </Button>
      )}
    </li>
  );
}
