import type { HttpAuthService } from "@backstage/backend-plugin-api";
import type { Router } from "express";
import PromiseRouter from "express-promise-router";

export interface RouterOptions {
  readonly greeting: string;
  readonly httpAuth: Pick<HttpAuthService, "credentials">;
}

/** Everyone who is signed in is greeted. */
export function createRouter({ greeting, httpAuth }: RouterOptions): Router {
  const router = PromiseRouter();
  router.get("/greeting", async (request, response) => {
    const { principal } = await httpAuth.credentials(request, {
      allow: ["user"],
    });
    response.json({ text: `${greeting}, ${principal.userEntityRef}` });
  });
  return router;
}
