import ReactMarkdown, { type Components } from "react-markdown";
import gfm from "remark-gfm";
import { SafeLink } from "../../management/SafeLink.tsx";
import styles from "./Readme.module.css";
import { safeImage, safeLink } from "./safeAddresses.ts";

/** A publisher's Markdown. Its HTML is left out; links lead to https only, pictures come by https or as data. */
export function Readme({ markdown }: { readonly markdown: string }) {
  return (
    <div className={styles.readme}>
      <ReactMarkdown
        skipHtml
        remarkPlugins={[gfm]}
        transformLinkUri={safeLink}
        transformImageUri={safeImage}
        components={COMPONENTS}
      >
        {markdown}
      </ReactMarkdown>
    </div>
  );
}

/** The page's own title is the first heading; those of the text come below it. */
const COMPONENTS: Components = {
  h1: ({ children }) => <h2>{children}</h2>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  h4: ({ children }) => <h5>{children}</h5>,
  h5: ({ children }) => <h6>{children}</h6>,
  a: ({ href = "", children }) => <SafeLink href={href}>{children}</SafeLink>,
  img: ({ src, alt = "" }) =>
    src ? <img src={src} alt={alt} loading="lazy" /> : <>{alt}</>,
  // Of a list of tasks; react-markdown makes no other.
  input: ({ checked }) => (
    <input
      type="checkbox"
      checked={checked ?? false}
      aria-label={checked ? "Done" : "To do"}
      disabled
      readOnly
    />
  ),
  // What is wider than the page is scrolled with the keyboard, too.
  // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
  table: ({ children }) => (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles.table} tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
};
