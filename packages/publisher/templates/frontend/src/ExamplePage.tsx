import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from "@backstage/frontend-plugin-api";
import { Container, Text } from "@backstage/ui";
import { useEffect, useState } from "react";
import { readGreeting } from "./readGreeting.ts";

/** Shows what the backend says. */
export function ExamplePage() {
  const discoveryApi = useApi(discoveryApiRef);
  const fetchApi = useApi(fetchApiRef);
  const [greeting, setGreeting] = useState("…");
  useEffect(() => {
    let isGone = false;
    void readGreeting({ discoveryApi, fetchApi }).then((text) => {
      if (!isGone) setGreeting(text);
    });
    return () => {
      isGone = true;
    };
  }, [discoveryApi, fetchApi]);
  return (
    <Container>
      <Text>{greeting}</Text>
    </Container>
  );
}
