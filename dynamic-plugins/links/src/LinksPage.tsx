import { useState } from "react";
import { Alert, Button, Container, SearchField, Skeleton } from "@backstage/ui";
import { LinkDialog } from "./LinkDialog.tsx";
import { LinkGroup } from "./LinkGroup.tsx";
import styles from "./Links.module.css";
import type { Link } from "./linksApi.ts";
import { RemoveDialog } from "./RemoveDialog.tsx";
import { useLinks } from "./useLinks.ts";

/** What is open above the list. */
type Task =
  | { readonly kind: "edit"; readonly link: Link | undefined }
  | { readonly kind: "remove"; readonly link: Link };

export function LinksPage() {
  const { links, refresh } = useLinks();
  const [task, setTask] = useState<Task>();
  const [filter, setFilter] = useState("");
  const finish = () => {
    setTask(undefined);
    void refresh();
  };
  return (
    <div className={styles.page}>
      <Container>
        <div className={styles.toolbar}>
          <SearchField
            aria-label="Filter links"
            placeholder="Filter"
            value={filter}
            onChange={setFilter}
            className={styles.filter ?? ""}
          />
          <Button
            variant="primary"
            onPress={() => setTask({ kind: "edit", link: undefined })}
          >
            Add link
          </Button>
        </div>
        {links.state === "loading" && <Skeleton height={200} />}
        {links.state === "failed" && (
          <Alert
            status="danger"
            icon
            title="The links could not be read"
            description={links.error.message}
            customActions={<Button onPress={refresh}>Retry</Button>}
          />
        )}
        {links.state === "ready" && (
          <Groups
            links={links.links}
            filter={filter}
            onEdit={(link) => setTask({ kind: "edit", link })}
            onRemove={(link) => setTask({ kind: "remove", link })}
          />
        )}
      </Container>
      {task?.kind === "edit" && (
        <LinkDialog
          link={task.link}
          onCancel={() => setTask(undefined)}
          onSaved={finish}
        />
      )}
      {task?.kind === "remove" && (
        <RemoveDialog
          link={task.link}
          onCancel={() => setTask(undefined)}
          onRemoved={finish}
        />
      )}
    </div>
  );
}

function Groups(props: {
  readonly links: readonly Link[];
  readonly filter: string;
  readonly onEdit: (link: Link) => void;
  readonly onRemove: (link: Link) => void;
}) {
  const { links, filter, onEdit, onRemove } = props;
  if (links.length === 0) {
    return (
      <p className={styles.nothing}>
        Keep here what your team opens every day: dashboards, runbooks, boards.
      </p>
    );
  }
  const shown = links.filter((link) => matches(link, filter));
  if (shown.length === 0) {
    return (
      <output className={styles.nothing}>No link matches “{filter}”.</output>
    );
  }
  return groupsOf(shown).map(([group, members]) => (
    <LinkGroup
      key={group}
      name={group}
      links={members}
      onEdit={onEdit}
      onRemove={onRemove}
    />
  ));
}

function matches(link: Link, filter: string): boolean {
  const text = `${link.title} ${link.url} ${link.group}`.toLowerCase();
  return text.includes(filter.trim().toLowerCase());
}

/** Groups by name; links without a group come last. */
function groupsOf(links: readonly Link[]): [string, Link[]][] {
  const groups = new Map<string, Link[]>();
  for (const link of links) {
    groups.set(link.group, [...(groups.get(link.group) ?? []), link]);
  }
  return [...groups].sort(([a], [b]) => {
    if (a === "" || b === "") return a === "" ? 1 : -1;
    return a.localeCompare(b);
  });
}
