import { useEffect, useState } from "react";
import { useNavigate } from "react-router-dom";
import { useApi, useRouteRef } from "@backstage/frontend-plugin-api";
import { SearchAutocomplete, SearchAutocompleteItem } from "@backstage/ui";
import { catalogApiRef } from "@backstage/plugin-catalog-react";
import type { Entity } from "@backstage/catalog-model";
import styles from "./Header.module.css";
import { entityRouteRef } from "./routes.ts";

const DEBOUNCE_MS = 150;
const SHOWN = 8;

/** Finds catalog entities by name or title and opens the chosen one. */
export function CatalogSearch() {
  const [term, setTerm] = useState("");
  const { entities, searching } = useEntities(term.trim());
  const entityPage = useRouteRef(entityRouteRef);
  const navigate = useNavigate();
  const open = (entity: Entity) => {
    const { namespace = "default", name } = entity.metadata;
    const href = entityPage?.({
      namespace,
      kind: entity.kind.toLowerCase(),
      name,
    });
    setTerm("");
    if (href) navigate(href);
  };
  return (
    <SearchAutocomplete
      aria-label="Search the catalog"
      placeholder="Search the catalog"
      inputValue={term}
      onInputChange={setTerm}
      isLoading={searching}
      popoverWidth="min(420px, 92vw)"
    >
      {entities.map((entity) => (
        <SearchAutocompleteItem
          key={entity.metadata.uid}
          id={refOf(entity)}
          textValue={titleOf(entity)}
          onAction={() => open(entity)}
        >
          <span className={styles.hit}>
            <span className={styles.hitTitle}>{titleOf(entity)}</span>
            <span className={styles.hitKind}>{entity.kind}</span>
          </span>
        </SearchAutocompleteItem>
      ))}
    </SearchAutocomplete>
  );
}

/** The entities that match, once the typing rests. An answer that comes after the next key press is dropped. */
function useEntities(term: string) {
  const catalogApi = useApi(catalogApiRef);
  const [answer, setAnswer] = useState<{
    readonly term: string;
    readonly entities: readonly Entity[];
  }>({ term: "", entities: [] });
  useEffect(() => {
    if (term === "") return;
    let outdated = false;
    const timer = setTimeout(async () => {
      const entities = await find(catalogApi, term);
      if (!outdated) setAnswer({ term, entities });
    }, DEBOUNCE_MS);
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [catalogApi, term]);
  return {
    entities: term === "" ? [] : answer.entities,
    searching: term !== "" && answer.term !== term,
  };
}

async function find(
  catalogApi: typeof catalogApiRef.T,
  term: string,
): Promise<readonly Entity[]> {
  try {
    const { items } = await catalogApi.queryEntities({
      fullTextFilter: {
        term,
        fields: ["metadata.name", "metadata.title", "spec.profile.displayName"],
      },
      orderFields: [{ field: "metadata.name", order: "asc" }],
      limit: SHOWN,
    });
    return items;
  } catch {
    // The catalog's own page tells what is wrong with it; here there is nothing to find.
    return [];
  }
}

function titleOf(entity: Entity): string {
  const { profile } = (entity.spec ?? {}) as {
    profile?: { displayName?: string };
  };
  const { title, name } = entity.metadata;
  return title ?? profile?.displayName ?? name;
}

function refOf(entity: Entity): string {
  const { namespace = "default", name } = entity.metadata;
  return `${entity.kind}:${namespace}/${name}`.toLowerCase();
}
