import { useEffect, useState } from "react";
import {
  identityApiRef,
  useApi,
  type IdentityApi,
} from "@backstage/frontend-plugin-api";
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
  if (hour >= 5 && hour < 12) return "Good morning";
  return hour >= 12 && hour < 18 ? "Good afternoon" : "Good evening";
}

/** The name that the user goes by. */
function useDisplayName(): string | undefined {
  const identityApi = useApi(identityApiRef);
  const [name, setName] = useState<string>();
  useEffect(() => {
    let gone = false;
    readName(identityApi).then(
      (read) => {
        if (!gone) setName(read);
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [identityApi]);
  return name;
}

async function readName(identityApi: IdentityApi): Promise<string> {
  const { displayName } = await identityApi.getProfileInfo();
  if (displayName) return displayName;
  const { userEntityRef } = await identityApi.getBackstageIdentity();
  const name = userEntityRef.slice(userEntityRef.lastIndexOf("/") + 1);
  return name.charAt(0).toUpperCase() + name.slice(1);
}
