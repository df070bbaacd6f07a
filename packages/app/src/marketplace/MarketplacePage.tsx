import { Button } from "@backstage/ui";
import type { Category } from "@flyloft/management";
import { useSearchParams } from "react-router-dom";
import { answerOf } from "../management/answerOf.ts";
import { Notice } from "../management/Notice.tsx";
import { Problem } from "../management/Problem.tsx";
import { useAnswer } from "../management/useAnswer.ts";
import { useSettled } from "../management/useSettled.ts";
import { CATEGORIES } from "../plugins/filterViews.ts";
import listStyles from "../plugins/InstalledPage.module.css";
import { PluginsFrame } from "../plugins/PluginsFrame.tsx";
import { EntryCard } from "./EntryCard.tsx";
import { MarketplaceFilters } from "./MarketplaceFilters.tsx";
import styles from "./MarketplacePage.module.css";

const PAGE = 24;
const MOST = 96;

/** The plugins of all catalogs. */
export function MarketplacePage() {
  const [params, setParams] = useSearchParams();
  const text = params.get("q") ?? "";
  const category = CATEGORIES.find((name) => name === params.get("category"));
  const catalog = params.get("catalog") ?? undefined;
  const settled = useSettled(text.trim());
  const page = Math.max(0, Number(params.get("page") ?? 0) || 0);
  const query = {
    ...(settled && { text: settled }),
    ...(category && { category }),
    ...(catalog && { catalog }),
    offset: page * PAGE,
    limit: Math.min(PAGE, MOST),
  };
  const found = useAnswer(
    `marketplace ${JSON.stringify(query)}`,
    (client, signal) =>
      answerOf(client.GET("/marketplace", { params: { query }, signal })),
  );
  const change = (key: string, value: string | undefined) =>
    setParams(
      (last) => {
        if (value) last.set(key, value);
        else last.delete(key);
        if (key !== "page") last.delete("page");
        return last;
      },
      { replace: true },
    );
  const { data } = found;
  return (
    <PluginsFrame>
      <div aria-busy={found.isLoading}>
        <MarketplaceFilters
          text={text}
          category={category as Category | undefined}
          catalog={catalog}
          catalogs={data?.catalogs ?? []}
          onChange={change}
        />
        <div className={styles.notices}>
          {found.problem && (
            <div role="alert">
              <Problem tone="danger" problem={found.problem} />
            </div>
          )}
          {data?.catalogs.map(
            ({ id, title, problem }) =>
              problem && (
                <Notice
                  key={id}
                  tone="warning"
                  title={`The catalog “${title}” can’t be read`}
                >
                  <p>
                    {problem.message} {problem.hint} <code>{problem.code}</code>
                  </p>
                </Notice>
              ),
          )}
        </div>
        {!data && !found.problem && (
          <output className={styles.count}>Looking into the catalogs …</output>
        )}
        {data && (
          <output className={styles.count}>
            {countOf(data.total, data.catalogs.length)}
          </output>
        )}
        <ul className={listStyles.list}>
          {data?.items.map((entry) => (
            <li key={`${entry.catalog} ${entry.name}`}>
              <EntryCard
                entry={entry}
                catalog={data.catalogs.find(({ id }) => id === entry.catalog)}
              />
            </li>
          ))}
        </ul>
        {data && data.total > PAGE && (
          <Pager
            page={page}
            pages={Math.ceil(data.total / PAGE)}
            onPage={(next) => change("page", next ? String(next) : undefined)}
          />
        )}
      </div>
    </PluginsFrame>
  );
}

function countOf(total: number, catalogs: number): string {
  if (catalogs === 0) return "This portal has no catalog yet.";
  if (total === 0) return "No plugin matches.";
  return total === 1 ? "1 plugin" : `${total} plugins`;
}

interface PagerProps {
  readonly page: number;
  readonly pages: number;
  readonly onPage: (page: number) => void;
}

function Pager({ page, pages, onPage }: PagerProps) {
  return (
    <nav className={styles.pager} aria-label="Pages">
      <Button
        variant="secondary"
        size="small"
        isDisabled={page === 0}
        onPress={() => onPage(page - 1)}
      >
        Previous
      </Button>
      <span>
        {page + 1} of {pages}
      </span>
      <Button
        variant="secondary"
        size="small"
        isDisabled={page + 1 >= pages}
        onPress={() => onPage(page + 1)}
      >
        Next
      </Button>
    </nav>
  );
}
