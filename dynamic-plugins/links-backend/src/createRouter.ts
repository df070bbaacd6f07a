// oxlint-disable oxc/no-async-endpoint-handlers -- express-promise-router hands rejections to the error handler
import type { HttpAuthService } from "@backstage/backend-plugin-api";
import { NotFoundError } from "@backstage/errors";
import express, { type Router } from "express";
import PromiseRouter from "express-promise-router";
import { parseLinkId, parseLinkInput, parseListQuery } from "./linkInput.ts";
import type { LinkStore } from "./LinkStore.ts";

export interface RouterOptions {
  readonly store: LinkStore;
  readonly httpAuth: HttpAuthService;
}

/** Everyone who is signed in may read and keep the links. */
export function createRouter({ store, httpAuth }: RouterOptions): Router {
  const router = PromiseRouter();
  router.use(express.json({ limit: "16kb" }));

  router.get("/", async (request, response) => {
    await httpAuth.credentials(request, { allow: ["user", "service"] });
    const { limit } = parseListQuery(request.query);
    response.json({ items: await store.list(limit) });
  });

  router.post("/", async (request, response) => {
    const { principal } = await httpAuth.credentials(request, {
      allow: ["user"],
    });
    const input = parseLinkInput(request.body);
    response.status(201).json(await store.add(input, principal.userEntityRef));
  });

  router.put("/:id", async (request, response) => {
    await httpAuth.credentials(request, { allow: ["user"] });
    const id = parseLinkId(request.params);
    const link = await store.change(id, parseLinkInput(request.body));
    if (!link) throw new NotFoundError(`There is no link ${id}`);
    response.json(link);
  });

  router.delete("/:id", async (request, response) => {
    await httpAuth.credentials(request, { allow: ["user"] });
    const id = parseLinkId(request.params);
    if (!(await store.remove(id))) {
      throw new NotFoundError(`There is no link ${id}`);
    }
    response.status(204).end();
  });

  return router;
}
