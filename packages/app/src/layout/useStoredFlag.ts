import { useCallback, useState } from "react";

/** A flag that this browser remembers; where storage is refused it lasts until the page is left. */
export function useStoredFlag(
  key: string,
): readonly [boolean, (value: boolean) => void] {
  const [flag, setFlag] = useState(() => read(key));
  const change = useCallback(
    (value: boolean) => {
      setFlag(value);
      write(key, value);
    },
    [key],
  );
  return [flag, change];
}

function read(key: string): boolean {
  try {
    return window.localStorage.getItem(key) === "true";
  } catch {
    return false;
  }
}

function write(key: string, value: boolean): void {
  try {
    window.localStorage.setItem(key, String(value));
  } catch {
    // Storage may be full or switched off; the flag still holds for this page.
  }
}
