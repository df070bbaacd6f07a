import { Link } from "react-router-dom";
import { useRouteRef } from "@backstage/frontend-plugin-api";
import {
  EntityDisplayName,
  entityRouteRef,
  useStarredEntities,
} from "@backstage/plugin-catalog-react";
import { parseEntityRef } from "@backstage/catalog-model";
import styles from "./HomePage.module.css";

export function Starred() {
  const { starredEntities } = useStarredEntities();
  const refs = [...starredEntities].sort();
  if (refs.length === 0) {
    return (
      <p className={styles.empty}>
        Nothing yet. Press the star on an entity’s page to keep it here.
      </p>
    );
  }
  return (
    <ul className={styles.links}>
      {refs.map((ref) => (
        <li key={ref}>
          <StarredEntity entityRef={ref} />
        </li>
      ))}
    </ul>
  );
}

function StarredEntity({ entityRef }: { readonly entityRef: string }) {
  const routeTo = useRouteRef(entityRouteRef);
  const name = parseEntityRef(entityRef);
  const content = (
    <>
      <EntityDisplayName entityRef={entityRef} disableTooltip />
      <span className={styles.kind}>{name.kind}</span>
    </>
  );
  const href = routeTo?.(name);
  if (!href) return <span className={styles.link}>{content}</span>;
  return (
    <Link className={styles.link} to={href}>
      {content}
    </Link>
  );
}
