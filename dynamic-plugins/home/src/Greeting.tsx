import { useEffect, useState } from "react";
import { identityApiRef, useApi } from "@backstage/frontend-plugin-api";
import styles from "./HomePage.module.css";

export function Greeting() {
  const name = useDisplayName();
  const [now] = useState(() => new Date());
  const date = new Intl.DateTimeFormat(undefined, { dateStyle: "full" });
  return (
    <header className={styles.greeting}>
      <h1 className={styles.name}>
        {greetingAt(now.getHours())}
        {name && `, ${name}`}
      </h1>
      <p className={styles.date}>{date.format(now)}</p>
    </header>
  );
}

function greetingAt(hour: number): string {
  if (hour < 5) return "Good night";
  if (hour < 12) return "Good morning";
  return hour < 18 ? "Good afternoon" : "Good evening";
}

/** The name that the user goes by; guests and those without a profile are greeted without one. */
function useDisplayName(): string | undefined {
  const identityApi = useApi(identityApiRef);
  const [name, setName] = useState<string>();
  useEffect(() => {
    let gone = false;
    identityApi.getProfileInfo().then(
      (profile) => {
        if (!gone) setName(profile.displayName);
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [identityApi]);
  return name;
}
