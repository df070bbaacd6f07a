import type { HomePageWidgetData } from "@backstage/plugin-home-react/alpha";
import { Container } from "@backstage/ui";
import { Greeting } from "./Greeting.tsx";
import styles from "./HomePage.module.css";

/** The greeting and a card per widget. Each widget comes with its own error boundary and Retry. */
export function HomePage(props: {
  readonly widgets: readonly HomePageWidgetData[];
}) {
  return (
    <div className={styles.page}>
      <Container>
        <Greeting />
        <ul className={styles.grid} aria-label="Cards">
          {props.widgets.map((widget) => (
            <li
              key={widget.node.spec.id}
              className={styles.cell}
              data-widget={widget.node.spec.id}
              style={{ gridColumn: `span ${columnsOf(widget)}` }}
            >
              {widget.component}
            </li>
          ))}
        </ul>
      </Container>
    </div>
  );
}

/** Backstage's layout hints count twelve columns; the grid here has three. */
function columnsOf(widget: HomePageWidgetData): number {
  const wanted = widget.layout?.width?.defaultColumns ?? 4;
  return Math.min(3, Math.max(1, Math.round(wanted / 4)));
}
