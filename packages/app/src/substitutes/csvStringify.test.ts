import { expect, it } from "vitest";
import stringify from "./csvStringify.ts";

it("writes RFC 4180 rows, and lets the caller defuse each text", () => {
  const csv = stringify(
    [
      { Name: 'a "b", c', Size: 2, Note: undefined },
      { Name: "=1+1", Size: true, Note: { x: 1 } },
    ],
    {
      header: true,
      columns: ["Name", "Size", "Note"].map((key) => ({ key, header: key })),
      cast: { string: (text) => (text.startsWith("=") ? `'${text}` : text) },
    },
  );
  expect(csv).toBe(
    'Name,Size,Note\n"a ""b"", c",2,\n\'=1+1,true,"{""x"":1}"\n',
  );
});
